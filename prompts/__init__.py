"""Prompts of the language model: one Markdown file for each, and the library that loads and renders them.

``bot`` may import it; it imports no other package of Pincite.
"""
