"""Handlers for users who ask: questions, passages, sources, inline mode.

``application`` imports it.
"""
