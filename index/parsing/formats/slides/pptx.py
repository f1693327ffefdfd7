"""PPTX to a draft, through our HTML: titles, text boxes, tables, charts and notes, slide by slide."""

from collections.abc import Iterator, Mapping

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.formats.slides.slide_deck import read_slides
from index.parsing.formats.slides.slide_shapes import SlideSize, write_shapes
from index.parsing.formats.word.open_packaging import PartRelation, read_property, read_relations, relation_of
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
    targets = read_relations(archive, _MAIN)
    size = presentation.find("{*}sldSz")
    shown = SlideSize.of(size)
    named = (relation_of(slide) for slide in presentation.iterfind("{*}sldIdLst/{*}sldId"))
    paths = [targets[one].path for one in named if one in targets and not targets[one].is_outside]
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
    targets = read_relations(archive, path)
    links = _find_links(targets)
    body = "".join(write_shapes(slide, archive, path, links, size))
    inside = (one for one in targets.values() if not one.is_outside)
    notes = (one.path for one in inside if one.kind.endswith(_NOTES) and one.path in archive.names)
    body += "".join(words for note in notes for words in _read_notes(archive, note))
    return f"<html><body>{body}</body></html>"


def _read_notes(archive: ZipArchive, path: str) -> Iterator[str]:
    notes = archive.xml(path)
    links = _find_links(read_relations(archive, path))
    yield from write_shapes(notes, archive, path, links, None, only="body")


def _find_links(relations: Mapping[str, PartRelation]) -> dict[str, str]:
    return {id_: one.target for id_, one in relations.items() if one.is_outside and "://" in one.target}
