"""Sources: a link or path is read as a document or as a list of documents; reports on what a crawl found.

``indexing`` and ``retrieval`` may import it; it imports ``fetching``, ``parsing`` and the catalog.
"""
