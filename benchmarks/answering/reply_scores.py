"""From replies to figures. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from answering.systems import Cited, Reply

from bot.evaluation import metrics
from bot.evaluation.datasets.types import EvalQuestion


@dataclass(frozen=True, slots=True)
class Scored:
    """A reply and what it is worth.

    Attributes:
        f1: Token F1 as in SQuAD 2.0: a refusal is right where there is no answer, and wrong where there is one.
        exact: Exact match, likewise.
        contained: Whether the text holds a gold answer word for word.
        right: How many citations overlap a gold sentence.
        cited: How many citations there are, with those that lead nowhere.
        not_slices: How many quotes are no slice of the stored text.
    """

    answerable: bool
    reply: Reply
    f1: float
    exact: float
    contained: float
    right: int
    cited: int
    not_slices: int


def score(question: EvalQuestion, reply: Reply) -> Scored:
    """Hold a reply against the gold of its question."""

    def is_right(cited: Cited) -> bool:
        span = cited.span
        return span is not None and any(gold.touches(gold.source_id, span) for gold in question.gold)

    said = "" if reply.refused else reply.text
    shown = () if reply.refused else reply.cited
    return Scored(
        answerable=question.kind == "answerable",
        reply=reply,
        f1=metrics.token_f1(said, question.answers),
        exact=metrics.exact_match(said, question.answers),
        contained=metrics.contains_answer(said, question.answers) if question.answers else 0.0,
        right=sum(map(is_right, shown)),
        cited=len(shown) + (0 if reply.refused else reply.astray),
        not_slices=sum(cited.span is None for cited in shown),
    )


Figure = tuple[str, Callable[[Sequence[Scored]], float], str]
"""Its name, how it is made, and its format."""


def _answerable(rows: Sequence[Scored]) -> list[Scored]:
    return [row for row in rows if row.answerable]


def _abstention(rows: Sequence[Scored]) -> metrics.Abstention:
    return metrics.abstention([row.reply.refused for row in rows], [not row.answerable for row in rows])


def _share(values: Sequence[float]) -> float:
    return fmean(values) if values else float("nan")


def _precision(rows: Sequence[Scored]) -> float:
    total = sum(row.cited for row in rows)
    return sum(row.right for row in rows) / total if total else float("nan")


FIGURES: tuple[Figure, ...] = (
    ("answer F1, SQuAD 2.0", lambda rows: _share([row.f1 for row in rows]), ".3f"),
    ("exact match, SQuAD 2.0", lambda rows: _share([row.exact for row in rows]), ".3f"),
    ("answer F1, answerable", lambda rows: _share([row.f1 for row in _answerable(rows)]), ".3f"),
    ("holds the answer, answerable", lambda rows: _share([row.contained for row in _answerable(rows)]), ".3f"),
    ("citation precision, answerable", lambda rows: _precision(_answerable(rows)), ".3f"),
    ("citation precision, all", _precision, ".3f"),
    ("citation recall", lambda rows: _share([float(row.right > 0) for row in _answerable(rows)]), ".3f"),
    ("abstention precision", lambda rows: _abstention(rows).precision, ".3f"),
    ("abstention recall", lambda rows: _abstention(rows).recall, ".3f"),
    ("abstention F1", lambda rows: _abstention(rows).f1, ".3f"),
    (
        "characters to read per citation",
        lambda rows: _share([len(cited.words) for row in rows if not row.reply.refused for cited in row.reply.cited]),
        ".0f",
    ),
    ("quotes that are no slices", lambda rows: sum(row.not_slices for row in rows), ".0f"),
    ("prompt tokens, mean", lambda rows: _share([row.reply.prompt_tokens for row in rows]), ".0f"),
    ("seconds, mean", lambda rows: _share([row.reply.seconds for row in rows]), ".1f"),
    ("seconds, median", lambda rows: median(row.reply.seconds for row in rows), ".1f"),
)


def table(scored: dict[str, list[Scored]]) -> list[str]:
    """A line for each figure, a column for each system."""
    names = list(scored)
    first = next(iter(scored.values()))
    answerable = len(_answerable(first))
    lines = [
        f"{len(first)} questions, {len(first) - answerable} of them impossible",
        f"{'':<32}" + "".join(f"{name:>21}" for name in names),
    ]
    for words, figure, shape in FIGURES:
        cells = (format(figure(scored[name]), shape) for name in names)
        lines.append(f"{words:<32}" + "".join(f"{cell:>21}" for cell in cells))
    return lines
