"""Title, author and date that a web page states. Pure."""

import logging
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from index.parsing import metadata
from index.parsing.head_lines.date_lines import parse_date
from index.parsing.html.stated.date_order import settle_date
from index.parsing.html.stated.stated_text import find_stated_author
from index.parsing.html.text import inner_words
from index.text.analyzer import join_words
from index.text.normalization import canonicalize

_LOG = logging.getLogger(__name__)

_DATE_SEARCH = {"original_date": True, "extensive_search": False}  # extensive search would take any date in the text
_STATED_TITLES = etree.XPath(
    "//meta[@property='og:title' or @name='og:title' or @name='twitter:title' or @property='twitter:title']/@content"
)
_STATED_DATES = etree.XPath(
    "//meta[@name='date' or @name='pubdate' or @name='dc.date' or @name='DC.date' or @name='publishdate'"
    " or @property='article:published_time' or @itemprop='datePublished']/@content"
)
_STATED_SUMMARIES = etree.XPath(
    "//meta[@name='description' or @property='og:description' or @name='twitter:description']/@content"
)
_TITLE_LINES = etree.XPath("//p[contains(concat(' ', @class, ' '), ' title ') and not(preceding::h1)]")
"""Titles by the style of that name, as Google Docs exports them."""

_STATED_SITES = etree.XPath(
    "//meta[@property='og:site_name' or @name='og:site_name' or @name='application-name' or @name='twitter:site']"
    "/@content[normalize-space()]"
)
_MAIN = etree.XPath("//main|//*[@role='main']")
_HOME = re.compile(r"/?(?:index\.\w{3,5})?")
_GRAM = 3
_MIN_SHARED = 0.6
_MIN_RELATED = 0.2
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NO_FIRST_OR_LAST_NAME = r"(?:january|february|july|september|october|november|december|dec\.?)"
_NOT_A_NAME = re.compile(
    r"\s*[»›].*$|\s+(?:责任编辑|責任編輯|编辑|編輯|来源|來源)[：:].*$"
    r"|(?:^|\s)(?:view (?:all|author|orcid|profile|archive)|get author|more (?:stories|posts|articles|from)|follow"
    r"|about the|link copied|updated|published|posted|last updated|created|reading time|read time|\d+ min|lesedauer"
    r"|aktualisiert|mis à jour|publié|actualizado|publicado|обновлено|опубликовано)\b.*$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:(?:recipe|text|words|story|written|posted) )?by|von|par|por|di|автор)\s*:?\s+(?=\S)"
    r"|^(?:作者|文|撰文|记者|記者|著者|筆者|執筆|글|작성자|بقلم|الكاتب|מאת|yazan|autor(?:in|a)?|auteur|te[kx]st)"
    r"\s*[:：／/]\s*(?=\S)",
    re.IGNORECASE,
)
_DATE_AT_END = re.compile(
    rf"[\s,|·•–—-]+(?:{_MONTH}\s+\d.*|{_NO_FIRST_OR_LAST_NAME})$|\s+\d{{1,2}}\.?\s+{_MONTH}.*$", re.IGNORECASE
)
_DATE_ALONE = re.compile(rf"{_MONTH}\s+\d.*|{_NO_FIRST_OR_LAST_NAME}|[\d\s.:/-]+", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:\S+ ){1,3}(?:com|net|org)|\S+@\S+", re.IGNORECASE)
"""What an extractor makes of the mail address behind a name."""

_LINK_SIGN = re.compile(r"\s*[¶🔗]+$|\s#$")  # of a link to the heading itself
_EDGES = " ,;|·•–—-《》〈〉"


class PageMetadata(NamedTuple):
    """What a page says of itself."""

    title: str | None = None
    author: str | None = None
    date: str | None = None


def read_page_metadata(tree: HtmlElement, location: str) -> PageMetadata:
    """Title, author and date from the metadata of the page at a location."""
    for stated in tree.xpath("//meta[@content]"):
        if metadata.is_template(stated.get("content")):
            stated.attrib.pop("content")
    try:
        found = extract_metadata(tree, None, _DATE_SEARCH)
    except Exception:  # noqa: BLE001 - a library that fails on one page must not cost its text
        _LOG.debug("The metadata of a page could not be read", exc_info=True)
        return PageMetadata()
    headings = list(filter(None, map(inner_words, tree.iter("h1"))))
    heading = headings[0] if len(headings) == 1 else None
    site = found.sitename if _is_site_name(found.sitename or "", tree, location) else None
    banner = _find_banner(tree, found.title or "", location)
    if banner and heading == banner:
        heading, site = None, banner
    stated = found.title if join_words(found.title or "") != join_words(banner) else None
    title = _choose_title(tree, stated or heading or "", site, location)
    if heading and join_words(title) == join_words(site or ""):
        title = heading
    title = _LINK_SIGN.sub("", metadata.strip_site_name(title, site, heading))
    when = found.date or next(filter(None, map(parse_date, map(str, _STATED_DATES(tree)))), None)
    author = clean_author(found.author or find_stated_author(tree))
    return PageMetadata(title or None, author or None, settle_date(when, tree, location))


def list_summaries(tree: HtmlElement) -> list[str]:
    """What a page states about itself for search engines and previews."""
    return list(dict.fromkeys(canonicalize(str(one)) for one in _STATED_SUMMARIES(tree)))


