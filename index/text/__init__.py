"""Text processing: normalization, language detection, chunking into passages and sentences, lexical analysis.

It imports only ``types`` and ``errors``; every package above may import it.
"""
