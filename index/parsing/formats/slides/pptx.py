"""PPTX to a draft, through our HTML: titles, text boxes, tables, charts and notes, slide by slide."""

import posixpath
from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.formats.slides.slide_deck import read_slides
from index.parsing.formats.slides.slide_shapes import SlideSize, write_shapes
from index.parsing.formats.word.core_properties import read_property
from index.parsing.formats.zip_archive import ZipArchive

_MAIN = "ppt/presentation.xml"
_NOTES = "/notesSlide"
_OFF = frozenset(("0", "false"))


def read(data: bytes, location: str) -> DocumentDraft:
    """Read a PowerPoint presentation.

    Raises:
        UnsupportedError: The file is damaged.
        TooLargeError: The file unpacks to more than the limit.
    """
    archive = ZipArchive(data, location)
    presentation = archive.xml(_MAIN)
    targets = _relations(archive, _MAIN)
    size = presentation.find("{*}sldSz")
    shown = SlideSize.of(size)
    named = (_relation_of(slide) for slide in presentation.iterfind("{*}sldIdLst/{*}sldId"))
    paths = [targets[one][0] for one in named if one in targets]
    slides = (_read_slide(archive, path, shown) for path in paths if path in archive.names)
    return read_slides(
        (slide for slide in slides if slide is not None),
        location,
        title=metadata.keep_title(read_property(archive, "title")),
        author=read_property(archive, "creator") or None,
        language=read_property(archive, "language")[:3].rstrip("-_").lower() or None,
    )


def _read_slide(archive: ZipArchive, path: str, size: SlideSize) -> str | None:
    """The HTML of a slide with its notes; None for one that the presentation does not show."""
    slide = archive.xml(path)
    if slide.get("show") in _OFF:
        return None
    targets = _relations(archive, path)
    links = {id_: target for id_, (target, _) in targets.items() if "://" in target}
    body = "".join(write_shapes(slide, archive, path, links, size))
    notes = (target for target, kind in targets.values() if kind.endswith(_NOTES) and target in archive.names)
    body += "".join(words for note in notes for words in _read_notes(archive, note))
    return f"<html><body>{body}</body></html>"


def _read_notes(archive: ZipArchive, path: str) -> Iterator[str]:
    notes = archive.xml(path)
    links = {id_: target for id_, (target, _) in _relations(archive, path).items() if "://" in target}
    yield from write_shapes(notes, archive, path, links, None, only="body")


def _relations(archive: ZipArchive, path: str) -> Mapping[str, tuple[str, str]]:
    """The targets of a part's relations by their ids, as paths or addresses, and the kinds of the relations."""
    folder, file = posixpath.split(path)
    name = f"{folder}/_rels/{file}.rels"
    if name not in archive.names:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for one in archive.xml(name):
        target, kind = one.get("Target") or "", one.get("Type") or ""
        is_outside = one.get("TargetMode") == "External"
        place = target if is_outside else posixpath.normpath(posixpath.join(f"/{folder}", target)).lstrip("/")
        found[one.get("Id") or ""] = (place, kind)
    return found


def _relation_of(element: Element) -> str:
    return next((str(value) for name, value in element.items() if str(name).endswith("}id")), "")
