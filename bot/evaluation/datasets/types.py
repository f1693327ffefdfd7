"""The nouns of an evaluation: questions, and where their answers stand in what is indexed."""

from dataclasses import dataclass
from typing import Literal

from index.types import Span

QuestionKind = Literal["answerable", "impossible", "foreign"]
"""Whether the sources answer it: they do; the dataset says that they do not; it was asked of another article."""


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A span of a source's stored text."""

    source_id: str
    span: Span

    def overlaps(self, source_id: str, span: Span) -> bool:
        """Whether a span of a source shares a character with this place."""
        return self.source_id == source_id and self.span.start < span.end and span.start < self.span.end


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with its gold.

    Attributes:
        id: Of the dataset; one of its own within the dataset and kind.
        article: What people call the source that it is asked of.
        source_id: The source that it is asked of; None for all sources.
        answers: Short gold answers, any of which is right; may be empty.
        gold: The gold sentences, any of which is right; empty where the dataset names none.
        gold_passages: What a right passage overlaps: the gold paragraph, or the gold sentences.
    """

    id: str
    text: str
    kind: QuestionKind
    article: str
    source_id: str | None
    answers: tuple[str, ...] = ()
    gold: tuple[GoldSpan, ...] = ()
    gold_passages: tuple[GoldSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class EvalArticle:
    """An article that a question from another one can be asked of."""

    name: str
    source_id: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a dataset, ready to be asked.

    Attributes:
        articles: Articles that have nothing to do with each other; empty where that is not known.
        notes: Sentences about what was left out.
    """

    questions: tuple[EvalQuestion, ...]
    articles: tuple[EvalArticle, ...] = ()
    notes: tuple[str, ...] = ()
