"""Measures the answers without a model to questions that people would ask about short articles.

    python benchmarks/article_questions.py [--split dev|test|genres|genres_kept|kept] [--list] [--work DIR]

``verification/questions.jsonl`` has questions in other words than the text's: answered by a sentence, about the article
itself, about its main event, and not answered though they are about its topic. Each is sent as a message about its
article. ``--split genres`` and ``genres_kept`` ask those of ``verification/genres``, and ``kept`` those of
``entailment/kept.txt``, in five languages that no model of Pincite was trained on. ``--list`` prints the wrong replies;
use it with ``dev`` and ``genres``.
"""

import argparse
import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

from corpus import index_texts, locate_page
from entailment.prepare import KEPT
from entailment.written_pairs import read_articles
from verification import FOLDER, index_articles

from bot.answering.types import Question
from bot.composition.container import Container
from index.text.normalization import canonicalize
from index.types import source_id

_REPLIES = ("right", "right, perhaps", "wrong", "wrong, perhaps", "not found")


async def ask(container: Container, row: dict[str, Any]) -> tuple[str, str]:
    """Ask a question about its article; return the kind of the reply and its quotes."""
    id_ = source_id(str((FOLDER / row["article"]).resolve()))  # the path of an article may be absolute
    answer = await container.question_log.answer(Question(row["question"], [id_]))
    if answer.status == "not_found":
        return "not found", ""
    said = [citation.quote for citation in answer.citations] or [statement.text for statement in answer.statements]
    gold = [canonicalize(sentence) for sentence in row["gold"]]
    is_right = any(own in sentence or sentence in own for sentence in gold for own in said)
    return ("right" if is_right else "wrong") + ("" if answer.is_sure else ", perhaps"), " | ".join(said)


def read_kept(work: Path) -> tuple[Container, list[dict[str, Any]]]:
    """Index the articles of ``entailment/kept.txt``, and return them with their questions."""
    articles = list(read_articles(KEPT))
    texts = [f"{article.title}\n\n{' '.join(article.sentences.values())}" for article in articles]
    container = index_texts(work / "kept", "kept", texts)
    rows = [
        {
            "article": locate_page(work / "kept", "kept", number),
            "split": "kept",
            "kind": "answerable" if numbers else "unanswerable",
            "lang": language,
            "question": question,
            "gold": [article.sentences[sentence] for sentence in numbers],
        }
        for number, article in enumerate(articles)
        for language, question, numbers in article.read_questions()
    ]
    return container, rows


def main() -> None:
    """Print how many questions of each kind got each reply."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("dev", "test", "genres", "genres_kept", "kept"))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--work", type=Path, default=Path(".cache/benchmarks"))
    given = parser.parse_args()
    if given.split == "kept":
        container, rows = read_kept(given.work)
    else:
        container = index_articles(given.work / "verification")
        files = [FOLDER / folder / "questions.jsonl" for folder in ("", "genres")]
        rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    splits = (given.split,) if given.split else ("dev", "test")
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if row["split"] in splits:
            reply, quoted = asyncio.run(ask(container, row))
            counts[row["split"], row["kind"], reply] += 1
            if given.list and reply != "right" and not (reply == "not found" and row["kind"] == "unanswerable"):
                print(f"{reply:<15} {row['kind']} {row['lang']}: {row['question']}\n    {quoted}\n    {row['gold']}")
    print(f"{'':<28}" + "".join(f"{reply:>16}" for reply in _REPLIES))
    for split, kind in sorted({key[:2] for key in counts}):
        print(f"{split:<12}{kind:<16}" + "".join(f"{counts[split, kind, reply]:>16}" for reply in _REPLIES))
    container.close()


if __name__ == "__main__":
    main()
