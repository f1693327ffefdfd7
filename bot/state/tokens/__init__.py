"""Secrets that give rights: tokens of the API, and the hash by which any token is recognized.

``bot.state`` and all above it import it.
"""
