"""``python -m bot`` is ``pincite``."""

from bot.cli.main import main

main()
