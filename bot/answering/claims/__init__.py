"""Messages that state something instead of asking, and their answers.

Imported by: ``bot.composition`` and ``bot.telegram.chat``. May import: the other packages of ``bot.answering``.
"""
