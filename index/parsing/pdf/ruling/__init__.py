"""Ruled tables: the lines painted on a page, the cells between them, and the text of each cell.

``parsing.pdf`` imports it.
"""
