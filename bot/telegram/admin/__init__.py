"""The admins' side of the bot: users, sources, indexing jobs and statistics, in a private chat.

``application``, ``lifecycle`` and ``chat`` import it.
"""
