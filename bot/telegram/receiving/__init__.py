"""Updates from Telegram: the webhook, the durable inbox, who may ask, and the order within a chat.

``application`` and ``chat`` import it.
"""
