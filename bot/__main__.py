"""``python -m bot`` is ``pincite``."""

from bot.cli import main

main()
