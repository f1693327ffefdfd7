"""What users asked, for admins: numbers, a chart, open questions, disliked answers, an export.

``registration`` imports it.
"""
