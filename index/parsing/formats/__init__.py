"""One module for each format except HTML: PDF, DOCX, EPUB, Markdown, plain text.

``parsing.extraction`` imports it.
"""
