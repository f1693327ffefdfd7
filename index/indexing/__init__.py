"""The ingestion pipeline: a link becomes a version in the index.

``bot`` imports it; it may import every other package of ``index`` but ``retrieval``.
"""
