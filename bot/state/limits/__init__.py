"""Daily counts: questions and model tokens.

``bot.state`` and what may import that import it. It imports the schema, the engine and ``utc_times`` alone.
"""
