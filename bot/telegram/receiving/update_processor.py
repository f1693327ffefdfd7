"""The order of updates: one after another within a chat and topic, in parallel across chats and topics."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Hashable

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.answering.chat_language.reactions import classify_message
from bot.state.inbox import Lane
from bot.telegram.callback_data import QuestionData, parse
from bot.telegram.chat_topics import ChatTopic

# The base class limits waiting and running updates together; only running ones need a limit.
_WAITING_AT_MOST = 10_000
_MAX_STOP_CHARS = 30
_STOP = re.compile(r"/stop(?:@\w+)?(?:\s|$)", re.ASCII)


class _Lane:
    """A queue of updates, of which one runs at a time."""

    __slots__ = ("crowded", "lock", "updates")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.updates = 0
        self.crowded = False


class OrderedUpdateProcessor(BaseUpdateProcessor):
    """Handles the updates of a chat and topic one after another, and those of different ones in parallel.

    Callback queries that only show something do not wait for answers, because Telegram lets a button wait for some
    seconds only.
    """

    __slots__ = ("_lanes", "_running", "on_edit")

    def __init__(self, at_once: int) -> None:
        """Handle at most ``at_once`` updates at a time.

        ``on_edit`` is called with an edit of a message when it arrives, before its turn.
        """
        super().__init__(_WAITING_AT_MOST)
        self.on_edit: Callable[[Update], None] = lambda _update: None
        self._running = asyncio.Semaphore(at_once)
        self._lanes: dict[Hashable, _Lane] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Await the coroutine when it is the turn of its update."""
        if isinstance(update, Update) and update.edited_message is not None:
            self.on_edit(update)
        key, urgent = _lane_key(update), isinstance(update, Update) and is_urgent(update)
        lane = self._lanes.setdefault(key, _Lane())
        lane.updates += 1
        lane.crowded = lane.crowded or lane.updates > 1
        try:
            # An urgent update takes a moment, and may be the one that stops an answer.
            async with lane.lock, contextlib.nullcontext() if urgent else self._running:
                await coroutine
        finally:
            lane.updates -= 1
            if lane.updates == 0:
                del self._lanes[key]

    def is_crowded(self, update: Update) -> bool:
        """Return whether other updates of the chat and topic waited, so that an answer should name its question."""
        lane = self._lanes.get(_lane_key(update))
        return lane is not None and lane.crowded

    async def initialize(self) -> None:
        """Do nothing; the base class requires the method."""

    async def shutdown(self) -> None:
        """Do nothing; the base class requires the method."""


def _lane_key(update: object) -> Hashable:
    topic = ChatTopic.from_update(update) if isinstance(update, Update) else None
    if not isinstance(update, Update) or topic is None:
        return object()  # an update without a chat waits for no other
    return topic, is_urgent(update)


def lane_of(update: Update) -> Lane:
    """Return where replicas handle an update: in order within a chat and topic, urgent ones among themselves."""
    stopped = update.api_kwargs.get("stopped_message_generation")
    chat = stopped.get("chat") if isinstance(stopped, dict) else None
    if isinstance(stopped, dict) and isinstance(chat, dict):
        return Lane(_name_conversation(chat.get("id"), stopped.get("message_thread_id")), is_urgent=True)
    topic = ChatTopic.from_update(update)
    if topic is None:
        return Lane(None)
    return Lane(_name_conversation(topic.chat_id, topic.thread_id), is_urgent(update))


def _name_conversation(chat_id: object, thread_id: object) -> str:
    return f"{chat_id}:{thread_id or 0}"


def is_urgent(update: Update) -> bool:
    """Return whether an update does not wait for answers: a callback query that asks nothing, ``/stop`` or "stop"."""
    query = update.callback_query
    if query is not None:
        return not isinstance(parse(query.data), QuestionData)
    text = (update.message.text if update.message else None) or ""
    is_short = len(text) <= _MAX_STOP_CHARS
    return _STOP.match(text) is not None or (is_short and classify_message(text) in {"stop", "leaving"})
