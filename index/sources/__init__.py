"""What a link or path is: a document, or a list of documents; and what a crawl found.

``indexing`` and ``retrieval`` may import it; it imports ``fetching``, ``parsing`` and the catalog.
"""
