"""Selection: which blocks of a page are its main text.

``html.reader`` imports it.
"""