def clean_author(stated: str) -> str:
    """The names of a byline, without labels of links and dates, and each once."""
    names: dict[str, None] = {}
    for part in re.split(r"[;,]\s+", canonicalize(stated)):
        name = _DATE_AT_END.sub("", _NOT_A_NAME.sub("", _BY.sub("", part.strip(_EDGES))))
        name = _once(name.strip(_EDGES))
        is_address = bool(names) and _ADDRESS.fullmatch(name)
        if name and not is_address and not _DATE_ALONE.fullmatch(name):
            names.setdefault(name)
    return ", ".join(names)


def _once(name: str) -> str:
    """A name without its repetition, as from the label of a picture and the link beside it, and what follows that."""
    words = name.split()
    for length in range(len(words) // 2, 0, -1):
        if words[:length] == words[length : 2 * length]:
            return " ".join(words[:length])
    return name


def _choose_title(tree: HtmlElement, found: str, site: str | None, location: str) -> str:
    """The title of a page: a heading that is no widget's, or else its ``<title>``, unless the page states one.

    Args:
        tree: The page.
        found: The title that an extractor found.
        site: The site's name, if it is known.
        location: The address of the page.
    """
    shown = next((words for head in tree.iter("head") for words in map(inner_words, head.iter("title")) if words), "")
    stated = next(filter(None, (str(one).strip() for one in _STATED_TITLES(tree))), "")
    if stated and found and _shared(found, stated) < _MIN_RELATED and _shared(stated, found) < _MIN_RELATED:
        return " ".join(stated.split())
    is_stated = bool(stated)
    if not shown and not is_stated and (words := next(filter(None, map(inner_words, _TITLE_LINES(tree))), "")):
        return words
    if not shown or is_stated:
        return found
    label = (site or "").split(".")[0]  # of a domain, where the site states no name
    headings = [words for words in _headings(tree, location) if not _names_site(words, site or "")]
    best = max((words for words in headings if _shared(words, shown) >= _MIN_SHARED), key=len, default="")
    is_fitting = _shared(found, shown) >= _MIN_SHARED
    if best and (len(best) > len(found) or not is_fitting or join_words(best) in join_words(found)):
        return best
    return found if is_fitting or found in headings else metadata.strip_site_name(shown, label, None)


def _is_site_name(name: str, tree: HtmlElement, location: str) -> bool:
    """Whether the name that an extractor took for the site's is stated as such, or is that of its domain.

    An extractor takes it from the title otherwise, where it may be the subject of a page.
    """
    words = join_words(name).replace(" ", "")
    host = join_words(urlsplit(location).hostname or "").replace(" ", "")
    return bool(words) and (bool(_STATED_SITES(tree)) or words in host)


def _find_banner(tree: HtmlElement, found: str, location: str) -> str:
    """The site's name at the end of the title, if a heading or an extractor says no more; empty if there is none.

    Such a heading is outside the main element, or a link to the first page of the site.
    """
    shown = next((words for head in tree.iter("head") for words in map(inner_words, head.iter("title")) if words), "")
    last = metadata.last_title_part(shown)
    if not last:
        return ""
    mains = set(_MAIN(tree))
    for heading in tree.iter("h1"):
        words = inner_words(heading)
        is_outside = bool(mains) and mains.isdisjoint(heading.iterancestors())
        is_link = any(_is_home(anchor.get("href") or "", location) for anchor in heading.iter("a"))
        if words and (is_outside or is_link) and _starts_with_words(last, words):
            return words
    is_named = any(str(stated).strip() for stated in _STATED_TITLES(tree)) or next(tree.iter("h1"), None) is not None
    return found if found and not is_named and join_words(found) == join_words(last) else ""


def _starts_with_words(line: str, words: str) -> bool:
    return f"{join_words(line)} ".startswith(f"{join_words(words)} ")


def _names_site(words: str, site: str) -> bool:
    """Whether a heading is only the site's name, as beside its logo."""
    return set(join_words(words).split()) <= {*join_words(site).split(), "logo", "home", "homepage"}


def _headings(tree: HtmlElement, location: str) -> Iterator[str]:
    """The words of the first headings, without the site's own name, which links to its first page."""
    for heading in tree.iter("h1"):
        if not any(_is_home(anchor.get("href") or "", location) for anchor in heading.iter("a")):
            yield inner_words(heading)


def _is_home(target: str, location: str) -> bool:
    try:
        here, there = urlsplit(location), urlsplit(target)
    except ValueError:
        return False
    return (
        bool(target)
        and _HOME.fullmatch(there.path) is not None
        and not there.fragment
        and _is_same_site(there.netloc, here.netloc)
    )


def _is_same_site(one: str, other: str) -> bool:
    """Whether a host is empty, the same, or the one above it: archive.org beside help.archive.org."""
    return one in {"", other} or (one.count(".") > 0 and other.endswith("." + one.removeprefix("www.")))


def _shared(words: str, others: str) -> float:
    """The share of words' runs of letters that others have, which also compares scripts without blanks."""
    own, known = (join_words(text).replace(" ", "") for text in (words, others))
    grams = {own[place : place + _GRAM] for place in range(max(len(own) - _GRAM + 1, 1))}
    return sum(gram in known for gram in grams) / len(grams) if own else 0.0
