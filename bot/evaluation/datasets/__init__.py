"""Datasets: SQuAD-shaped JSON, the user's own JSON Lines, and a scratch index for their articles.

``bot.evaluation`` imports it.
"""
