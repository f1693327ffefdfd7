"""Repair of parts of a page before its text is chosen: controls between words, lines of code."""
