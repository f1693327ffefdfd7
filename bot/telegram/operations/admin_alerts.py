"""Alerts: messages to the admins about trouble, at most once in six hours for each kind."""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from telegram.error import TelegramError

from bot.answering.types import Answer
from bot.state.job_queue import IndexJob
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import BotStores
from bot.telegram.messages.message import plain_message
from bot.telegram.messages.rich_text import line
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.operations.failure_reasons import explain_failure
from bot.telegram.sending.delivery import Delivery
from index.indexing.types import Outcome

_log = logging.getLogger(__name__)

_QUIET_S = 6 * 3_600.0
_MODEL_FAILURES = 3
_TITLE_UNITS = 150
_REASON_UNITS = 250
_MOST_REASONS = 8  # with their titles, in one message

AlertValue: TypeAlias = str | int | Callable[[str], str]
"""A value of a message, or a function that returns it in a language."""


class AdminAlerts:
    """Sends alerts to every admin whom the bot can write to."""

    def __init__(self, stores: BotStores, delivery: Delivery, clock: Callable[[], float] = time.monotonic) -> None:
        """Alert the admins in ``stores`` through ``delivery``."""
        self._stores = stores
        self._delivery = delivery
        self._clock = clock
        self._sent_at: dict[str, float] = {}
        self._model_failures = 0

    async def send(self, key: str, about: str = "", *, except_for: int | None = None, **values: AlertValue) -> None:
        """Send an alert to the admins.

        Args:
            key: Of the message.
            about: What the alert is about; the same alert about the same thing is sent once in six hours.
            except_for: An admin who knows already.
            values: For the braces of the message; one that depends on the language of an admin is a function of it.
        """
        now = self._clock()
        if self._sent_at.get(key + about, -_QUIET_S) > now - _QUIET_S:
            return
        self._sent_at[key + about] = now
        users, run = self._stores.users, self._stores.executors.run
        for admin in await run(self._stores.access.admins):
            user = await run(users.get, admin)
            if user is None or admin == except_for or not await run(users.is_reachable, admin):
                continue  # a bot cannot write to somebody who never wrote to it
            language = supported_language(user.language)
            spoken = {name: value(language) if callable(value) else value for name, value in values.items()}
            sentence = translate(language, key, **spoken).replace(" \n", "\n")
            try:
                await self._delivery.send(ChatTopic(admin, None, private=True), [plain_message(sentence)])
            except TelegramError as error:
                _log.warning("An admin could not be alerted: %s", error)

    async def report_failed_reindex(self, failed: Sequence[Outcome]) -> None:
        """Tell the admins which sources could not be indexed again, each with its reason."""
        about = ",".join(sorted(outcome.id for outcome in failed))
        await self.send("alert-renewal", about, count=len(failed), reason=partial(_list_reasons, failed))

    async def report_failed_schedule(self, reason: str) -> None:
        """Tell the admins that no source could be indexed again, and why."""
        await self.send("alert-schedule", reason=partial(explain_failure, reason))

    async def report_failed_job(self, job: IndexJob, reason: str) -> None:
        """Tell the other admins that a job failed, and why."""
        explain = partial(explain_failure, reason)
        await self.send("alert-index", job.location, except_for=job.user_id, title=job.title, reason=explain)

    async def watch_model(self, answer: Answer) -> None:
        """Count failures of the model in a row, and tell the admins about the third and its reason."""
        if answer.notice == "model_failed":
            self._model_failures += 1
            if self._model_failures == _MODEL_FAILURES:
                await self.send("alert-model", count=_MODEL_FAILURES, reason=line(answer.failure, _REASON_UNITS))
        elif answer.mode == "model":
            self._model_failures = 0


def _list_reasons(failed: Sequence[Outcome], language: str) -> str:
    """List sources that could not be indexed again, each with its reason."""
    reasons = [
        f"{line(one.title, _TITLE_UNITS)}: {line(explain_failure(one.error or '', language), _REASON_UNITS)}"
        for one in failed[:_MOST_REASONS]
    ]
    left = [f"… (+{len(failed) - _MOST_REASONS})"] if len(failed) > _MOST_REASONS else []
    return reasons[0] if len(failed) == 1 else "\n".join(("", *(f"✕ {each}" for each in reasons), *left))
