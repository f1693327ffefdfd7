"""Stored answers for others: behind a link in a chat, and as files."""

import re
from collections.abc import Mapping
from dataclasses import replace

from telegram.constants import MessageEntityType

from bot.answering.quotes.version_alignment import FateStatus
from bot.answering.types import Citation
from bot.state.answers import StoredAnswer, StoredCitation, StoredPart
from bot.telegram.chat.passages.passage_lookup import PassageLookup
from bot.telegram.deep_links import link_to
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import citation_export
from bot.telegram.messages.answer import CAVEATS
from bot.telegram.messages.display_values import display_date
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, to_message
from bot.telegram.messages.quotation import have_one_source, number_mark, quotations, source_line
from bot.telegram.messages.rich_text import RichText, join, line, split_to_fit, with_entity
from bot.telegram.messages.translations import translate
from bot.telegram.sending.delivery import OutgoingFile

_NUMBER = re.compile(r"\[(\d{1,3})\]")


class SharedAnswers:
    """Renders stored answers. Every method blocks."""

    def __init__(self, dependencies: Dependencies) -> None:
        """Read answers, citations and texts from ``dependencies``."""
        self._answers = dependencies.answers
        self._catalog = dependencies.catalog
        self._passages = PassageLookup(dependencies)

    def render(self, key: str, username: str, language: str) -> list[OutgoingMessage]:
        """Render the answer behind a link: question, answer, quotes, and which quotes have changed since.

        Returns:
            No messages if the answer is unknown, or was deleted by the user who asked.
        """
        answer = self._answers.shared_answer(key)
        cited = self._citations(answer) if answer else []
        if answer is None or not cited:
            return []
        links = {one.n: link_to(username, "passage", one.key) for one in cited}
        statuses = {one.n: self._passages.find_status(one) for one in cited}
        changes = (_describe_change(n, status, language) for n, status in statuses.items())
        # The page of changed words would open without them; their passage is stored.
        quoted = {
            one.n: replace(_to_answer(one), link=one.link and (one.link if statuses[one.n] == "same" else links[one.n]))
            for one in cited
        }
        asked_at = display_date(answer.created_at.date().isoformat(), language) or ""
        names_sources = not answer.parts or not have_one_source(list(quoted.values()))
        glue = "\n" if answer.parts else "\n\n"
        parts: list[RichText] = []
        for part in answer.by_question:
            first, *others = _lay_out(part, quoted, links, language, names_sources=names_sources)
            asked = with_entity(MessageEntityType.BOLD, line(part.question, TITLE_UNITS))
            parts += [join((asked, first), glue), *others]
        blocks = (
            *parts,
            RichText() if names_sources else source_line(quoted[min(quoted)], language),
            RichText("\n".join(filter(None, changes))),
            with_entity(MessageEntityType.ITALIC, translate(language, "answered-on", date=asked_at)),
        )
        return [to_message(part) for part in split_to_fit(join(blocks, "\n\n"))]

    def export(self, answer_id: int) -> list[OutgoingFile]:
        """Return an answer as Markdown, as Web Annotations and as BibTeX; no files without quotes."""
        answer = self._answers.answer(answer_id)
        cited = self._citations(answer) if answer else []
        if answer is None or not cited:
            return []
        files = {
            "answer.md": citation_export.to_markdown(answer, cited),
            "annotations.jsonld": citation_export.to_web_annotations(answer, cited, self._catalog.get_text),
            "sources.bib": citation_export.to_bibtex(cited),
        }
        return [OutgoingFile(name, text.encode()) for name, text in files.items()]

    def _citations(self, answer: StoredAnswer) -> list[StoredCitation]:
        found = (self._answers.citation(key) for key in answer.keys.values())
        return [citation for citation in found if citation is not None]


def _lay_out(
    part: StoredPart, quoted: Mapping[int, Citation], links: dict[int, str], language: str, *, names_sources: bool
) -> list[RichText]:
    """Lay out the answer to a question, and its quotes."""
    caveat = [RichText(translate(language, CAVEATS[part.caveat]))] if part.caveat else []
    cited = [quoted[n] for n in part.numbers if n in quoted]
    if not (part.text or cited):
        return caveat or [RichText(translate(language, "not-found"))]
    below_prose = part.mode != "quotes"
    quotes = quotations(cited, language, links, below_prose=below_prose, names_source=names_sources)
    return [*caveat, *([_linked(part.text, links)] if below_prose else []), *quotes]


def _describe_change(n: int, status: FateStatus, language: str) -> str | None:
    """Say that a quote has changed since, or that its source was removed; None if the quote is still there."""
    if status == "same":
        return None
    return translate(language, "changed-since" if status == "changed" else "gone-since", number=n)


def _linked(text: str, links: dict[int, str]) -> RichText:
    """Return a stored text with its numbers as links."""
    parts: list[RichText] = []
    at = 0
    for found in _NUMBER.finditer(text):
        parts += [RichText(text[at : found.start()]), number_mark(int(found[1]), links)]
        at = found.end()
    return join([*parts, RichText(text[at:])], "")


def _to_answer(stored: StoredCitation) -> Citation:
    """Return a stored citation as that of an answer."""
    return Citation(
        stored.n,
        stored.source,
        stored.span,
        stored.context,
        stored.quote,
        stored.link,
        stored.page,
        stored.section,
        stored.head,
        stored.also,
        stored.recognized,
    )
