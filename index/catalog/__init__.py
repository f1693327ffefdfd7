"""The catalog: sources, versions, texts, passage rows, crawl state and fetch records.

It imports ``text`` and the packages below, and knows no models and no search.
"""
