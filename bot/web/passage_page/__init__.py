"""The page of a passage: the whole text of a source with the cited sentences marked.

``bot.composition`` imports it.
"""
