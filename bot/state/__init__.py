"""The bot's own database: users, answers, conversations, jobs, inbox and outbox.

``bot.telegram`` and ``bot.composition`` import it; it knows no Telegram.
"""
