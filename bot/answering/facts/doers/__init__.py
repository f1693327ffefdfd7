"""Doers: who does or says what, within a language and across languages.

``compare`` may import it; it may import ``relations`` and all that those import.
"""
