"""OpenDocument texts and presentations (ODT, ODP and their flat XML): ``odf`` reads them, the other modules help it.

``parsing.extraction`` imports it.
"""
