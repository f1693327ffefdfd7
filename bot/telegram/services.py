"""What the Telegram layer is given to work with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.answerer import Answers
from bot.answering.types import Answer
from bot.chats import ChatStore
from bot.conversations import Conversations
from bot.introduction import Introduction
from bot.worker import Worker
from index.types import Source


class Sources(Protocol):
    """Looks up what is indexed. Blocking."""

    def sources(self) -> list[Source]:
        """Every current source, in order."""

    def source(self, id_: str) -> Source:
        """One current source; raises ``UnknownSourceError``."""

    def text(self, id_: str) -> str | None:
        """The stored text of that name; None once its source was removed."""


class Runs(Protocol):
    """Goes on in the background."""

    async def run(self) -> None:
        """Go on until cancelled."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything behind the conversations.

    Attributes:
        introduction: The article with its questions, None while nothing is indexed. Blocking.
        questions: Questions that a source answers. Blocking.
        quote: Answers with quotes, quickly and without a model. Blocking.
        admins: Ids of the users whom the settings name as admins.
        renewal: Renews sources from time to time while the bot runs; None where it does not.
    """

    answerer: Answers
    catalog: Sources
    chats: ChatStore
    conversations: Conversations
    worker: Worker
    introduction: Callable[[], Introduction | None]
    questions: Callable[[Source], Sequence[str]]
    quote: Callable[[str], Answer]
    admins: frozenset[int] = frozenset()
    renewal: Runs | None = None

    def close(self) -> None:
        """Wait for what is running, then close what the bot itself keeps. Blocking."""
        self.worker.close()
        self.chats.close()
