"""Sending: the durable outbox, posting, retries, rate limits and streaming previews.

``chat``, ``admin`` and ``operations`` import it.

The path of a message:

1. ``delivery``: ``Delivery.send`` writes an answer into the outbox first. If the message may not have arrived, it asks
   the reader, with a button that sends the message again (``resend_button``).
2. ``posting``: ``Posting`` makes the request, follows a group to its new chat id, and leaves a deleted topic.
3. ``retries``: ``send_with_retries`` repeats what Telegram certainly did not do, and drops refused entities.
4. ``rate_limits``: ``ChatRateLimiter`` before each try; then, inside python-telegram-bot, ``GlobalRateLimiter`` and
   ``ConnectionPool``.

Two kinds of request skip the outbox, because they are worth nothing a moment later: ``acknowledgements`` (answers to
callback and inline queries, "typing") and ``streaming_preview`` (an answer while the model writes it).
"""
