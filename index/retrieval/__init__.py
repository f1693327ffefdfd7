"""Retrieval: a question becomes ranked passages and sentences, with a confidence.

``bot`` imports it; it imports ``passages``, ``models`` and what is below, never ``indexing``.
"""
