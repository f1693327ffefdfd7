"""Doors between Pincite and other libraries: LlamaIndex reads Pincite's index, and its models work inside Pincite.

``bot.composition`` and the ``pincite`` package may import it; it imports ``bot.answering`` and ``index``.
"""
