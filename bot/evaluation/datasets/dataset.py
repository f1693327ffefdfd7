"""Reads a dataset: SQuAD-shaped JSON or JSON Lines. An invalid file fails before anything is indexed."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.evaluation.datasets.question_file import QuestionLine, parse_lines
from bot.evaluation.datasets.squad import SquadArticle, parse_squad
from bot.evaluation.errors import DatasetError

SHAPES = "docs/evaluation.md shows both shapes."


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """The identity of a dataset.

    Attributes:
        name: The file's name.
        sha256: The hash of the file; results with the same hash can be compared.
    """

    name: str
    sha256: str
    shape: Literal["squad", "lines"]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The content of a dataset: articles with their questions, or lines about indexed sources."""

    info: DatasetInfo
    articles: tuple[SquadArticle, ...] = ()
    lines: tuple[QuestionLine, ...] = ()
    notes: tuple[str, ...] = ()


def read_dataset(path: Path) -> Dataset:
    """Read a dataset; raises ``DatasetError``."""
    data = _read(path)
    digest = hashlib.sha256(data).hexdigest()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path.name} is not UTF-8 text; save it as UTF-8.") from error
    if not text.strip():
        raise DatasetError(f"{path.name} is empty; {SHAPES}")
    if _is_squad(path.name, text):
        return Dataset(DatasetInfo(path.name, digest, "squad"), articles=parse_squad(path.name, text))
    lines, notes = parse_lines(path.name, text)
    return Dataset(DatasetInfo(path.name, digest, "lines"), lines=lines, notes=notes)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DatasetError(f"There is no file {path}; check its spelling.") from error
    except OSError as error:
        raise DatasetError(f"{path} cannot be read ({error.strerror}); name a file with questions.") from error


def _is_squad(name: str, text: str) -> bool:
    """Return whether the file is one JSON document of SQuAD's shape rather than JSON Lines."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        first = next(line for line in text.split("\n") if line.strip())
        _require_object(name, first)
        return False
    if isinstance(document, dict) and "data" in document:
        return True
    if isinstance(document, dict) and "question" in document:
        return False  # JSON Lines of one line
    raise DatasetError(f"{name} is JSON, but neither SQuAD-shaped nor JSON Lines with questions; {SHAPES}")


def _require_object(name: str, first_line: str) -> None:
    try:
        row = json.loads(first_line)
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{name} is not JSON; {SHAPES}") from error
    if not isinstance(row, dict) or "question" not in row:
        raise DatasetError(f"{name} is neither SQuAD-shaped JSON nor JSON Lines with questions; {SHAPES}")
