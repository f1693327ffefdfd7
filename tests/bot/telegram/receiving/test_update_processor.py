"""The order of updates within a chat and topic, and across them."""

import asyncio
from typing import Any

from telegram import Update

from bot.telegram.receiving.update_processor import OrderedUpdateProcessor


def said(chat_id: int, thread_id: int | None = None) -> Update:
    """Make a message in a chat."""
    chat = {"id": chat_id, "type": "supergroup", "title": "Cables"}
    topic: dict[str, Any] = {} if thread_id is None else {"message_thread_id": thread_id, "is_topic_message": True}
    return _update(message={"message_id": 2, "date": 1, "chat": chat, "text": "When?", **topic})


def pressed(chat_id: int, data: str) -> Update:
    """Make a callback query under a message that is too old for Telegram to send."""
    gone = {"message_id": 1, "date": 0, "chat": {"id": chat_id, "type": "supergroup", "title": "Cables"}}
    user = {"id": 7, "is_bot": False, "first_name": "Ann"}
    return _update(callback_query={"id": "1", "from": user, "chat_instance": "1", "data": data, "message": gone})


def stops(chat_id: int, text: str = "/stop") -> Update:
    """Make a message that stops an answer."""
    chat = {"id": chat_id, "type": "supergroup", "title": "Cables"}
    return _update(message={"message_id": 3, "date": 1, "chat": chat, "text": text})


def _update(**fields: object) -> Update:
    found = Update.de_json({"update_id": 1, **fields}, None)
    assert found is not None
    return found


class Work:
    """Updates that are being handled, each until the test lets it end."""

    def __init__(self, at_work: int = 4) -> None:
        self.order = OrderedUpdateProcessor(at_work)
        self.begun: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def add(self, name: str, update: object) -> None:
        """Let an update arrive, as the application does."""
        self._ends[name] = asyncio.Event()
        self._tasks.append(asyncio.create_task(self.order.process_update(update, self._work(name))))

    async def _work(self, name: str) -> None:
        self.begun.append(name)
        await self._ends[name].wait()

    async def end(self, *names: str) -> None:
        """Let updates end."""
        for name in names:
            self._ends[name].set()
            await settle()

    async def end_all(self) -> None:
        """Let all updates end, and wait for them."""
        for end in self._ends.values():
            end.set()
        await asyncio.gather(*self._tasks)


async def settle() -> None:
    """Let the tasks run as far as they can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_updates_of_a_chat_are_handled_in_order() -> None:
    """The second message of a chat starts when the first one has ended."""
    work = Work()
    for name in ("first", "second", "third"):
        work.add(name, said(-1))
    await settle()
    alone = list(work.begun)
    await work.end("first")
    after_first = list(work.begun)
    await work.end_all()

    assert (["first"], ["first", "second"], ["first", "second", "third"]) == (alone, after_first, work.begun)


async def test_chats_and_topics_do_not_wait_for_each_other() -> None:
    """Other chats, and other topics of the same chat, continue while one is slow."""
    work = Work()
    for name, update in {"slow": said(-1), "other chat": said(-2), "topic": said(-1, 5), "other": said(-1, 6)}.items():
        work.add(name, update)
    await settle()
    begun = list(work.begun)
    await work.end_all()

    assert ["slow", "other chat", "topic", "other"] == begun


async def test_a_stop_does_not_wait_for_the_answer() -> None:
    """The command and the button to stop start at once, even if all places are taken; /stopping is another command."""
    work = Work(at_work=1)
    work.add("question", said(-1))
    work.add("other chat", said(-2))
    work.add("stop", stops(-1, "/stop@pincite_test_bot now"))
    work.add("button", pressed(-1, "x:"))
    work.add("no command", stops(-1, "/stopping"))
    await settle()
    begun = list(work.begun)
    await work.end("stop")
    then = list(work.begun)
    await work.end_all()

    assert (["question", "stop"], ["question", "stop", "button"]) == (begun, then)


async def test_running_updates_are_limited() -> None:
    """At most the given number of updates run at once; the others follow."""
    work = Work(at_work=2)
    for chat in (1, 2, 3):
        work.add(str(chat), said(-chat))
    await settle()
    begun = list(work.begun)
    await work.end("1")
    then = list(work.begun)
    await work.end_all()

    assert (["1", "2"], ["1", "2", "3"]) == (begun, then)


async def test_waiting_in_one_chat_takes_no_room_from_others() -> None:
    """A chat with many waiting messages takes one place, not all of them."""
    work = Work(at_work=2)
    for n in range(50):
        work.add(f"flood {n}", said(-1))
    work.add("other", said(-2))
    await settle()
    begun = list(work.begun)
    await work.end_all()

    assert ["flood 0", "other"] == begun


async def test_a_button_for_a_passage_does_not_wait_for_an_answer() -> None:
    """Telegram lets a button wait for seconds only, so its update passes a question that is being answered."""
    work = Work()
    work.add("question", said(-1))
    work.add("passage", pressed(-1, "c:AAAAAAAAAA"))
    await settle()
    begun = list(work.begun)
    await work.end_all()

    assert ["question", "passage"] == begun


async def test_a_pressed_question_waits_like_a_written_one() -> None:
    """A question from a button is answered in its turn."""
    work = Work()
    work.add("question", said(-1))
    work.add("pressed question", pressed(-1, "q:0123456789abcdef"))
    await settle()
    begun = list(work.begun)
    await work.end_all()

    assert (["question"], ["question", "pressed question"]) == (begun, work.begun)


async def test_a_failure_does_not_stop_the_chat() -> None:
    """The next message of a chat is handled although the one before failed."""
    order, begun = OrderedUpdateProcessor(4), []

    async def fail() -> None:
        raise ValueError("of the first")

    async def follow() -> None:
        begun.append("second")

    updates = (order.process_update(said(-1), fail()), order.process_update(said(-1), follow()))
    first, second = await asyncio.gather(*updates, return_exceptions=True)

    assert (["second"], ValueError, None) == (begun, type(first), second)


async def test_a_chat_is_crowded_while_several_wait() -> None:
    """Answers reply to their questions from the moment that a second one waits until all are answered."""
    work = Work()
    work.add("first", said(-1))
    await settle()
    alone = work.order.is_crowded(said(-1))
    work.add("second", said(-1))
    await settle()
    together = work.order.is_crowded(said(-1))
    await work.end("first")
    last = work.order.is_crowded(said(-1))
    await work.end_all()

    assert (False, True, True, False) == (alone, together, last, work.order.is_crowded(said(-1)))


async def test_updates_without_a_chat_do_not_wait() -> None:
    """Updates without a chat are handled in parallel."""
    work = Work()
    work.add("one", object())
    work.add("two", object())
    await settle()
    begun = list(work.begun)
    await work.end_all()

    assert ["one", "two"] == begun
