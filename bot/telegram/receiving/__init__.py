"""Updates from Telegram: webhook, durable inbox, addressing, access gate, and the order within a chat.

``application``, ``lifecycle`` and ``chat`` import it.
"""
