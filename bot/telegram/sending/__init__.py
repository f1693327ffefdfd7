"""Messages to Telegram: the durable outbox, rate limits, retries and streaming previews.

``chat``, ``admin`` and ``operations`` import it.
"""
