"""Presentations: ``pptx`` reads those of PowerPoint, and ``slide_deck`` makes a draft of the slides of any format.

``parsing.extraction`` and ``formats.open_document`` import it.
"""
