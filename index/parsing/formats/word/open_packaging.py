"""The metadata that an Office file states about itself (Open Packaging Conventions, core properties)."""

from index.parsing.formats.zip_archive import ZipArchive
from index.text.normalization import canonicalize, has_words

_CORE = "docProps/core.xml"


def read_property(archive: ZipArchive, name: str) -> str:
    """Return a field of the file's metadata, such as "title"; empty if it has none."""
    if _CORE not in archive.names:
        return ""
    found = archive.xml(_CORE).find(f"{{http://purl.org/dc/elements/1.1/}}{name}")
    written = "" if found is None else "".join(map(str, found.itertext()))
    stated = " ".join(canonicalize(written).split())
    return stated if has_words(stated) else ""
