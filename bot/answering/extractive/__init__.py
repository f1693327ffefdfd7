"""Extractive answering: sentences of the sources are the answer.

Imported by: ``bot.composition``, ``bot.answering.generative`` and ``bot.answering.claims``. May import: the quotes and
questions of ``bot.answering``, and the packages below them.
"""
