"""What an answer is: statements, each with the numbers of the citations that support it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from index.errors import PinciteError
from index.types import Source, Span

MAX_QUESTION_CHARS = 2_000

Status = Literal["answered", "not_found"]
Mode = Literal["quotes", "model"]
Notice = Literal["model_failed", "model_unsupported", "over_budget"]
"""Why an answer is made of quotes though a model is configured: it failed or was too slow, nothing that it wrote could
be verified, or the day's tokens are spent."""
Shape = Literal["prose", "list"]
Verdict = Literal["supported", "attached", "repaired", "withheld", "quoted", "contrast"]
"""What verification made of a statement: the model's own citation holds; another sentence was found to support it; it
was written anew; it was taken out; it is the source's own sentence; it is one that says otherwise."""


OnText = Callable[[str], None]
"""Called on the event loop with the whole visible text of an answer each time it grows."""


class QuestionError(PinciteError):
    """The question is empty or too long; the message says which."""


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote and where it stands.

    Attributes:
        n: The number that readers see, from 1, in order of appearance.
        source: The source as it was when the answer was given.
        span: The quote's place in the text that ``source.text_id`` names.
        context: The passage around it, in the same text.
        quote: ``span.slice(text)``, never anything else.
        link: The page with a text fragment for web sources, else None.
        page: The page of the document on which the quote starts, from 1; None where it has no pages.
    """

    n: int
    source: Source
    span: Span
    context: Span
    quote: str
    link: str | None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation and the text of its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question and everything its answer depends on.

    Attributes:
        text: In any language, without surrounding blanks.
        source_ids: Ids of the sources to answer from; None means all sources.
        history: Earlier turns of the conversation, oldest first.
        asker: The user whose daily token budget pays for the answer; None means no budget.
        on_text: Receives the visible text of the answer while the model writes it.

    Raises:
        QuestionError: The text is empty or longer than ``MAX_QUESTION_CHARS``.
    """

    text: str
    source_ids: Sequence[str] | None = None
    history: Sequence[Turn] = ()
    asker: str | None = None
    on_text: OnText | None = None

    def __post_init__(self) -> None:
        """Strip and check the text, so that every later step can rely on it."""
        text = self.text.strip()
        if not text:
            raise QuestionError("The question is empty; ask something about the sources.")
        if len(text) > MAX_QUESTION_CHARS:
            raise QuestionError(
                f"The question has {len(text):,} characters; ask it in {MAX_QUESTION_CHARS:,} or fewer."
            )
        object.__setattr__(self, "text", text)


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim.

    Attributes:
        text: Of a model's statement its words without markers; of a quote the source's own characters.
        citations: The numbers of the quotes that support it.
        verdict: How it passed verification.
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict = "quoted"


@dataclass(frozen=True, slots=True)
class WithheldStatement:
    """A statement of the model that readers do not see, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What the model was asked for: calls, and tokens as the model counts them (estimated where it does not say)."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All tokens."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        """Both together."""
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class Generation:
    """How a model's answer came about.

    Attributes:
        model: The model's name.
        prompts: The prompts that were used, each with its version: ``answer@1``.
        usage: All calls together.
        asked: The standalone question, where a follow-up was made into one.
        withheld: What could not be verified.
    """

    model: str
    prompts: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    asked: str | None = None
    withheld: tuple[WithheldStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent."""

    retrieve: float
    answer: float
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question.

    Attributes:
        status: ``not_found`` has no statements and no citations.
        mode: ``quotes`` where statements are the source's own sentences, ``model`` where a model wrote them.
        nearest: Where the sources do not say: what they do say about something near, to be offered and not as an
            answer; numbered from 1.
        language: Of the question, ISO 639-1, or ``und``.
        shape: Whether the statements are one text or a list.
        notice: Why there are quotes though a model is configured.
        writing: How the model's answer came about; None where no model was asked.
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
    generation: Generation | None = None

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
