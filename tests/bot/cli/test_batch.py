"""Whatever a line of a batch contains, it gets one JSON document."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.batch import run_batch
from bot.integrations.json_documents import Json
from index.errors import UnknownSourceError

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)
ROWS = st.fixed_dictionaries({}, optional={"id": JSON, "question": JSON, "query": JSON, "sources": JSON})
LINES = st.binary(max_size=40).map(lambda data: data.replace(b"\n", b" ")) | ROWS.map(
    lambda row: json.dumps(row).encode()
)


def look_up(asked: str, source_ids: Sequence[str] | None) -> Json:
    """Repeat the question; one with a question mark fails."""
    if "?" in asked:
        raise ZeroDivisionError(asked)
    return {"asked": asked, "within": list(source_ids or ())}


def check(ids: Sequence[str] | None) -> list[str] | None:
    """Know the sources with ASCII names."""
    if not all(map(str.isascii, ids or ())):
        raise UnknownSourceError("No source has that id; list them.")
    return list(ids or ()) or None


@given(st.lists(LINES, max_size=6))
def test_each_line_gets_one_document(lines: list[bytes]) -> None:
    """Bytes, JSON of any shape and odd characters give an answer or an error, in order, and nothing else."""
    printed: list[str] = []
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        file = Path(folder) / "batch.jsonl"
        file.write_bytes(b"\n".join(lines))
        patch.setattr("sys.stdout.write", printed.append)
        try:
            run_batch(file, "query", check, look_up)
            has_failed = False
        except typer.Exit as ended:
            has_failed = ended.exit_code == 1
    documents = [json.loads(line) for line in printed if line.strip()]
    asked = [line for line in b"\n".join(lines).removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    assert len(asked) == len(documents)
    assert has_failed == any("error" in document for document in documents)
    assert all(("asked" in document) != ("error" in document) for document in documents)
    "".join(printed).encode()
