"""Questions of one's own about a text, in JSON Lines, and the text as a source."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.composition.container import Container
from index.errors import PinciteError
from index.fetching.fetcher import locate
from index.indexing.indexer import LinkLimits


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what a right reply holds.

    Attributes:
        answers: Any of these stands in a right answer, whatever the case; none where the text does not say.
        quotes: Any of these stands in a right citation.
    """

    question: str
    answers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


_ROW = TypeAdapter(Asked)


def read(path: Path) -> list[Asked]:
    """The questions of a file; raises ``PinciteError`` where there are none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [_ROW.validate_json(line) for line in lines if line.strip()]
    except OSError as error:
        raise PinciteError(f"{path} cannot be read ({error.strerror}); name a file with questions.") from error
    except ValidationError as error:
        raise PinciteError(f'{path}: each line is {{"question": …, "answers": […], "quotes": […]}}.') from error
    if not found:
        raise PinciteError(f"{path} holds no questions; write one a line.")
    return found


def source_of(app: Container, file: Path) -> str:
    """The id of a text, which is indexed unless it is there already."""
    [outcome, *_] = app.indexer.index(locate(str(file)), "document", LinkLimits(0, 0), lambda _step: None)
    if outcome.status == "failed":
        raise PinciteError(f"{file} cannot be indexed: {outcome.error}")
    return outcome.id
