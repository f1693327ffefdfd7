"""The composition root: the only place that reads Settings and constructs the parts.

``bot.cli`` imports it; nothing else does.
"""
