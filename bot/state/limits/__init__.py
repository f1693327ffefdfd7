"""Daily counts: questions, model tokens, and the days in UTC that both count by.

``bot.state`` and what may import that import it. It imports the schema and the engine alone.
"""
