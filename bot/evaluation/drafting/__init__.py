"""Drafts a question set for a source, by rules or by a language model.

``evaluation`` and ``bot.composition`` import it.
"""
