"""Messages on their way to a chat: what was begun, what arrived, and what nobody knows to have arrived."""

import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from bot.state.schema.operation_tables import outbox_messages
from index.catalog.database import Database

DeliveryState = Literal["sending", "unsure", "offered", "sent"]
"""On its way; perhaps lost; the reader was asked whether it arrived; arrived, or settled otherwise."""

MessageBody = Mapping[str, Any]
"""A message as JSON."""

_KEY_BYTES = 9
_KEPT_S = 3 * 86_400


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """Messages to one chat.

    Attributes:
        key: Short and unguessable; stands behind a button.
        answer_id: The stored answer that they are, if they are one.
        messages: All of them.
        message_ids: Of those that are known to have arrived: the first ones.
    """

    key: str
    state: DeliveryState
    answer_id: int | None
    chat_id: int
    thread_id: int | None
    reply_to: int | None
    language: str | None
    messages: tuple[MessageBody, ...]
    message_ids: tuple[int, ...]

    @property
    def unconfirmed(self) -> tuple[MessageBody, ...]:
        """What is not known to have arrived."""
        return self.messages[len(self.message_ids) :]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a parcel goes, and in which language to speak about it."""

    chat_id: int
    thread_id: int | None
    reply_to: int | None
    language: str | None


class Outbox:
    """Remembers them. Every method blocks on SQL and may be called from any thread."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Keep them in ``database``."""
        self._database = database
        self._clock = clock

    def add(
        self, to: Recipient, messages: Sequence[MessageBody], *, answer_id: int | None, update_id: int | None
    ) -> tuple[OutboxMessage, bool]:
        """Note that messages are about to be sent; returns the parcel, and whether it is new.

        An answer has one parcel for good: the second time it is the one from before.
        """
        key = secrets.token_urlsafe(_KEY_BYTES)
        row = {
            "key": key,
            "state": "sending",
            "answer_id": answer_id,
            "update_id": update_id,
            "chat_id": to.chat_id,
            "thread_id": to.thread_id,
            "reply_to": to.reply_to,
            "language": to.language,
            "messages": json.dumps(list(messages)),
            "message_ids": "[]",
            "created_at": int(self._clock()),
        }
        with self._database.begin() as connection:
            if answer_id is not None:
                before = connection.execute(
                    select(outbox_messages).where(outbox_messages.c.answer_id == answer_id)
                ).one_or_none()
                if before is not None:
                    return _to_parcel(before), False
            connection.execute(insert(outbox_messages).values(row))
            return _to_parcel(
                connection.execute(select(outbox_messages).where(outbox_messages.c.key == key)).one()
            ), True

    def set_state(self, key: str, state: DeliveryState, message_ids: Sequence[int]) -> None:
        """What became of a parcel so far."""
        values = {"state": state, "message_ids": json.dumps(list(message_ids))}
        with self._database.begin() as connection:
            connection.execute(update(outbox_messages).where(outbox_messages.c.key == key).values(values))

    def get(self, key: str) -> OutboxMessage | None:
        """The parcel of that key; None where it is not known any more."""
        found = self._where(outbox_messages.c.key == key)
        return found[0] if found else None

    def take_for_resend(self, key: str) -> OutboxMessage | None:
        """A parcel whose reader wants it once more; of two who ask at once, one gets it."""
        offered = (outbox_messages.c.key == key) & outbox_messages.c.state.in_(("unsure", "offered"))
        with self._database.begin() as connection:
            if connection.execute(update(outbox_messages).where(offered).values(state="sending")).rowcount != 1:
                return None
            return _to_parcel(connection.execute(select(outbox_messages).where(outbox_messages.c.key == key)).one())

    def was_started_by(self, update_id: int) -> bool:
        """Whether an answer to that update was about to be sent."""
        return bool(self._where((outbox_messages.c.update_id == update_id) & outbox_messages.c.answer_id.is_not(None)))

    def mark_interrupted(self) -> None:
        """A new run: nobody sends what the last one was sending."""
        with self._database.begin() as connection:
            connection.execute(
                update(outbox_messages).where(outbox_messages.c.state == "sending").values(state="unsure")
            )

    def take_unsure(self, most_tries: int) -> list[OutboxMessage]:
        """Whose readers have not been asked yet; each is counted as tried, ``most_tries`` times at most."""
        which = (outbox_messages.c.state == "unsure") & (outbox_messages.c.tries < most_tries)
        with self._database.begin() as connection:
            found = [_to_parcel(row) for row in connection.execute(select(outbox_messages).where(which))]
            connection.execute(update(outbox_messages).where(which).values(tries=outbox_messages.c.tries + 1))
            return found

    def undo_try(self, key: str) -> None:
        """Asking the reader of a parcel did not even begin; it does not count."""
        with self._database.begin() as connection:
            connection.execute(
                update(outbox_messages).where(outbox_messages.c.key == key).values(tries=outbox_messages.c.tries - 1)
            )

    def prune(self) -> None:
        """Forget what is long settled."""
        old = outbox_messages.c.created_at < int(self._clock()) - _KEPT_S
        with self._database.begin() as connection:
            connection.execute(delete(outbox_messages).where(old))

    def _where(self, which: ColumnElement[bool]) -> list[OutboxMessage]:
        with self._database.begin() as connection:
            return [_to_parcel(row) for row in connection.execute(select(outbox_messages).where(which))]


def _to_parcel(row: Row[Any]) -> OutboxMessage:
    return OutboxMessage(
        key=row.key,
        state=row.state,
        answer_id=row.answer_id,
        chat_id=row.chat_id,
        thread_id=row.thread_id,
        reply_to=row.reply_to,
        language=row.language,
        messages=tuple(json.loads(row.messages)),
        message_ids=tuple(json.loads(row.message_ids)),
    )
