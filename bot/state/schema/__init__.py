"""The tables of ``bot.sqlite``.

``bot.state`` imports it.
"""
