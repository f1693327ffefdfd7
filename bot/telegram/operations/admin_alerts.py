"""What admins hear without asking: each kind of trouble once in some hours."""

import logging
import time
from collections.abc import Callable, Sequence

from telegram.error import TelegramError

from bot.answering.types import Answer, AnswersQuestions, Question
from bot.telegram.chat_topics import Place
from bot.telegram.dependencies import Records
from bot.telegram.messages import translations as words
from bot.telegram.messages.message import plain
from bot.telegram.messages.rich_text import line
from bot.telegram.sending.delivery import Delivery
from index.indexing.types import Outcome

_log = logging.getLogger(__name__)

_QUIET_S = 6 * 3_600.0
_FAILURES = 3
_TITLE_UNITS = 200
_REASON_UNITS = 300


class Alerts:
    """Writes to every admin who can be reached."""

    def __init__(self, records: Records, delivery: Delivery, clock: Callable[[], float] = time.monotonic) -> None:
        """Tell those who are admins in ``records``."""
        self._records = records
        self._delivery = delivery
        self._clock = clock
        self._told: dict[str, float] = {}

    async def tell(self, key: str, about: str = "", *, except_for: int | None = None, **values: str | int) -> None:
        """Tell admins something.

        Args:
            key: Of the message.
            about: What it concerns: the same is not said about the same twice in some hours.
            except_for: An admin who knows already.
            values: What stands in the message's braces.
        """
        now = self._clock()
        if self._told.get(key + about, -_QUIET_S) > now - _QUIET_S:
            return
        self._told[key + about] = now
        people = self._records.people
        for admin in await self._records.worker.run(self._records.access.admins):
            person = await self._records.worker.run(people.get, admin)
            if person is None or admin == except_for or not await self._records.worker.run(people.is_reachable, admin):
                continue  # a bot cannot write first
            sentence = words.say(words.language_of(person.language), key, **values)
            try:
                await self._delivery.send(Place(admin, None, private=True), [plain(sentence)])
            except TelegramError as error:
                _log.warning("Admin %d could not be told: %s", admin, error)

    async def tell_of_renewal(self, failed: Sequence[Outcome]) -> None:
        """Tell admins which sources could not be read again: how many, and why the first."""
        first = failed[0]
        about = ",".join(sorted(outcome.id for outcome in failed))
        reason = line(first.error or "", _REASON_UNITS)
        await self.tell(
            "alert-renewal", about, count=len(failed), reason=f"{line(first.title, _TITLE_UNITS)}: {reason}"
        )


class Watched:
    """Answers, and tells admins when the model fails again and again."""

    def __init__(self, answers: AnswersQuestions, alerts: Alerts) -> None:
        """Watch ``answers``."""
        self._answers = answers
        self._alerts = alerts
        self._failures = 0

    async def answer(self, question: Question) -> Answer:
        """See ``AnswersQuestions``."""
        answer = await self._answers.answer(question)
        if answer.notice == "model_failed":
            self._failures += 1
            if self._failures == _FAILURES:
                await self._alerts.tell("alert-model", count=_FAILURES)
        elif answer.mode == "model":
            self._failures = 0
        return answer
