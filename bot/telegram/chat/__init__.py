"""Handlers for people who ask: questions, passages, sources, inline mode.

``application`` imports it.
"""
