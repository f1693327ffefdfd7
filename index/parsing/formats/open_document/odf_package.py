"""The parts of an OpenDocument file, which is an archive or one flat XML document (OpenDocument 1.3, part 2)."""

import posixpath

from lxml.etree import _Element as Element

from index.errors import UnsupportedError
from index.parsing.detection import protected
from index.parsing.formats.open_document.odf_names import OFFICE
from index.parsing.formats.zip_archive import ZipArchive, damaged, parse_xml
from index.urls import display_name

_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTION = "{*}encryption-data"


class OdfPackage:
    """The parts of a file; a flat one has all of them in its only element."""

    def __init__(self, data: bytes, location: str) -> None:
        """Open the file.

        Raises:
            UnsupportedError: The file is damaged, or protected by a password.
            TooLargeError: The file unpacks to more than the limit.
        """
        self._location = location
        self._archive = None if data.lstrip()[:1] in {b"<", b"\xef"} else ZipArchive(data, location)
        if self._archive is not None:
            self._check_password(self._archive)
            self.content = self._archive.xml("content.xml")
            return
        root = parse_xml(data)
        if root is None:
            raise damaged(display_name(location))
        self.content = root

    def part(self, name: str) -> Element | None:
        """The root of ``styles.xml`` or ``meta.xml``; None if the file has none."""
        if self._archive is None:
            return self.content
        return self._archive.xml(name) if name in self._archive.names else None

    def embedded(self, address: str | None) -> Element | None:
        """The root of an embedded object such as a formula."""
        name = posixpath.normpath(posixpath.join(address or "", "content.xml"))
        if self._archive is None or name not in self._archive.names:
            return None
        return self._archive.xml(name)

    def body(self, kind: str) -> Element | None:
        """The body of a document of a kind, ``text`` or ``presentation``."""
        return self.content.find(f".//{OFFICE}body/{OFFICE}{kind}")

    def _check_password(self, archive: ZipArchive) -> None:
        if _MANIFEST in archive.names and archive.xml(_MANIFEST).find(f".//{_ENCRYPTION}") is not None:
            raise UnsupportedError(protected(self._location))
