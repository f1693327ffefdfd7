"""Upkeep of the stores: backups, and the lengths of the queues.

``bot.cli`` and ``bot.web`` import it.
"""
