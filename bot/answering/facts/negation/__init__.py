"""Negated clauses, and whether two sentences agree in polarity.

``facts`` imports it.
"""
