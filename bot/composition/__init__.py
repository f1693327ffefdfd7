"""The composition root: it alone reads Settings and constructs the services.

``bot.cli`` imports it; nothing else does.
"""
