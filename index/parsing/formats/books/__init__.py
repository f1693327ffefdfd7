"""Books (EPUB): ``epub`` reads them, the other modules help it.

``parsing.extraction`` imports it.
"""
