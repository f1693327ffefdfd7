"""HTML pages: their main text, without menus, banners and hidden text.

``parsing.extraction`` and the formats that contain HTML import it.
"""
