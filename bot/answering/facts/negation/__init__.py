"""Negation: clauses with their denials, and the polarity of two sentences.

Only ``facts`` may import it.
"""
