"""Which updates wait for which: in order within a chat and topic, in parallel across them."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Hashable

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages import keyboards

# What the base class counts are updates that wait as well as those at work; only work is scarce.
_WAITING_AT_MOST = 10_000
_STOP = re.compile(r"/stop(?:@\w+)?(?:\s|$)", re.ASCII)


class _Lane:
    """A queue of updates of which one is at work."""

    __slots__ = ("crowded", "lock", "updates")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.updates = 0
        self.crowded = False


class OrderedUpdateProcessor(BaseUpdateProcessor):
    """Works on the updates of a chat and topic one after another, and on those of several side by side.

    A pressed button that only shows something does not wait for answers in progress: Telegram lets a press wait for
    some seconds only.
    """

    __slots__ = ("_lanes", "_working")

    def __init__(self, at_work: int) -> None:
        """Work on ``at_work`` updates at a time."""
        super().__init__(_WAITING_AT_MOST)
        self._working = asyncio.Semaphore(at_work)
        self._lanes: dict[Hashable, _Lane] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Await the coroutine when its turn has come."""
        key, quick = _lane_of(update), isinstance(update, Update) and is_urgent(update)
        lane = self._lanes.setdefault(key, _Lane())
        lane.updates += 1
        lane.crowded = lane.crowded or lane.updates > 1
        try:
            # What only shows or stops something takes a moment, and may be what frees a place.
            async with lane.lock, contextlib.nullcontext() if quick else self._working:
                await coroutine
        finally:
            lane.updates -= 1
            if lane.updates == 0:
                del self._lanes[key]

    def is_crowded(self, update: Update) -> bool:
        """Whether several of its chat and topic waited, so that an answer should say which one it is to."""
        lane = self._lanes.get(_lane_of(update))
        return lane is not None and lane.crowded

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""


def _lane_of(update: object) -> Hashable:
    topic = ChatTopic.from_update(update) if isinstance(update, Update) else None
    if not isinstance(update, Update) or topic is None:
        return object()  # belongs to no chat, so it waits for nobody
    return topic, is_urgent(update)


def is_urgent(update: Update) -> bool:
    """Whether an update does not wait: a press that only shows something, and what stops an answer."""
    query = update.callback_query
    if query is not None:
        return not (query.data or "").startswith(keyboards.QUESTION)
    text = (update.message.text if update.message else None) or ""
    return _STOP.match(text) is not None
