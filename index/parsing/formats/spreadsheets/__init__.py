"""Workbooks (XLSX, ODS) and tables in text (CSV, TSV).

``parsing.extraction`` and ``formats.open_document`` import it.
"""
