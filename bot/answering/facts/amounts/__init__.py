"""Amounts: numbers that follow from others, rates and durations, and the numbers that the evidence lacks.

Only ``facts`` may import it.
"""
