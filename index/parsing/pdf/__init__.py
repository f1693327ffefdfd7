"""PDF: the lines of each page in reading order, and paragraphs that run over lines, columns and pages.

``parsing.extraction`` imports it.
"""
