"""How often the right sentence comes first: hit@1 and hit@3 within an article, R@1 of the paragraph in a corpus.

    python benchmarks/sentences.py FOLDER LANGUAGE… [--work DIR] [--half 0|1] [--reader FILE|none]

FOLDER holds ``xquad-r.LANGUAGE.json`` (google-research-datasets/lareqa). ``es-en`` asks the Spanish questions of the
English text. A sentence is right when it overlaps the gold sentence, a passage when it overlaps the gold paragraph.
The reader that comes with Pincite has learned from these articles. ``--half 0`` and ``--half 1`` count every other one,
from the first or the second on, as ranked with a reader that has not learned from them (``cross_encoder/folds``).
"""

from argparse import Namespace
from pathlib import Path

from corpus import Question, half_of, index_articles, options, overlap

from bot.answering.quotes.selection import choose
from bot.composition.container import Container
from index.models.embedders import E5Small
from index.types import Span


def main() -> None:
    """Measure and print one line for each language."""
    parser = options(__doc__)
    parser.add_argument("--reader", default="")
    parser.add_argument("--half", type=int, choices=(0, 1))
    given = parser.parse_args()
    print("asked-read  questions  hit@1  hit@3  cited@3  cited  corpus R@1  R@5")
    for name in given.languages:
        asker, _, read = name.partition("-")
        app, questions = _questions(given, asker, read or asker)
        print(f"{name:<10}  {_line(app, questions)}", flush=True)
        app.close()


def _questions(given: Namespace, asker: str, read: str) -> tuple[Container, list[Question]]:
    app, questions = index_articles(given.folder / f"xquad-r.{read}.json", given.work / read)
    questions = half_of(app, questions, given.half)
    if given.reader:
        app.__dict__["embedder"] = _embedder(app, given.reader)
    if asker == read:
        return app, questions
    other, translated = index_articles(given.folder / f"xquad-r.{asker}.json", given.work / asker)
    other.close()
    words = {question.id: question.text for question in translated}
    return app, [question.asked(words[question.id]) for question in questions if question.id in words]


def _embedder(app: Container, reader: str) -> object:
    if reader != "none":
        return E5Small(app.data_dir / "models", learned=Path(reader))
    plain = E5Small(app.data_dir / "models")

    class Plain:
        """The embedder without its reader."""

        name = plain.name
        embed_queries = plain.embed_queries
        embed_passages = plain.embed_passages

    return Plain()


def _line(app: Container, questions: list[Question]) -> str:
    first = third = shown = cited = top = top5 = 0
    for question in questions:
        ranking = app.retriever.rank(question.text, source_ids=[question.source_id])
        right = [_is_gold(found.span, question) for found in ranking.sentences[:3]]
        chosen = choose(ranking.sentences)
        first += right[:1] == [True]
        third += any(right)
        shown += any(_is_gold(found.span, question) for found in chosen)
        cited += len(chosen)
        hits = app.retriever.rank(question.text).passages[:5]
        near = [hit.source_id == question.source_id and overlap(hit.span, question.paragraph) for hit in hits]
        top += near[:1] == [True]
        top5 += any(near)
    total = len(questions)
    return (
        f"{total:>9}  {first / total:.3f}  {third / total:.3f}  {shown / total:>7.3f}  {cited / total:>5.2f}  "
        f"{top / total:>10.3f}  {top5 / total:.3f}"
    )


def _is_gold(span: Span, question: Question) -> bool:
    return any(overlap(span, gold) for gold in question.sentences)


if __name__ == "__main__":
    main()
