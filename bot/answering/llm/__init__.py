"""The language model: providers, prompt text, and its reply parsed into statements with citation markers.

``generation`` and ``questions`` import it; it knows no retrieval.
"""
