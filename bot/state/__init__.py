"""The bot's own database: users, answers, conversations, jobs, inbox and outbox.

``bot.telegram``, ``bot.cli`` and ``bot.composition`` import it. It imports nothing of Telegram.
"""
