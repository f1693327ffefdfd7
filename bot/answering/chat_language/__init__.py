"""Chat language: abbreviations, small talk and reactions around questions. Pure, without a model.

``questions`` and everything above it may import it.
"""
