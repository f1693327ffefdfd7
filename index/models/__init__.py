"""Embedders and cross-encoders: the built-in one, FastEmbed, and endpoints.

Imports ``text`` and what is below; ``passages``, ``retrieval`` and ``indexing`` use its protocols.
"""
