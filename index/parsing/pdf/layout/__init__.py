"""The layout of a page: its reading order, columns, tables, and the rules painted between their cells.

``parsing.pdf`` and ``parsing.page_pictures`` import it.
"""
