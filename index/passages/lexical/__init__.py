"""Full-text search by BM25, in each database engine.

``passages.store`` imports it.
"""
