"""The lines at the head of a text that state when it was written.

``parsing.metadata`` and ``parsing.formats`` import it.
"""
