"""Answering: a question becomes an answer whose every citation is a slice of a stored text.

``composition``, ``telegram``, ``cli``, ``evaluation``, ``state`` and ``indexing`` may import it.
"""
