"""The API for other programs: questions, passages, sources and citations as JSON.

``bot.composition`` imports it.
"""
