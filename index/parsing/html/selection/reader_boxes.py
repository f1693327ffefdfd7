"""Boxes that ask a reader for something: to agree to cookies, to subscribe, to share. Legal notes below articles."""

import re

from lxml.html import HtmlElement

from index.parsing.html.structure import names_of, text_length
from index.parsing.html.text import inner_words

_CONSENT = re.compile(
    r"(?<![a-z0-9])(?:cookies?[-_]?(?:banner|bar|box|compliance|consent|dialog|disclaimer|hinweis|info|layer|law|message|modal|notice"
    r"|notification|overlay|pop-?up|pref|settings|wall|warning)|eu-?cookie|(?:gdpr|ccpa|dsgvo|consent|cmp|privacy)[-_]"
    r"(?:\w+-)*(?:banner|bar|box|container|dialog|layer|manager|message|modal|notice|overlay|pop-?up|wall|window|cmp)"
    r"|onetrust|cybotcookie|didomi|axeptio|tarteaucitron|qc-cmp|cmplz-|iubenda-cs|usercentrics|osano-cm|klaro"
    r"|sp_message|truste_|trustarc|borlabs|cky-|cc-(?:window|banner)|moove_gdpr|fc-consent)",
    re.IGNORECASE,
)
_SUBSCRIPTION = re.compile(
    r"news-?letter|sign-?up|subscri(?:be|ption)|mailing-?list|opt-?in(?![a-z])|mc[-_]embed|mailchimp|mailpoet|convertkit",
    re.IGNORECASE,
)
_SHARING = re.compile(
    r"sharedaddy|jetpack-likes|jp-relatedposts|addtoany|addthis|a2a_kit|shariff"
    r"|(?<![a-z])(?:social[-_]?)?shar(?:e|ing)[-_]{0,2}(?:this|button|bar|tool|link|box|icon|list|widget|menu|option)s?",
    re.IGNORECASE,
)
_TRANSLATION = re.compile(r"(?<![a-z])(?:goog-gt-|skiptranslate|google_translate_element|goog-te-)", re.IGNORECASE)
"""Boxes that a browser adds to a page that it translates, also to one that is saved."""

_DISCLAIMER = re.compile(r"(?<![a-z])disclaimers?(?![a-z])", re.IGNORECASE)
_MIN_OTHER_PARAGRAPHS = 3
_HOLDERS = ("div", "section", "aside", "dialog", "form")
_FIELDS = ("form", "input", "button", "iframe")
_MAX_CONSENT_SHARE = 0.5
_MAX_BOX_SHARE = 0.3
_MAX_BOX_CHARS = 800
_MAX_SHARING_CHARS = 300


def drop_reader_boxes(tree: HtmlElement) -> None:
    """Remove such boxes. A page that has hardly anything else keeps them."""
    body = tree.find("body")
    asking = _list_boxes(tree)
    if not asking or body is None:
        return
    length = text_length(body)
    for element, share in asking:
        if element.getparent() is not None and text_length(element) <= share * length:
            element.drop_tree()


def drop_disclaimers(tree: HtmlElement) -> None:
    """Remove legal notes, which can be longer than the article above them, if there are other paragraphs."""
    notes = {part for part in tree.iter("div", "section") if _DISCLAIMER.search(names_of(part))}
    outer = [part for part in notes if notes.isdisjoint(part.iterancestors())]
    inside = sum(len(list(part.iter("p"))) for part in outer)
    if outer and len(list(tree.iter("p"))) - inside >= _MIN_OTHER_PARAGRAPHS:
        for part in outer:
            if next(part.iter("h1", "article", "main"), None) is None:
                part.drop_tree()


def _list_boxes(tree: HtmlElement) -> list[tuple[HtmlElement, float]]:
    """The outermost boxes, with the share of a page that each may have."""
    asking: dict[HtmlElement, float] = {}
    for element in tree.iter(*_HOLDERS):
        names = names_of(element)
        if not names.strip() or any(part in asking for part in element.iterancestors()):
            continue
        if _CONSENT.search(names):
            asking[element] = _MAX_CONSENT_SHARE
        elif _TRANSLATION.search(names) or _asks_for_readers(element, names):
            asking[element] = _MAX_BOX_SHARE
    return list(asking.items())


def _asks_for_readers(element: HtmlElement, names: str) -> bool:
    """Whether an element asks to subscribe or to share."""
    return (_SUBSCRIPTION.search(names) is not None and _asks(element)) or (
        _SHARING.search(names) is not None and _is_short(element)
    )


def _asks(element: HtmlElement) -> bool:
    is_form = element.tag == "form" or next(element.iter(*_FIELDS), None) is not None
    return is_form and next(element.iter("h1", "article", "main"), None) is None and _length(element) <= _MAX_BOX_CHARS


def _is_short(element: HtmlElement) -> bool:
    return _length(element) <= _MAX_SHARING_CHARS and next(element.iter("blockquote", "h1", "article"), None) is None


def _length(element: HtmlElement) -> int:
    return len(inner_words(element))
