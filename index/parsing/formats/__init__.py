"""One module for each format except HTML and PDF: EPUB, Markdown, subtitles, plain text, feeds.

``parsing.extraction`` imports it.
"""
