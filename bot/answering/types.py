"""Questions and answers: an answer is a list of statements, each with the numbers of its citations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from index.errors import PinciteError
from index.text.normalization import canonicalize
from index.types import Source, Span

MAX_QUESTION_CHARS = 2_000
_MAX_RAW_CHARS = 10 * MAX_QUESTION_CHARS
"""A longer text is refused before normalization."""

_AROUND = " .\"“”„«»‘’'"
"""Signs around a statement that its quote may lack."""

Status = Literal["answered", "not_found"]
Mode = Literal["quotes", "model", "catalog", "check"]
Fallback = Literal["model_failed", "model_unsupported", "over_budget"]
"""Why an answer has quotes although a model is configured: the model failed or timed out, none of its statements was
verified, or the daily token budget is spent."""
Limit = Literal["no_judgement", "no_calculation"]
"""What a question asks for, and quotes cannot give."""
Notice = Literal[Fallback, Limit, "too_many_questions"]
"""What an answer lacks: a model's words, what quotes cannot give, or the last of a message's many questions."""
Caveat = Literal["unsure", Limit]
"""Why quotes do not surely answer: the search is not sure of them, or quotes cannot give what the question asks for."""
Shape = Literal["prose", "list"]
Verdict = Literal[
    "supported", "attached", "repaired", "withheld", "quoted", "contrast", "catalog", "contradicted", "not said"
]
"""The result of verification: the model's own citation supports the statement; another sentence supports it; the model
repaired it; it was withheld; it is a quote; it is a quote that contradicts the others; the catalog says it of a source,
without a citation. Of a checked statement: the cited sentences contradict it, or no sentence says it."""


OnText = Callable[[str], None]
"""Called on the event loop with the whole visible text of an answer each time it grows."""


class QuestionError(PinciteError):
    """The question is empty or too long; the message says which."""


@dataclass(frozen=True, slots=True)
class HeadRow:
    """The head row of the table from which a row is quoted; ``quote`` is exactly ``span.slice(text)``."""

    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote and its place.

    Attributes:
        n: The number that users see, from 1, in order of appearance.
        source: The source at the time of the answer.
        span: The place of the quote in the text that ``source.text_id`` names.
        context: The passage around it, in the same text.
        quote: Exactly ``span.slice(text)``.
        link: A link to the quote for web sources, else None.
        page: The page on which the quote starts, from 1; None if the document has no pages.
        section: The headings above the quote, the outermost first; empty if there are none.
        head: The head row of the table, for a quote that is a row; else None.
        also: The ids of other sources that have the same words.
        recognized: Whether a part of the quote was read from a picture.
    """

    n: int
    source: Source
    span: Span
    context: Span
    quote: str
    link: str | None
    page: int | None = None
    section: tuple[str, ...] = ()
    head: HeadRow | None = None
    also: tuple[str, ...] = ()
    recognized: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation with the text of its answer, both in canonical form."""

    question: str
    answer: str

    def __post_init__(self) -> None:
        """Normalize both texts as the texts of sources are."""
        object.__setattr__(self, "question", canonicalize(self.question))
        object.__setattr__(self, "answer", canonicalize(self.answer))


@dataclass(frozen=True, slots=True)
class Question:
    """A question and everything its answer depends on.

    Attributes:
        text: In any language and in canonical form, so without surrounding blanks and lone surrogates.
        source_ids: Ids of the sources to answer from; None means all sources.
        history: Earlier turns of the conversation, oldest first.
        asker: The user whose daily token budget pays for the answer; None means no budget.
        on_text: Receives the visible text of the answer while the model writes it.
        user_language: The language of the user, ISO 639-1, for a question that is too short to tell its own; None if
            it is unknown.
        shown: Texts and spans that the user has seen; quotes of other sentences answer instead.

    Raises:
        QuestionError: The text is empty or longer than ``MAX_QUESTION_CHARS``.
    """

    text: str
    source_ids: Sequence[str] | None = None
    history: Sequence[Turn] = ()
    asker: str | None = None
    on_text: OnText | None = None
    user_language: str | None = None
    shown: Sequence[tuple[str, Span]] = ()

    def __post_init__(self) -> None:
        """Normalize and check the text, so that every later step can rely on it."""
        text = self.text.strip()
        if len(text) <= _MAX_RAW_CHARS:
            text = canonicalize(text)
        if not text:
            raise QuestionError("The text is empty; write a question or a statement about the sources.")
        if len(text) > MAX_QUESTION_CHARS:
            raise QuestionError(f"The text has {len(text):,} characters; write {MAX_QUESTION_CHARS:,} or fewer.")
        object.__setattr__(self, "text", text)


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim.

    Attributes:
        text: The model's words without markers, or the characters of the source for a quote.
        citations: The numbers of the supporting quotes.
        verdict: The result of verification.
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict = "quoted"


@dataclass(frozen=True, slots=True)
class WithheldStatement:
    """A statement of the model that users do not see, and the reason."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Model calls and their tokens, as the model counts them; estimated if it does not report them."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Tokens of prompts and completions."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        """Add up the usage of two calls."""
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class Generation:
    """The model, prompts and tokens of a generated answer.

    Attributes:
        model: The model's name.
        prompts: The names of the prompts, each with its version: ``answer@1``.
        usage: All calls together.
        asked: The standalone question if it differs from the user's text.
        withheld: The statements that failed verification.
    """

    model: str
    prompts: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    asked: str | None = None
    withheld: tuple[WithheldStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of retrieval, of composing the answer, and in total."""

    retrieve: float
    answer: float
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question.

    Attributes:
        status: ``not_found`` has no statements and no citations.
        mode: ``quotes`` if statements are sentences of the sources, ``model`` if a model wrote them, ``catalog`` if one
            of them tells what the catalog knows of a source, such as its date, ``check`` if they are the user's own and
            each has a verdict.
        nearest: The nearest sentences, numbered from 1, if the sources do not answer; they are offered, not an answer.
        language: Of the question, ISO 639-1, or ``und``.
        shape: Whether the statements form one text or a list.
        notice: Why the answer has quotes although a model is configured, or what quotes alone cannot give.
        failure: The failure of the language model, for admins, if that is the notice.
        generation: How the model generated the answer; None without a model.
        is_sure: Whether retrieval is sure that the quotes answer. Users are told of quotes that only may answer. Of a
            check, whether each contradiction is sure.
        parts: The answer to each question of a message that asks several, in their order and with the numbers of the
            citations above; empty for one question, and if none is answered.
    """

    question: str
    status: Status
    mode: Mode
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    timings: Timings
    nearest: tuple[Citation, ...] = ()
    language: str = "und"
    shape: Shape = "prose"
    notice: Notice | None = None
    failure: str = ""
    generation: Generation | None = None
    is_sure: bool = True
    parts: tuple["Answer", ...] = ()

    @property
    def caveat(self) -> Caveat | None:
        """Why the quotes do not surely answer; None if they do, or if a model wrote the answer."""
        if self.notice == "no_judgement" or self.notice == "no_calculation":  # noqa: PLR1714 - narrows the type
            return self.notice
        return "unsure" if self.status == "answered" and self.mode == "quotes" and not self.is_sure else None

    @property
    def repeats_quotes(self) -> bool:
        """Whether a model copied its statements, so that each is the quote below it, word for word."""
        quotes = {citation.n: citation.quote for citation in self.citations}
        copied = (
            statement.verdict != "contrast"
            and len(statement.citations) == 1
            and statement.text.strip(_AROUND) == quotes.get(statement.citations[0], "").strip(_AROUND)
            for statement in self.statements
        )
        return self.mode == "model" and bool(self.statements) and all(copied)

    @property
    def text(self) -> str:
        """The statements as one text with their numbers: ``… [1] … [2]``; a list has a line for each."""
        numbered = [
            statement.text + "".join(f" [{number}]" for number in statement.citations) for statement in self.statements
        ]
        return " ".join(numbered) if self.shape == "prose" else "\n".join(f"• {line}" for line in numbered)


class AnswersQuestions(Protocol):
    """Answers questions, with or without a language model."""

    async def answer(self, question: Question) -> Answer:
        """Answer one question. Cancelling the task also stops the model.

        Raises:
            NothingIndexedError: No source is indexed.
        """
