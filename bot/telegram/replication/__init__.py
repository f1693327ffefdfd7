"""Replicas of the bot: the heartbeat, the claims of updates, and the notifications between replicas.

``application`` and ``lifecycle`` import it.
"""
