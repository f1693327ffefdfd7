"""Reads your own questions about a text from JSON Lines, and indexes the text."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.composition.container import Container
from index.errors import PinciteError
from index.fetching.fetcher import locate
from index.indexing.types import LinkLimits


@dataclass(frozen=True, slots=True)
class ArticleQuestion:
    """A question with its expected answers and quotes.

    Attributes:
        answers: A right answer contains one of these, in any case. Empty if the text does not answer.
        quotes: A right citation contains one of these.
    """

    question: str
    answers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


_ROW = TypeAdapter(ArticleQuestion)


def read_questions(path: Path) -> list[ArticleQuestion]:
    """Read the questions of a file.

    Raises:
        PinciteError: The file cannot be read, a line is malformed, or there are no questions.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [_ROW.validate_json(line) for line in lines if line.strip()]
    except OSError as error:
        raise PinciteError(f"{path} cannot be read ({error.strerror}); name a file with questions.") from error
    except ValidationError as error:
        raise PinciteError(f'{path}: each line is {{"question": …, "answers": […], "quotes": […]}}.') from error
    if not found:
        raise PinciteError(f"{path} contains no questions; write one on each line.")
    return found


def ensure_indexed(container: Container, file: Path) -> str:
    """Index a text unless an earlier run did, and return its source id."""
    [outcome, *_] = container.indexer.index(locate(str(file)), "document", LinkLimits(0, 0), lambda _step: None)
    if outcome.status == "failed":
        raise PinciteError(f"{file} cannot be indexed: {outcome.error}")
    return outcome.id
