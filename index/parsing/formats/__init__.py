"""One module for each format except HTML and PDF: EPUB, Markdown, subtitles, plain text, feeds; DOCX has a package.

``parsing.extraction`` imports it.
"""
