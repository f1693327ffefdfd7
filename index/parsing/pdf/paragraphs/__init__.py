"""Paragraphs: the printed lines of all pages become a text with its title, notes and headings.

``parsing.pdf`` and ``parsing.page_pictures`` import it.
"""
