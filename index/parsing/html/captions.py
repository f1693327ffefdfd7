"""The captions of pictures: a paragraph for each, once, whatever its element is called."""

import re
from itertools import islice

from lxml.html import HtmlElement

from index.parsing.html.structure import BLOCKS, text_length
from index.parsing.html.text import inner_words
from index.text.analyzer import join_words

_CAPTION = re.compile(r"caption(?:[-_]*(?:text|content|body|inner|wrapper))?(?:\s|$)", re.IGNORECASE)
_CAPTIONED = re.compile(r"caption|figure|image|picture|photo", re.IGNORECASE)
_NO_CAPTIONS = ("a", "nav", "aside", "footer", "header", "button", "figcaption", "table")
_PICTURES = ("img", "picture", "svg", "video", "iframe", "canvas")
_MIN_CAPTION_WORDS = 4
_MAX_CAPTION_CHARS = 600
_MAX_BESIDE_CAPTION_CHARS = 150
_CREDIT = re.compile(
    r"(?:foto|photo|bild|image|picture|credits?|cr[ée]dito?|copyright|source|quelle|fuente)\b", re.IGNORECASE
)
_CUT = re.compile(r"(?:…|\.\.\.)\W*$")
_NEAR = 4
_MAX_PARTS = 30


def open_captions(tree: HtmlElement) -> None:
    """Make captions that a page only names as such captions of figures. Call this before pictures are removed."""
    _open_picture_tables(tree)
    pictures = _Pictures(tree)
    captions = []
    for caption in tree.xpath("//*[@class]"):
        if _is_caption(caption) and _is_beside_table(caption):
            caption.tag = "div" if any(child.tag in BLOCKS for child in caption) else "p"
            caption.attrib.clear()
    for caption in tree.xpath("//*[@class]"):
        holder = pictures.find_holder(caption) if _is_caption(caption) else None
        if holder is None:
            continue
        captions.append(caption)
        caption.tag = "figcaption"
        for part in caption.iter():
            part.attrib.pop("class", None)
        for around in (caption, *caption.iterancestors()):
            around.attrib.pop("class", None)
            if around is holder:
                break
    known = {inner_words(caption) for caption in tree.iter("figcaption") if caption not in captions}
    for caption in captions:  # a larger view and a gallery repeat them
        words = inner_words(caption)
        if words in known:
            caption.drop_tree()
        known.add(words)


def write_figures(tree: HtmlElement) -> None:
    """Make captions paragraphs; extraction leaves out what is called a figure or a caption."""
    for figure in tree.iter("figure"):
        for holder in figure.iterancestors("div"):
            if not _CAPTIONED.search(holder.get("class") or "") or text_length(holder) != text_length(figure):
                break
            holder.attrib.clear()
        figure.tag = "div"
        figure.attrib.clear()
    for caption in list(tree.iter("figcaption")):
        _say_once(caption)
        caption.tag = "div" if any(child.tag in BLOCKS for child in caption) else "p"
        caption.attrib.clear()
        for part in caption.iter():
            part.attrib.pop("class", None)


def _say_once(caption: HtmlElement) -> None:
    """Remove the buttons of a caption, and its beginning where the caption has it again in full."""
    for button in list(caption.iter("button")):
        button.drop_tree()
    for part in list(islice(caption.iter("span", "p", "div"), _MAX_PARTS)):
        if part is caption or part.getparent() is None:
            continue
        written = inner_words(part)
        words, end = join_words(written), "" if _CUT.search(written) else " "
        beside = (f"{join_words(inner_words(one))} " for one in (part.getprevious(), part.getnext()) if one is not None)
        if words.count(" ") >= _MIN_CAPTION_WORDS - 1 and any(one.startswith(words + end) for one in beside):
            part.drop_tree()


def _open_picture_tables(tree: HtmlElement) -> None:
    """Make divisions of tables that only put a caption below its picture."""
    for cell in list(tree.iter("td")):
        table = next(cell.iterancestors("table"), None)
        if (
            table is not None
            and _CAPTION.search(cell.get("class") or "")
            and next(table.iter(*_PICTURES), None) is not None
            and text_length(table) == text_length(cell)
        ):
            for part in (*table.iter("tbody", "tr", "td"), table):
                part.tag = "div"
                if part is not cell:
                    part.attrib.clear()


def _is_caption(element: HtmlElement) -> bool:
    return (
        _CAPTION.search(element.get("class") or "") is not None
        and element.tag not in _NO_CAPTIONS
        and next(element.iter(*_PICTURES, "h1", "h2", "h3", "h4", "button"), None) is None
        and next(element.iterancestors(*_NO_CAPTIONS), None) is None
        and 0 < text_length(element) <= _MAX_CAPTION_CHARS
        and _says_something(inner_words(element))
    )


def _is_beside_table(caption: HtmlElement) -> bool:
    """Whether a table stands directly below or above a caption, alone in a division or not."""
    beside = [one for one in (caption.getnext(), caption.getprevious()) if one is not None]
    return any(one.tag == "table" or (len(one) == 1 and one[0].tag == "table") for one in beside)


def _says_something(caption: str) -> bool:
    """Whether a caption is more than the name of who took the picture."""
    words = join_words(caption)
    is_long = len(words.split()) >= _MIN_CAPTION_WORDS or caption.rstrip().endswith((".", "。", "।"))
    return is_long and not is_credit(caption)


def is_credit(words: str) -> bool:
    """Whether words begin as the name of who took a picture."""
    return _CREDIT.match(join_words(words)) is not None


class _Pictures:
    """The elements around the pictures of a page."""

    def __init__(self, tree: HtmlElement) -> None:
        self._holders = {holder for picture in tree.iter(*_PICTURES) for holder in (picture, *picture.iterancestors())}
        self._lengths: dict[HtmlElement, int] = {}

    def find_holder(self, caption: HtmlElement) -> HtmlElement | None:
        """The element around a caption and its picture alone, or the caption where it follows its picture."""
        around = next((part for part in list(caption.iterancestors())[:_NEAR] if part in self._holders), None)
        if around is not None and (
            around.tag == "figure" or self._length(around) <= text_length(caption) + _MAX_BESIDE_CAPTION_CHARS
        ):
            return around
        before = caption.getprevious()
        return caption if before is not None and before in self._holders and not self._length(before) else None

    def _length(self, element: HtmlElement) -> int:
        if element not in self._lengths:
            self._lengths[element] = text_length(element)
        return self._lengths[element]
