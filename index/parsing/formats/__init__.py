"""One module for each format besides HTML: PDF, DOCX, EPUB, Markdown, plain text.

``parsing.extraction`` imports it.
"""
