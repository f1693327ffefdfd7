"""Names in two texts: found by capitals, and the same in another script, spelling or language.

``facts``, ``questions`` and ``quotes`` may import it.
"""
