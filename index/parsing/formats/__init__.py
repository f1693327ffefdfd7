"""One module for each format except HTML: PDF, DOCX, EPUB, Markdown, subtitles, plain text.

``parsing.extraction`` imports it.
"""
