"""Measures the answers without a model to questions that people would ask about short articles.

    python benchmarks/article_questions.py [--split dev|test] [--list] [--work DIR]

``verification/questions.jsonl`` has questions in other words than the text's: answered by a sentence, about the article
itself, about its main event, and not answered though they are about its topic. Each is sent as a message about its
article. ``--list`` prints the wrong replies; use it with ``--split dev``.
"""

import argparse
import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

from verification import FOLDER, index_articles

from bot.answering.types import Question
from bot.composition.container import Container
from index.text.normalization import canonicalize
from index.types import source_id

_REPLIES = ("right", "right, perhaps", "wrong", "wrong, perhaps", "not found")


async def ask(container: Container, row: dict[str, Any]) -> tuple[str, str]:
    """Ask a question about its article; return the kind of the reply and its quotes."""
    id_ = source_id(str((FOLDER / row["article"]).resolve()))
    answer = await container.question_log.answer(Question(row["question"], [id_]))
    if answer.status == "not_found":
        return "not found", ""
    said = [citation.quote for citation in answer.citations] or [statement.text for statement in answer.statements]
    gold = [canonicalize(sentence) for sentence in row["gold"]]
    is_right = any(own in sentence or sentence in own for sentence in gold for own in said)
    return ("right" if is_right else "wrong") + ("" if answer.is_sure else ", perhaps"), " | ".join(said)


def main() -> None:
    """Print how many questions of each kind got each reply."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("dev", "test"))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--work", type=Path, default=Path(".cache/benchmarks"))
    given = parser.parse_args()
    container = index_articles(given.work / "verification")
    rows = [json.loads(line) for line in (FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if given.split in {None, row["split"]}:
            reply, quoted = asyncio.run(ask(container, row))
            counts[row["split"], row["kind"], reply] += 1
            if given.list and reply != "right" and not (reply == "not found" and row["kind"] == "unanswerable"):
                print(f"{reply:<15} {row['kind']} {row['lang']}: {row['question']}\n    {quoted}\n    {row['gold']}")
    print(f"{'':<22}" + "".join(f"{reply:>16}" for reply in _REPLIES))
    for split, kind in sorted({key[:2] for key in counts}):
        print(f"{split:<6}{kind:<16}" + "".join(f"{counts[split, kind, reply]:>16}" for reply in _REPLIES))
    container.close()


if __name__ == "__main__":
    main()
