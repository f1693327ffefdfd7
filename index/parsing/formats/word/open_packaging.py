"""The package of an Office file: its metadata, and the relations between its parts (Open Packaging Conventions)."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from index.parsing.formats.zip_archive import ZipArchive
from index.text.normalization import canonicalize, has_words

_CORE = "docProps/core.xml"


@dataclass(frozen=True, slots=True)
class PartRelation:
    """A relation of a part.

    Attributes:
        target: As the file states it: a path, or the address of something else.
        path: Of the part that the target is if it is a path.
        kind: What the relation is for: an address whose last part names it.
        is_outside: Whether the file says that the target is no part of it.
    """

    target: str
    path: str
    kind: str
    is_outside: bool


def read_property(archive: ZipArchive, name: str) -> str:
    """Return a field of the file's metadata, such as "title"; empty if it has none."""
    if _CORE not in archive.names:
        return ""
    found = archive.xml(_CORE).find(f"{{http://purl.org/dc/elements/1.1/}}{name}")
    written = "" if found is None else "".join(map(str, found.itertext()))
    stated = " ".join(canonicalize(written).split())
    return stated if has_words(stated) else ""


def read_relations(archive: ZipArchive, part: str) -> Mapping[str, PartRelation]:
    """Return the relations of a part by their ids; none for a part without any."""
    folder, file = posixpath.split(part)
    name = f"{folder}/_rels/{file}.rels"
    if name not in archive.names:
        return {}
    found: dict[str, PartRelation] = {}
    for one in archive.xml(name):
        target = one.get("Target") or ""
        path = posixpath.normpath(posixpath.join(f"/{folder}", target)).lstrip("/")
        is_outside = one.get("TargetMode") == "External"
        found[one.get("Id") or ""] = PartRelation(target, path, one.get("Type") or "", is_outside)
    return found


def find_part(archive: ZipArchive, part: str, relation: str | None) -> Element | None:
    """Return the root of the part that a relation of another part names; None if the file lacks it."""
    found = read_relations(archive, part).get(relation) if relation else None
    return archive.xml(found.path) if found is not None and found.path in archive.names else None


def relation_of(element: Element) -> str:
    """Return the id of the relation that an element names, whatever the prefix of the attribute; empty without one."""
    return next((str(value) for name, value in element.items() if str(name).endswith("}id")), "")
