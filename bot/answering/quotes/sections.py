"""The section of a quote: the nearest heading above it. Pure."""

from collections.abc import Sequence

_SIGN = "§"


def name_section(section: Sequence[str], title: str) -> str | None:
    """Return the nearest heading as one line after a section sign; None if there is none beside the title.

    Args:
        section: The headings above the quote, the outermost first.
        title: The title of the source, which may be its first heading too.
    """
    heading = " ".join(section[-1].split()) if section else ""
    return f"{_SIGN} {heading}" if heading and heading.casefold() != title.casefold() else None
