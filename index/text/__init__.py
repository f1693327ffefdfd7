"""Text processing: normalization, language detection, chunking into passages and sentences, lexical analysis.

Imports ``types`` and ``errors`` alone; every package above it may import it.
"""
