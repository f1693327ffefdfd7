"""The passage store: full-text search, exact search, and Chroma.

``retrieval`` and ``indexing`` import it; only ``passages.chroma`` imports chromadb.
"""
