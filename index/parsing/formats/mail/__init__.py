"""Mail (RFC 5322, MIME) and pages that a browser saved in that form (MHTML) to drafts.

``parsing.extraction`` imports it.
"""
