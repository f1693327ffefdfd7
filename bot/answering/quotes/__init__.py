"""Extractive answering: which sentences are quoted, and as what span.

``extractive`` and ``generation`` import it.
"""
