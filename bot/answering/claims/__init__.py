"""Statements, and messages that state something instead of asking: their checks and answers.

Imported by: ``bot.composition`` and ``bot.telegram.chat``. May import: the other packages of ``bot.answering``.
"""
