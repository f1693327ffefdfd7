"""Measures sentence ranking: hit@1 and hit@3 within an article, and R@1 of the paragraph in the whole corpus.

    python benchmarks/sentences.py FOLDER LANGUAGE… [--work DIR] [--all] [--cross-encoder FILE|none]

FOLDER contains ``xquad-r.LANGUAGE.json`` (google-research-datasets/lareqa). ``es-en`` asks Spanish questions about the
English text. A sentence is right if it overlaps the gold sentence, a passage if it overlaps the gold paragraph. The
questions are about the articles that training left out, every fourth one; with ``--all`` about every article.
"""

from argparse import Namespace
from pathlib import Path

from corpus import GoldQuestion, build_parser, index_articles, overlap, select_held_out

from bot.answering.quotes.selection import select_for_question
from bot.composition.container import Container
from index.models.e5_small import E5Small
from index.types import Span


def main() -> None:
    """Print one line for each language."""
    parser = build_parser(__doc__)
    parser.add_argument("--cross-encoder", default="")
    given = parser.parse_args()
    print("asked-read  questions  hit@1  hit@3  cited@3  cited  corpus R@1  R@5")
    for name in given.languages:
        asker, _, read = name.partition("-")
        container, questions = _questions(given, asker, read or asker)
        print(f"{name:<10}  {_line(container, questions)}", flush=True)
        container.close()


def _questions(given: Namespace, asker: str, read: str) -> tuple[Container, list[GoldQuestion]]:
    container, questions = index_articles(given.folder / f"xquad-r.{read}.json", given.work / read)
    questions = select_held_out(questions, given)
    if given.cross_encoder:
        container.__dict__["embedder"] = _embedder(container, given.cross_encoder)
    if asker == read:
        return container, questions
    other, translated = index_articles(given.folder / f"xquad-r.{asker}.json", given.work / asker)
    other.close()
    words = {question.id: question.text for question in translated}
    return container, [question.reword(words[question.id]) for question in questions if question.id in words]


def _embedder(container: Container, cross_encoder: str) -> object:
    if cross_encoder != "none":
        return E5Small(container.data_dir / "models", adapter=Path(cross_encoder))
    plain = E5Small(container.data_dir / "models")

    class Plain:
        """The embedder without its cross-encoder."""

        name = plain.name
        embed_queries = plain.embed_queries
        embed_passages = plain.embed_passages

    return Plain()


def _line(container: Container, questions: list[GoldQuestion]) -> str:
    first = third = shown = cited = top = top5 = 0
    for question in questions:
        ranking = container.retriever.rank(question.text, source_ids=[question.source_id])
        right = [_is_gold(found.span, question) for found in ranking.sentences[:3]]
        chosen = select_for_question(question.text, ranking)
        first += right[:1] == [True]
        third += any(right)
        shown += any(_is_gold(found.span, question) for found in chosen)
        cited += len(chosen)
        hits = container.retriever.rank(question.text).passages[:5]
        near = [hit.source_id == question.source_id and overlap(hit.span, question.paragraph) for hit in hits]
        top += near[:1] == [True]
        top5 += any(near)
    total = len(questions)
    return (
        f"{total:>9}  {first / total:.3f}  {third / total:.3f}  {shown / total:>7.3f}  {cited / total:>5.2f}  "
        f"{top / total:>10.3f}  {top5 / total:.3f}"
    )


def _is_gold(span: Span, question: GoldQuestion) -> bool:
    return any(overlap(span, gold) for gold in question.sentences)


if __name__ == "__main__":
    main()
