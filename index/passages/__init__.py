"""The passage store: full-text search, exact search over vector files, and the Chroma collection.

``retrieval`` and ``indexing`` import it; only the modules ``chroma…`` import chromadb.
"""
