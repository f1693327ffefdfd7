"""The command line: ``pincite …``.

Only ``bot.__main__`` imports it.
"""
