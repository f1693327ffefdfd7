"""The statements and questions that the verifier and the search are measured on cite sentences of their articles."""

import json
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks" / "verification"
SPLITS = {"dev", "test", "tuned", "fresh", "fresh_test", "genres", "genres_kept"}
FILES = sorted([*FOLDER.glob("**/statements.jsonl"), *FOLDER.glob("**/questions.jsonl")])


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_rows_cite_their_articles(file: Path) -> None:
    """Each row has an id of its own, a known split, and only sentences that its article has once."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    texts = {name: (FOLDER / name).read_text(encoding="utf-8") for name in {row["article"] for row in rows}}

    assert [] == [id_ for id_, times in Counter(row["id"] for row in rows).items() if times > 1]
    assert SPLITS >= {row["split"] for row in rows}
    for row in rows:
        cited = row["evidence"] if "evidence" in row else row["gold"]
        assert [1 for _ in cited] == [texts[row["article"]].count(sentence) for sentence in cited], row["id"]
