"""Batches of questions in JSON Lines: each line gets its result or its own error."""

import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from bot.answering.types import Question
from bot.cli.json_output import print_json
from bot.integrations.json_documents import Json
from index.errors import NothingIndexedError, OutdatedIndexError, PinciteError

BatchLookup = Callable[[str, Sequence[str] | None], Json]
"""Answers a question from some sources; raises ``PinciteError``."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a batch."""

    asked: str
    source_ids: list[str] | None


def run_batch(
    file: Path, key: str, check_source_ids: Callable[[Sequence[str] | None], list[str] | None], look_up: BatchLookup
) -> None:
    """Print a document for each line of a file, in order; exit with 1 if a line failed.

    An error takes the place of its line's result: ``{"id", "line", "error"}``. A missing or outdated index ends the
    batch, because it concerns every line.

    Args:
        file: JSON Lines in UTF-8; ``-`` is the standard input.
        key: The field of the question; ``question`` also serves.
        check_source_ids: Returns the ids if each is known; raises ``UnknownSourceError``.
        look_up: Answers a line.
    """
    has_failed = False
    for number, line in _read_lines(file):
        echo: Json = {}
        try:
            row = _read_row(line, key, echo)
            document = look_up(row.asked, check_source_ids(row.source_ids))
        except (NothingIndexedError, OutdatedIndexError):
            raise
        except Exception as error:  # noqa: BLE001 - an error of a line is never one of the batch
            has_failed = True
            document = {"line": number, "error": _explain(error)}
        print_json(echo | document)
    if has_failed:
        raise typer.Exit(1)


def _read_lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, each with its number from 1."""
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise PinciteError(f"{file} cannot be read ({error.strerror}); name a JSON Lines file.") from error
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _read_row(line: bytes, key: str, echo: Json) -> _Row:
    """Read a line, and put its id into ``echo`` as soon as it is known."""
    try:
        row = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise PinciteError("The line is not UTF-8 text.") from error
    except (ValueError, RecursionError) as error:
        raise PinciteError('The line is not JSON; each line is an object such as {"question": "Who paid?"}.') from error
    if isinstance(row, dict) and "id" in row:
        echo["id"] = row["id"]
    asked = (row.get(key) or row.get("question")) if isinstance(row, dict) else None
    if not isinstance(asked, str):
        raise PinciteError(f'The line has no "{key}"; each line is an object with one.')
    ids = row.get("sources")
    if ids is not None and not (isinstance(ids, list) and all(isinstance(id_, str) for id_ in ids)):
        raise PinciteError('"sources" is not a list of source ids.')
    return _Row(Question(asked).text, ids)


def _explain(error: Exception) -> str:
    if isinstance(error, PinciteError):
        return str(error)
    _log.debug("A line of the batch failed.", exc_info=error)
    return f"An unexpected error ({type(error).__name__}); ask this question alone with `pincite --traceback ask`."
