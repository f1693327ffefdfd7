"""Quantities: numbers and dates of a text, and whether two texts agree in them.

``facts`` imports it.
"""
