"""How good the answers are: datasets, metrics, runs, reports and comparisons behind ``pincite eval``."""
