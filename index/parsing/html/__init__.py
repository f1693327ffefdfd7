"""HTML pages: the main text, without menus, hidden text and banners.

``parsing.extraction`` and the formats that contain HTML import it.
"""
