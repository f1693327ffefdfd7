"""Answers as messages within Telegram's limits. Pure: no bot, no network, no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from telegram import InlineKeyboardMarkup
from telegram.constants import MessageEntityType

from bot.answering.types import Answer, Caveat, Citation, Statement
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, to_message
from bot.telegram.messages.page_links import PageLinks
from bot.telegram.messages.quotation import have_one_source, number_mark, quotations, source_line
from bot.telegram.messages.rich_text import RichText, join, line, split_to_fit, with_entity
from bot.telegram.messages.translations import translate

_Item = TypeVar("_Item", bound=Statement | Answer)

_BOLD, _ITALIC = MessageEntityType.BOLD, MessageEntityType.ITALIC

_NOTICES = {
    "model_failed": "notice-model-failed",
    "model_unsupported": "notice-model-unsupported",
    "over_budget": "notice-over-budget",
    "too_many_questions": "notice-too-many-questions",
}
CAVEATS: Mapping[Caveat, str] = {
    "unsure": "may-be-it", "no_judgement": "notice-no-judgement", "no_calculation": "notice-no-calculation",
}  # fmt: skip
"""The message above quotes that do not surely answer."""
_VERDICTS = {
    "supported": ("✅", "verdict-supported"),
    "contradicted": ("❌", "verdict-contradicted"),
    "not said": ("➖", "verdict-not-said"),
}
"""The sign and the word for the verdict of a checked statement."""


@dataclass(frozen=True, slots=True)
class AnswerLayout:
    """What an answer is shown with.

    Attributes:
        language: Of the bot's own words.
        keys: The stored key of each citation, by its number, for the buttons.
        answer_id: The answer to vote on; None leaves the votes out.
        question: Shown above the answer; None if the chat shows the question already.
        links: A link to the passage of each citation, by its number; without it, a number in the text is no link.
        is_private: Whether the answer goes to a private chat, where the user can ask to be told of an answer later.
        share: A link that shows the answer to others; None leaves the button out.
        scope: A sentence that names the chosen sources; None if the answer comes from all of them.
        pages: Where the pages of passages are; None leaves their button out.
        names_sources: Whether each group of quotes names its sources.
    """

    language: str
    keys: Mapping[int, str] = field(default_factory=dict)
    answer_id: int | None = None
    question: str | None = None
    links: Mapping[int, str] = field(default_factory=dict)
    is_private: bool = False
    share: str | None = None
    scope: str | None = None
    pages: PageLinks | None = None
    names_sources: bool = True


def answer_messages(answer: Answer, layout: AnswerLayout) -> list[OutgoingMessage]:
    """Lay out an answer in messages, each with the quotes of its statements and a button for each quote.

    The answer to several questions repeats each question above its quotes.
    """
    if answer.parts:
        return _lay_out(answer, answer.parts, partial(_parts, layout=layout), _cited_in_parts, layout)
    cited = {citation.n: citation for citation in answer.citations or answer.nearest[:1]}

    def list_shown(group: Sequence[Statement]) -> list[Citation]:
        return _shown(group, cited) if group else list(cited.values())

    return _lay_out(answer, answer.statements, partial(_blocks(answer), cited=cited, layout=layout), list_shown, layout)


def _lay_out(
    answer: Answer,
    items: Sequence[_Item],
    blocks: Callable[[Sequence[_Item]], list[RichText]],
    list_shown: Callable[[Sequence[_Item]], list[Citation]],
    layout: AnswerLayout,
) -> list[OutgoingMessage]:
    """Lay out statements or parts of an answer in messages.

    Args:
        answer: The whole answer.
        items: Its statements, or the answers to its questions.
        blocks: Lays out some of them.
        list_shown: Returns the citations of some of them, for their buttons.
        layout: How to lay out.
    """
    before = [with_entity(_BOLD, line(layout.question, TITLE_UNITS))] if layout.question else []
    if not answer.parts:
        before += _describe_certainty(answer, layout.language)
    notice = _NOTICES.get(answer.notice or "")
    is_from_catalog = any(statement.verdict == "catalog" for statement in answer.statements)
    sentences = [
        translate(layout.language, "from-catalog") if is_from_catalog else None,
        translate(layout.language, notice) if notice else None,
        layout.scope,
    ]
    after = [with_entity(_ITALIC, sentence) for sentence in sentences if sentence]
    # The question and the sentences are short, so leaving room for all of them in each message costs little.
    fits: Callable[[Sequence[_Item]], bool] = lambda some: join((*before, *blocks(some), *after), "\n\n").fits  # noqa: E731 - passed on
    groups = list(_group(items, fits)) or [()]
    messages: list[OutgoingMessage] = []
    for at, group in enumerate(groups):
        is_last = at == len(groups) - 1
        texts = _fill([*(() if at else before), *blocks(group), *(after if is_last else ())])
        keyboard = _keyboard(answer, list_shown(group), layout, is_last=is_last)
        messages += [to_message(text, keyboard) for text in texts]
    return messages


def _describe_certainty(answer: Answer, language: str) -> list[RichText]:
    """Say what an answer does not do, or that its quotes only may answer."""
    return [RichText(translate(language, CAVEATS[answer.caveat]))] if answer.caveat else []


def _parts(parts: Sequence[Answer], layout: AnswerLayout) -> list[RichText]:
    """Show each question above its answer; the only source of several quotes is named once, below all of them."""
    cited = [citation for part in parts for citation in part.citations]
    is_of_one_source = len(cited) > 1 and have_one_source(cited)
    layout = replace(layout, names_sources=not is_of_one_source)
    blocks = [block for part in parts for block in _part(part, layout)]
    return [*blocks, source_line(cited[0], layout.language)] if is_of_one_source else blocks


def _part(part: Answer, layout: AnswerLayout) -> list[RichText]:
    asked = with_entity(_BOLD, line(part.question, TITLE_UNITS))
    if part.status == "not_found":
        why = translate(layout.language, CAVEATS[part.caveat] if part.caveat else "not-found")
        return [join((asked, RichText(why)), "\n")]
    cited = {citation.n: citation for citation in part.citations}
    first, *others = [
        *_describe_certainty(part, layout.language),
        *_blocks(part)(part.statements, cited=cited, layout=layout),
    ]
    return [join((asked, first), "\n"), *others]


def _cited_in_parts(parts: Sequence[Answer]) -> list[Citation]:
    return list({citation.n: citation for part in parts for citation in part.citations}.values())


def _keyboard(
    answer: Answer, shown: Sequence[Citation], layout: AnswerLayout, *, is_last: bool
) -> InlineKeyboardMarkup | None:
    """Lay out the buttons of one message; the last one has those of the whole answer too."""
    answer_id, language = layout.answer_id if is_last else None, layout.language
    keyboard = keyboards.answer_keyboard(shown, layout.keys, answer_id, language, layout.pages)
    if layout.share is not None and is_last:
        keyboard = keyboards.with_row(keyboard, keyboards.share_button(layout.share, answer.question, language))
    may_come = answer.status == "not_found" and answer.notice != "no_judgement"
    if layout.is_private and may_come and answer_id is not None:
        keyboard = keyboards.with_row(keyboard, keyboards.await_button(answer_id, language, awaited=False))
    return keyboard


def _group(items: Sequence[_Item], fits: Callable[[Sequence[_Item]], bool]) -> Iterable[Sequence[_Item]]:
    """Group statements so that each group fits in one message; a statement that is too long is a group of its own."""
    group: list[_Item] = []
    for item in items:
        if group and not fits([*group, item]):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _fill(blocks: Iterable[RichText]) -> list[RichText]:
    """Join blocks into as few texts as they need; only a block that fits in no message is split."""
    filled: list[RichText] = []
    for block in blocks:
        for part in split_to_fit(block):
            together = join((*filled[-1:], part), "\n\n")
            if together.fits:
                filled[-1:] = [together]
            else:
                filled.append(part)
    return filled


def _shown(statements: Iterable[Statement], cited: Mapping[int, Citation]) -> list[Citation]:
    """Return the citations of statements, each once, in order."""
    numbers = dict.fromkeys(n for statement in statements for n in statement.citations)
    return [cited[n] for n in numbers if n in cited]


def _blocks(answer: Answer) -> Callable[..., list[RichText]]:
    if answer.mode == "check":
        return _checked
    if answer.status == "not_found":
        return partial(_not_found, is_limited=answer.caveat is not None)
    if answer.mode == "quotes" or answer.repeats_quotes:
        return partial(_quotes, question=answer.question if answer.is_sure and answer.shape == "prose" else None)
    return partial(_prose_and_quotes, shape=answer.shape)


def _not_found(
    _group: Sequence[Statement], cited: Mapping[int, Citation], layout: AnswerLayout, *, is_limited: bool
) -> list[RichText]:
    """Say that the sources contain no answer, with what to do next; or that none is clear, with the nearest quote.

    A notice above says of a limited question that quotes cannot answer it.
    """
    if is_limited:
        return [RichText(translate(layout.language, "ask-what-they-say"))]
    if not cited:
        return [RichText(translate(layout.language, key)) for key in ("not-found", "after-not-found")]
    quotes = quotations(list(cited.values()), layout.language, layout.links)
    return [RichText(translate(layout.language, "nearest")), *quotes]


def _quotes(
    group: Sequence[Statement], cited: Mapping[int, Citation], layout: AnswerLayout, *, question: str | None
) -> list[RichText]:
    """Show each quote once; the words of the first one that answer are bold where they are certain."""
    shown = _shown(group, cited)
    return quotations(shown, layout.language, layout.links, question=question, names_source=layout.names_sources)


def _prose_and_quotes(
    group: Sequence[Statement], cited: Mapping[int, Citation], layout: AnswerLayout, *, shape: str
) -> list[RichText]:
    """Show the statements with their numbers, and the quotes below."""
    numbered = [_numbered(statement, layout) for statement in group]
    prose = join(numbered, " ") if shape == "prose" else join((RichText("• ") + one for one in numbered), "\n")
    shown, is_below = _shown(group, cited), bool(prose)
    quotes = quotations(shown, layout.language, layout.links, below_prose=is_below, names_source=layout.names_sources)
    return [prose, *quotes]


def _checked(group: Sequence[Statement], cited: Mapping[int, Citation], layout: AnswerLayout) -> list[RichText]:
    """Show the verdict of each statement, and the quotes that decide below."""
    lines = []
    for statement in group:
        sign, key = _VERDICTS[statement.verdict]
        verdict = with_entity(_BOLD, f"{sign} {translate(layout.language, key)}")
        lines.append(join((verdict, _numbered(statement, layout)), "\n"))
    return [*lines, *quotations(_shown(group, cited), layout.language, layout.links, below_prose=True)]


def _numbered(statement: Statement, layout: AnswerLayout) -> RichText:
    """Return a statement with the numbers of its citations; one that contradicts the others says so."""
    text = statement.text.strip()
    if statement.verdict == "contrast":
        text = f"{translate(layout.language, 'says-otherwise')} {text}"
    return join((RichText(text), *(number_mark(n, layout.links) for n in statement.citations)), " ")
