"""Drafts a question set for a source, by rules or by a language model.

``bot.composition`` and ``bot.cli`` import it.
"""
