"""What admins hear without asking: each kind of trouble once in some hours."""

import logging
import time
from collections.abc import Callable, Sequence

from telegram.error import TelegramError

from bot.answering.types import Answer, AnswersQuestions, Question
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import BotStores
from bot.telegram.messages.message import plain_message
from bot.telegram.messages.rich_text import line
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.sending.delivery import Delivery
from index.indexing.types import Outcome

_log = logging.getLogger(__name__)

_QUIET_S = 6 * 3_600.0
_FAILURES = 3
_TITLE_UNITS = 200
_REASON_UNITS = 300


class AdminAlerts:
    """Writes to every admin who can be reached."""

    def __init__(self, stores: BotStores, delivery: Delivery, clock: Callable[[], float] = time.monotonic) -> None:
        """Tell those who are admins in ``stores``."""
        self._stores = stores
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
        users = self._stores.users
        for admin in await self._stores.executors.run(self._stores.access.admins):
            person = await self._stores.executors.run(users.get, admin)
            if person is None or admin == except_for or not await self._stores.executors.run(users.is_reachable, admin):
                continue  # a bot cannot write first
            sentence = translate(supported_language(person.language), key, **values)
            try:
                await self._delivery.send(ChatTopic(admin, None, private=True), [plain_message(sentence)])
            except TelegramError as error:
                _log.warning("Admin %d could not be told: %s", admin, error)

    async def report_failed_reindex(self, failed: Sequence[Outcome]) -> None:
        """Tell admins which sources could not be read again: how many, and why the first."""
        first = failed[0]
        about = ",".join(sorted(outcome.id for outcome in failed))
        reason = line(first.error or "", _REASON_UNITS)
        await self.tell(
            "alert-renewal", about, count=len(failed), reason=f"{line(first.title, _TITLE_UNITS)}: {reason}"
        )


class Watched:
    """Answers, and tells admins when the model fails again and again."""

    def __init__(self, answers: AnswersQuestions, alerts: AdminAlerts) -> None:
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
