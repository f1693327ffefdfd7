"""SQuAD-shaped JSON: parses it, and finds its answers in the stored texts of its articles."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from bot.answering.types import Question, QuestionError
from bot.evaluation.datasets.alignment import Alignment
from bot.evaluation.datasets.types import EvalArticle, EvalQuestion, GoldSpan, QuestionSet
from bot.evaluation.errors import DatasetError
from index.text.chunking import split
from index.types import Span


@dataclass(frozen=True, slots=True)
class SquadAnswer:
    """An annotated answer; ``answer_start`` is its offset in the paragraph, in characters."""

    text: str
    answer_start: int


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question about a paragraph; the answers of an impossible question are ignored."""

    id: str | int
    question: str
    answers: tuple[SquadAnswer, ...] = ()
    is_impossible: bool = False


@dataclass(frozen=True, slots=True)
class SquadParagraph:
    """A paragraph; ``sentence_breaks`` are the ``[start, end)`` of its sentences, where the dataset has them."""

    context: str
    qas: tuple[SquadQuestion, ...] = ()
    sentence_breaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SquadArticle:
    """An article of one or more paragraphs."""

    paragraphs: tuple[SquadParagraph, ...]
    title: str = ""

    @property
    def text(self) -> str:
        """The paragraphs, with a blank line between them."""
        return "\n\n".join(paragraph.context for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article as it is stored."""

    article: SquadArticle
    source_id: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class _File:
    data: tuple[SquadArticle, ...]


_FILE = TypeAdapter(_File)


def parse_squad(name: str, text: str) -> tuple[SquadArticle, ...]:
    """Parse the articles of a file; raises ``DatasetError`` where it has another shape or no questions."""
    try:
        articles = _FILE.validate_json(text).data
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
        raise DatasetError(
            f"{name} is not SQuAD-shaped: {where}: {first['msg']}; docs/evaluation.md shows the shape."
        ) from error
    articles = tuple(article for article in articles if article.text.strip())
    if not any(paragraph.qas for article in articles for paragraph in article.paragraphs):
        raise DatasetError(f"{name} contains no questions; each paragraph lists its own under qas.")
    return articles


def bind_squad(indexed: Sequence[IndexedArticle]) -> QuestionSet:
    """Find every answer in the stored texts."""
    names = _names([found.article.title for found in indexed])
    binder = _SquadBinder()
    questions = [
        question for found, name in zip(indexed, names, strict=True) for question in binder.questions(found, name)
    ]
    articles = tuple(EvalArticle(name, found.source_id) for found, name in zip(indexed, names, strict=True))
    notes = (f"{binder.lost} left out: their answers are not in the stored text.",) if binder.lost else ()
    return QuestionSet(tuple(questions), articles, notes)


def _names(titles: Sequence[str]) -> list[str]:
    """Return a unique name for each article; the comparison of two runs matches questions by it."""
    count = Counter(titles)
    return [
        title if title and count[title] == 1 else f"{title or 'Article'} ({number})"
        for number, title in enumerate(titles, start=1)
    ]


class _SquadBinder:
    """Turns the questions of articles into ``EvalQuestion``; ``lost`` counts those that cannot be asked or judged."""

    def __init__(self) -> None:
        self.lost = 0
        self._seen: Counter[str] = Counter()

    def questions(self, indexed: IndexedArticle, name: str) -> Iterator[EvalQuestion]:
        """Yield the questions of one article."""
        alignment = Alignment([paragraph.context for paragraph in indexed.article.paragraphs], indexed.text)
        cuts = split(indexed.text, indexed.language)
        sentences = [sentence for passage in cuts for sentence in passage.sentences]
        for at, paragraph in enumerate(indexed.article.paragraphs):
            around = alignment.span(at, 0, len(paragraph.context))
            for asked in paragraph.qas:
                gold = _gold(alignment, at, paragraph, asked, sentences)
                if around is None or not _can_be_asked(asked.question) or not (asked.is_impossible or gold):
                    self.lost += 1
                    continue
                yield EvalQuestion(
                    id=self._own_id(str(asked.id)),
                    text=asked.question.strip(),
                    kind="impossible" if asked.is_impossible else "answerable",
                    article=name,
                    source_id=indexed.source_id,
                    answers=tuple(dict.fromkeys(answer.text for answer in asked.answers if not asked.is_impossible)),
                    gold=tuple(GoldSpan(indexed.source_id, span) for span in gold),
                    gold_passages=() if asked.is_impossible else (GoldSpan(indexed.source_id, around),),
                )

    def _own_id(self, id_: str) -> str:
        self._seen[id_] += 1
        return id_ if self._seen[id_] == 1 else f"{id_}#{self._seen[id_]}"


def _can_be_asked(question: str) -> bool:
    try:
        Question(question)
    except QuestionError:
        return False
    return True


def _gold(
    alignment: Alignment, at: int, paragraph: SquadParagraph, asked: SquadQuestion, sentences: Sequence[Span]
) -> list[Span]:
    """Find the sentences with the answers: the sentences of the dataset, or those of Pincite where it has none."""
    found: dict[Span, None] = {}
    for answer in () if asked.is_impossible else asked.answers:
        start = _start(paragraph.context, answer)
        if start is None:
            continue
        end = start + len(answer.text)
        if paragraph.sentence_breaks:
            touched = [(first, last) for first, last in paragraph.sentence_breaks if first < end and start < last]
            spans = [span for first, last in touched if (span := alignment.span(at, first, last))]
        else:
            place = alignment.span(at, start, end)
            spans = [span for span in sentences if place and span.start < place.end and place.start < span.end]
        found.update(dict.fromkeys(spans))
    return list(found)


def _start(context: str, answer: SquadAnswer) -> int | None:
    """Find where an answer starts: the occurrence of its words nearest to ``answer_start``, which is at times wrong."""
    if not answer.text:
        return None
    places = [at for at in range(len(context)) if context.startswith(answer.text, at)]
    return min(places, key=lambda at: abs(at - answer.answer_start), default=None)
