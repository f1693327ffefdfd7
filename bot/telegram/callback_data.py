"""Callback data of inline buttons: one value for each kind of button, packed into text and parsed from it.

Telegram sends the data of a button back as long as its message exists, so a prefix never changes its meaning: buttons
in messages from years ago must keep working. Packed data has at most 64 bytes, and everything longer is a key into a
store.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.state.conversations import REASONS, Reason

_FINGERPRINT_CHARS = 16


@dataclass(frozen=True, slots=True)
class PassageData:
    """Shows the passage around a stored citation."""

    key: str


@dataclass(frozen=True, slots=True)
class NeighbourData:
    """Shows the passage that is ``step`` passages after that of a stored citation; before it if negative."""

    key: str
    step: int


@dataclass(frozen=True, slots=True)
class OutlineData:
    """Shows a page of the headings of a cited text, from 0."""

    key: str
    page: int


@dataclass(frozen=True, slots=True)
class PictureData:
    """Sends the page of a stored citation as a picture, with the quote marked."""

    key: str


@dataclass(frozen=True, slots=True)
class CopyData:
    """Sends what a passage shows as a message to copy; ``key`` and ``step`` are those of ``NeighbourData``."""

    key: str
    step: int


@dataclass(frozen=True, slots=True)
class WatchData:
    """Tells the user when the cited words change; the same press again undoes it."""

    key: str


@dataclass(frozen=True, slots=True)
class AwaitData:
    """Tells the user when the sources answer the question of a stored answer; the same press again undoes it."""

    answer_id: int


@dataclass(frozen=True, slots=True)
class VoteData:
    """Votes on a stored answer: 1 for 👍, -1 for 👎."""

    value: int
    answer_id: int


@dataclass(frozen=True, slots=True)
class ReasonData:
    """Says why a user disliked a stored answer."""

    reason: Reason
    answer_id: int


@dataclass(frozen=True, slots=True)
class QuestionData:
    """Asks the suggested question with this fingerprint."""

    fingerprint: str


@dataclass(frozen=True, slots=True)
class SourcesPageData:
    """Shows a page of the list of sources, from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class SourceChoiceData:
    """Adds a source to those that the chat asks, or removes it; None asks all sources. ``page`` shows the result."""

    source_id: str | None
    page: int


@dataclass(frozen=True, slots=True)
class StopData:
    """Stops the answer that the model is writing."""


@dataclass(frozen=True, slots=True)
class AskersData:
    """Chooses who may ask in a group."""

    who: Literal["everyone", "admins"]


@dataclass(frozen=True, slots=True)
class AdminData:
    """Calls an action of the bot's admins with one argument."""

    action: str
    argument: str


@dataclass(frozen=True, slots=True)
class ForgetData:
    """Forgets the conversations of the user with this id."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ResendData:
    """Sends the rest of an outbox message again."""

    key: str


CallbackData: TypeAlias = (
    PassageData
    | NeighbourData
    | OutlineData
    | PictureData
    | CopyData
    | WatchData
    | AwaitData
    | VoteData
    | ReasonData
    | QuestionData
    | SourcesPageData
    | SourceChoiceData
    | StopData
    | AskersData
    | AdminData
    | ForgetData
    | ResendData
)


def pack(data: CallbackData) -> str:  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    """Write data as the text that Telegram keeps with a button."""
    match data:
        case PassageData(key):
            return f"c:{key}"
        case NeighbourData(key, step):
            return f"n:{key}{step:+d}"
        case OutlineData(key, page):
            return f"o:{key}.{page}"
        case PictureData(key):
            return f"p:{key}"
        case CopyData(key, step):
            return f"y:{key}{step:+d}"
        case WatchData(key):
            return f"h:{key}"
        case AwaitData(answer_id):
            return f"k:{answer_id}"
        case ReasonData(reason, answer_id):
            return f"w:{REASONS.index(reason)}.{answer_id}"
        case VoteData(value, answer_id):
            return f"v:{value:+d}.{answer_id}"
        case QuestionData(fingerprint):
            return f"q:{fingerprint}"
        case SourcesPageData(page):
            return f"s:{page}"
        case SourceChoiceData(source_id, page):
            return f"t:{source_id or ''}.{page}"
        case StopData():
            return "x:"
        case AskersData(who):
            return f"g:{who}"
        case AdminData(action, argument):
            return f"a:{action}:{argument}"
        case ForgetData(user_id):
            return f"f:{user_id}"
        case ResendData(key):
            return f"r:{key}"


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], CallbackData]], ...] = tuple(
    (re.compile(pattern, re.ASCII), build)
    for pattern, build in (
        (r"c:([\w-]+)", lambda found: PassageData(found[1])),
        (r"n:([\w-]+)([+-]\d{1,6})", lambda found: NeighbourData(found[1], int(found[2]))),
        (r"o:([\w-]+)\.(\d{1,6})", lambda found: OutlineData(found[1], int(found[2]))),
        (r"p:([\w-]+)", lambda found: PictureData(found[1])),
        (r"y:([\w-]+)([+-]\d{1,6})", lambda found: CopyData(found[1], int(found[2]))),
        (r"h:([\w-]+)", lambda found: WatchData(found[1])),
        (r"k:(\d{1,18})", lambda found: AwaitData(int(found[1]))),
        (r"w:([0-3])\.(\d{1,18})", lambda found: ReasonData(REASONS[int(found[1])], int(found[2]))),
        (r"v:([+-]1)\.(\d{1,18})", lambda found: VoteData(int(found[1]), int(found[2]))),
        (r"q:([\w-]+)", lambda found: QuestionData(found[1])),
        (r"s:(\d{1,6})", lambda found: SourcesPageData(int(found[1]))),
        (r"t:([0-9a-f]*)\.(\d{1,6})", lambda found: SourceChoiceData(found[1] or None, int(found[2]))),
        (r"x:", lambda _: StopData()),
        (r"g:everyone", lambda _: AskersData("everyone")),
        (r"g:admins", lambda _: AskersData("admins")),
        (r"a:(\w+):([\w-]*)", lambda found: AdminData(found[1], found[2])),
        (r"f:(\d{1,19})", lambda found: ForgetData(int(found[1]))),
        (r"r:([\w-]+)", lambda found: ResendData(found[1])),
    )
)


def parse(text: str | None) -> CallbackData | None:
    """Read the data of a pressed button; None if no version of the bot packs such a text."""
    for pattern, build in _FORMS:
        if text is not None and (found := pattern.fullmatch(text)):
            return build(found)
    return None


def question_fingerprint(question: str) -> str:
    """Return a short hash of a question, the same after every restart."""
    return hashlib.sha256(question.encode("utf-8", "surrogatepass")).hexdigest()[:_FINGERPRINT_CHARS]
