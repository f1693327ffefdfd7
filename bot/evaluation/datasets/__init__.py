"""Question sets: SQuAD, XQuAD-R and the user's own JSON Lines, with a scratch index.

``evaluation`` imports it.
"""
