"""The page of a passage as HTML. Every value is escaped by Jinja2."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, Template

from bot.answering.quotes.sections import name_section
from bot.telegram.messages.bidi import is_right_to_left
from bot.telegram.messages.display_values import display_date
from bot.telegram.messages.message import join_with_dots
from bot.telegram.messages.passage import display_location
from bot.telegram.messages.translations import kind_name, translate
from bot.web.passage_page.page_lookup import PassagePage
from bot.web.passage_page.text_blocks import split_into_blocks

ASSETS = {"page.css": "text/css", "page.js": "text/javascript"}
"""The files of the page, and their types."""


@cache
def read_asset(name: str) -> bytes:
    """Return the content of a file of the page."""
    return (files("bot.web.passage_page") / "assets" / name).read_bytes()


class PageRenderer:
    """Renders pages. Every method blocks for milliseconds."""

    def __init__(self, base: str) -> None:
        """Link to addresses below ``base``, the path of the public address."""
        self._base = base

    def render_passage(self, page: PassagePage, language: str) -> str:
        """Render the whole text of a source with its quotes; ``language`` is that of the bot's own words."""
        citation = page.citation
        number = translate(language, "page-number", number=citation.page) if citation.page else None
        return self._render(
            language,
            title=citation.title,
            page=page,
            byline=join_with_dots(
                (
                    citation.author,
                    display_date(citation.date, language),
                    name_section(citation.section, citation.title),
                    number,
                    translate(language, "read-from-picture") if citation.recognized else None,
                    kind_name(language, citation.kind),
                )
            ),
            linked_from=[translate(language, "linked-from", title=title) for title in page.linked_from],
            note=_explain_state(page, language),
            now=page.now if page.now != citation.quote else None,
            open_page=translate(language, "open-page"),
            location=display_location(citation.location),
            quotes_label=translate(language, "quotes"),
            blocks=split_into_blocks(page.text, page.marks, page.headings),
        )

    def render_gate(self, language: str, link: str) -> str:
        """Render the page that asks Telegram for the user; ``link`` opens the passage in the bot."""
        return self._render(
            language,
            title=translate(language, "page-in-telegram"),
            message=translate(language, "page-needs-telegram"),
            link=link,
            link_label=translate(language, "open-telegram"),
            has_form=True,
        )

    def render_notice(self, language: str, key: str) -> str:
        """Render a page with one sentence, the message of that key."""
        return self._render(language, title="Pincite", message=translate(language, key))

    def _render(self, language: str, **values: Any) -> str:  # noqa: ANN401 - the values of the template
        direction = "rtl" if is_right_to_left(language) else "ltr"
        template, version = _load()
        return template.render(values, base=self._base, version=version, language=language, direction=direction)


def _explain_state(page: PassagePage, language: str) -> str | None:
    """Say that the source was removed, or has changed and whether the words are still in it; None if neither."""
    if page.removed:
        return translate(language, "source-removed")
    if not page.changed:
        return None
    fate = "words-gone" if page.now is None else "words-same" if page.now == page.citation.quote else "says-now"
    return f"{translate(language, 'page-changed')} {translate(language, fate)}"


@cache
def _load() -> tuple[Template, str]:
    """Return the template, and the version of the assets for caches."""
    environment = Environment(
        loader=PackageLoader("bot.web.passage_page", "assets"), autoescape=True, trim_blocks=True, auto_reload=False
    )
    digest = hashlib.sha256(b"".join(map(read_asset, ASSETS)))
    return environment.get_template("passage.html"), digest.hexdigest()[:12]
