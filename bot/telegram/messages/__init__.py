"""Messages as text with entities and keyboards, in eight languages. Pure.

Everything in ``bot.telegram`` may import it; it sends nothing.
"""
