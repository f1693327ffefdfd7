"""From answers to messages within Telegram's limits. Pure: no bot, no network, no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from telegram.constants import MessageEntityType

from bot.answering.types import Answer, Citation, Statement
from bot.telegram.messages import keyboards
from bot.telegram.messages.bidi import isolate_parts
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, to_message
from bot.telegram.messages.rich_text import RichText, join, line, split_to_fit, with_entity
from bot.telegram.messages.translations import kind_name, translate

_BOLD, _ITALIC = MessageEntityType.BOLD, MessageEntityType.ITALIC
_LINK, _EXPANDABLE = MessageEntityType.TEXT_LINK, MessageEntityType.EXPANDABLE_BLOCKQUOTE

_CITED_TITLE_UNITS = 60  # stands under each quote; the passage behind the button has all of it
_NOTICES = {
    "model_failed": "notice-model-failed",
    "model_unsupported": "notice-model-unsupported",
    "over_budget": "notice-over-budget",
}


@dataclass(frozen=True, slots=True)
class AnswerLayout:
    """What stands around an answer.

    Attributes:
        language: Of the bot's own words.
        keys: What stands behind the button of each citation, by its number.
        answer_id: What votes are for; without it there are no buttons to vote.
        asked: The question, where the chat does not show it already.
        scope: Says which sources the answer comes from, where that is not all of them.
    """

    language: str
    keys: Mapping[int, str] = field(default_factory=dict)
    answer_id: int | None = None
    asked: str | None = None
    scope: str | None = None


def answer_messages(answer: Answer, frame: AnswerLayout) -> list[OutgoingMessage]:
    """An answer as messages, each with the quotes of its statements and a button for each of these."""
    cited = {citation.n: citation for citation in answer.citations or answer.nearest[:1]}
    blocks = partial(_not_found if answer.status == "not_found" else _blocks(answer), cited=cited, frame=frame)
    before = [with_entity(_BOLD, line(frame.asked, TITLE_UNITS))] if frame.asked else []
    notice = _NOTICES.get(answer.notice or "")
    said = [translate(frame.language, notice) if notice else None, frame.scope]
    after = [with_entity(_ITALIC, sentence) for sentence in said if sentence]
    # What stands around is short, so leaving room for all of it in each message costs little.
    fits: Callable[[Sequence[Statement]], bool] = lambda some: join((*before, *blocks(some), *after), "\n\n").fits  # noqa: E731 - passed on
    runs = list(_packed(answer.statements, fits)) or [()]
    messages: list[OutgoingMessage] = []
    for at, run in enumerate(runs):
        is_last = at == len(runs) - 1
        pieces = _filled([*(() if at else before), *blocks(run), *(after if is_last else ())])
        shown = [cited[n] for n in (_numbers(run) if run else cited) if n in cited]
        keyboard = keyboards.answer_keyboard(shown, frame.keys, frame.answer_id if is_last else None, frame.language)
        messages += [to_message(piece, keyboard) for piece in pieces]
    return messages


def _packed(
    statements: Sequence[Statement], fits: Callable[[Sequence[Statement]], bool]
) -> Iterable[Sequence[Statement]]:
    """Runs of statements, each as long as fits in one message; a statement that never fits stands alone."""
    run: list[Statement] = []
    for statement in statements:
        if run and not fits([*run, statement]):
            yield run
            run = []
        run.append(statement)
    if run:
        yield run


def _filled(blocks: Iterable[RichText]) -> list[RichText]:
    """The blocks in as few pieces as they need; only a block that no message can hold is parted."""
    filled: list[RichText] = []
    for block in blocks:
        for part in split_to_fit(block):
            together = join((*filled[-1:], part), "\n\n")
            if together.fits:
                filled[-1:] = [together]
            else:
                filled.append(part)
    return filled


def _numbers(statements: Iterable[Statement]) -> list[int]:
    return list(dict.fromkeys(n for statement in statements for n in statement.citations))


def _blocks(answer: Answer) -> Callable[..., list[RichText]]:
    return _quotes if answer.mode == "quotes" else partial(_prose_and_quotes, shape=answer.shape)


def _not_found(_run: Sequence[Statement], cited: Mapping[int, Citation], frame: AnswerLayout) -> list[RichText]:
    """That the sources do not say, with what they say about something near, or with a way on."""
    sentence = translate(frame.language, "not-found")
    if not cited:
        return [RichText(sentence), RichText(translate(frame.language, "after-not-found"))]
    near = f"{sentence} {translate(frame.language, 'nearest')}"
    return [RichText(near), *(cited_quote(citation, frame.language) for citation in cited.values())]


def _quotes(run: Sequence[Statement], cited: Mapping[int, Citation], frame: AnswerLayout) -> list[RichText]:
    """The statements are the quotes: each is shown once."""
    return [cited_quote(cited[n], frame.language) for n in _numbers(run) if n in cited]


def _prose_and_quotes(
    run: Sequence[Statement], cited: Mapping[int, Citation], frame: AnswerLayout, *, shape: str
) -> list[RichText]:
    numbered = [_numbered(statement, frame.language) for statement in run]
    prose = " ".join(numbered) if shape == "prose" else "\n".join(f"• {sentence}" for sentence in numbered)
    return [RichText(prose.strip()), *_quotes(run, cited, frame)]


def _numbered(statement: Statement, language: str) -> str:
    """A statement with its numbers; one that contradicts the others says so."""
    text = statement.text.strip()
    if statement.verdict == "contrast":
        text = f"{translate(language, 'says-otherwise')} {text}"
    return text + "".join(f" [{n}]" for n in statement.citations)


def cited_quote(citation: Citation, language: str) -> RichText:
    """The quote to the character, and below it its number, the title as a link to the quote in its page, and date."""
    source = citation.source
    page = translate(language, "page-number", number=citation.page) if citation.page else None
    about = (line(source.title, _CITED_TITLE_UNITS), page, kind_name(language, source.kind), source.date)
    title, *others = isolate_parts([part for part in about if part])
    linked = with_entity(_LINK, title, citation.link) if keyboards.is_accepted_url(citation.link) else RichText(title)
    below = join(
        (with_entity(_BOLD, f"[{citation.n}]"), with_entity(_ITALIC, join((linked, *map(RichText, others)), " · "))),
        " ",
    )
    return join((with_entity(_EXPANDABLE, citation.quote), below), "\n")
