"""The letters of a page: those from right to left, private ones, ligatures, and letters that only a font names.

``parsing.pdf`` imports it.
"""
