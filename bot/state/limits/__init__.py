"""Limits of a user: requests of a minute, and the recordings and model tokens of a day.

``bot.state`` and what may import that import it. It imports the schema, the engine and ``utc_times`` alone.
"""
