"""Ports that no web page is at: services there could take a request for a command of their own. Pure."""

from urllib.parse import urlsplit

from index.errors import RefusedError

# The "bad ports" of the Fetch standard of WHATWG, which browsers refuse as well.
# fmt: off
_BLOCKED = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
    515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))
# fmt: on


def check_port(url: str) -> None:
    """Raise ``RefusedError`` if a URL names the port of another service, such as mail."""
    port = urlsplit(url).port
    if port in _BLOCKED:
        raise RefusedError(
            f"{url} names port {port}, which belongs to another service than the web; check the link, or save the "
            "page as a file."
        )
