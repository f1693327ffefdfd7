"""Numbers, dates and units in text, and whether two of them agree.

``facts`` imports it.
"""
