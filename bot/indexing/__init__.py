"""Index jobs as the bot runs them: adding, removing and re-indexing sources.

``bot.telegram``, ``bot.cli`` and ``bot.composition`` import it.
"""
