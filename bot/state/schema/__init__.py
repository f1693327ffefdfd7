"""The tables of the bot's database.

``bot.state`` imports it.
"""
