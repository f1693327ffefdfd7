"""Changes to the index that the bot makes: adding, removing and re-indexing sources.

``bot.telegram``, ``bot.cli`` and ``bot.composition`` import it.
"""
