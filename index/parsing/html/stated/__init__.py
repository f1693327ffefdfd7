"""What a page states of itself, beside the words that it shows.

``html.reader`` imports it.
"""
