"""The command line: ``pincite …``.

Nothing imports it but ``bot.__main__``.
"""
