"""Word documents (DOCX): ``docx`` reads them, the other modules prepare a part of the markup for Mammoth.

``parsing.extraction`` imports it.
"""
