"""Upkeep of the stores: backups, the lengths of the queues, and the last runs of scheduled tasks.

``bot.cli``, ``bot.composition`` and ``bot.web`` import it.
"""
