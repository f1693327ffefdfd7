"""Quotes: the selection of sentences, contradictions between sources, links to a quote.

``extractive``, ``generation`` and ``generative`` may import it.
"""
