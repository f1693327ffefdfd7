"""The web server beside the bot: webhook, health, metrics, and the page of a passage.

``bot.cli`` and ``bot.composition`` import it. It runs in the bot's event loop, so blocking calls go to threads.
"""
