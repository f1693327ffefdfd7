"""The catalog in SQLite: sources, versions, texts, passages as rows, crawl state and fetch records.

Imports ``text`` and what is below; it knows no models and no search.
"""
