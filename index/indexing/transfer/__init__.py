"""Moves vectors between stores, without embedding.

Depends on ``index.catalog``, ``index.passages`` and ``index.indexing``.
"""
