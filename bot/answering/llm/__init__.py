"""The language model: providers, prompt text, and replies parsed into statements with citation markers.

``generation`` and ``questions`` may import it; it imports no retrieval.
"""
