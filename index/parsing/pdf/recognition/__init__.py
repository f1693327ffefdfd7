"""Text recognition: the lines of pages that are pictures and of photos, by RapidOCR or Tesseract.

``parsing.pdf``, ``parsing.page_pictures`` and ``parsing.extraction`` import it.
"""
