"""Results of an evaluation as tables, plots, and a page of failures.

``evaluation`` imports it.
"""
