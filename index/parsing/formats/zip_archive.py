"""ZIP archives from others, unpacked within limits, because a declared size may be false."""

import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import NoReturn
from zipfile import BadZipFile, ZipFile

from lxml import etree
from lxml.etree import _Element as Element

from index.errors import TooLargeError, UnsupportedError
from index.urls import display_name

_MAX_FILES = 10_000
_MAX_BYTES = 200_000_000
_PIECE_BYTES = 1 << 20
_FAILURES = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


class ZipArchive:
    """The files in an archive; everything that is unpacked counts towards one limit."""

    def __init__(self, data: bytes, location: str) -> None:
        """Open the archive; raises ``UnsupportedError`` and ``TooLargeError``, as every method does."""
        self._name = display_name(location)
        try:
            self._archive = ZipFile(BytesIO(data))
        except _FAILURES:
            self.fail()
        self.names = tuple(self._archive.namelist())
        self._left = _MAX_BYTES
        if len(self.names) > _MAX_FILES:
            self._refuse()

    def read(self, name: str) -> bytes:
        """The content of a file."""
        parts = []
        try:
            with self._archive.open(name) as file:
                while part := file.read(_PIECE_BYTES):
                    self._left -= len(part)
                    if self._left < 0:
                        self._refuse()
                    parts.append(part)
        except _FAILURES:
            self.fail()
        return b"".join(parts)

    def xml(self, name: str) -> Element:
        """The root of an XML file, without comments and entities; parsing never uses the network."""
        root = parse_xml(self.read(name))
        if root is None:
            self.fail()
        return root

    def fail(self) -> NoReturn:
        """Raise the error for a damaged file."""
        raise damaged(self._name) from None

    def _refuse(self) -> NoReturn:
        raise TooLargeError(
            f"{self._name} unpacks to more than {_MAX_BYTES / 1e6:g} MB or {_MAX_FILES:,} files; split it."
        )


def parse_xml(data: bytes) -> Element | None:
    """The root of an XML document, without comments and entities; None for a damaged one."""
    # The limits of libxml2 on depth and on entities stay on: these formats need neither.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    _drop_nodes(root.iter(etree.Entity))
    return root


def damaged(name: str) -> UnsupportedError:
    """The error for a damaged file."""
    return UnsupportedError(f"{name} is damaged or incomplete; open it yourself, save it again, and index that.")


def _drop_nodes(nodes: Iterable[Element]) -> None:
    for node in list(nodes):
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
