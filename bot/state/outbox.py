"""The outbox: messages on their way to a chat, and whether each arrived."""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, delete, func, select, true, update

from bot.state.replicas.lease import current_replica
from bot.state.schema.operation_tables import outbox_messages, replicas
from index.catalog.database import Database
from index.catalog.engines.statements import has_stored, upsert

DeliveryState = Literal["sending", "unsure", "offered", "sent"]
"""On its way; perhaps lost; the bot asked the user whether to send it again; arrived, or settled otherwise."""

MessageBody = Mapping[str, Any]
"""A message as the JSON object that ``bot.telegram.sending`` makes of it."""

_KEY_BYTES = 9
_KEPT_S = 3 * 86_400


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """An entry of the outbox: the Telegram messages of one answer or reply.

    Attributes:
        key: Short and unguessable; the data of a button.
        answer_id: The stored answer that the messages show; None for other replies.
        messages: All messages, in order.
        message_ids: The Telegram ids of the first messages, which arrived.
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
        """The messages that are not known to have arrived."""
        return self.messages[len(self.message_ids) :]


@dataclass(frozen=True, slots=True)
class Recipient:
    """The chat and topic that receive messages, and the language of the user."""

    chat_id: int
    thread_id: int | None
    reply_to: int | None
    language: str | None


class Outbox:
    """Stores messages until they are sent. Every method blocks and may be called from any thread."""

    def __init__(self, database: Database) -> None:
        """Use ``database``."""
        self._database = database

    def add(
        self, to: Recipient, messages: Sequence[MessageBody], *, answer_id: int | None, update_id: int | None
    ) -> tuple[OutboxMessage, bool]:
        """Store messages before they are sent; return the entry, and whether it is new.

        An answer has one entry: adding the same answer again returns the earlier entry.
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
            "created_at": int(time.time()),
            "owner": current_replica.get(),
        }
        with self._database.begin() as connection:
            added = upsert(outbox_messages).values(row).on_conflict_do_nothing(index_elements=["answer_id"])
            is_new = has_stored(connection, added)
            mine = outbox_messages.c.key == key if is_new else outbox_messages.c.answer_id == answer_id
            return _to_message(connection.execute(select(outbox_messages).where(mine)).one()), is_new

    def set_state(self, key: str, state: DeliveryState, message_ids: Sequence[int]) -> None:
        """Record the state of an entry and the ids of the messages that arrived."""
        values = {"state": state, "message_ids": json.dumps(list(message_ids))}
        with self._database.begin() as connection:
            connection.execute(update(outbox_messages).where(outbox_messages.c.key == key).values(values))

    def get(self, key: str) -> OutboxMessage | None:
        """Return the entry of that key; None where there is none."""
        found = self._where(outbox_messages.c.key == key)
        return found[0] if found else None

    def take_for_resend(self, key: str, chat_id: int) -> OutboxMessage | None:
        """Take an entry that a user wants again; of two simultaneous requests one gets it, the other None.

        Args:
            key: The entry's.
            chat_id: The chat of the request; an entry of another chat is not sent.
        """
        mine = (outbox_messages.c.key == key) & (outbox_messages.c.chat_id == chat_id)
        offered = mine & outbox_messages.c.state.in_(("unsure", "offered"))
        with self._database.begin() as connection:
            taken = update(outbox_messages).where(offered).values(state="sending", owner=current_replica.get())
            if connection.execute(taken).rowcount != 1:
                return None
            return _to_message(connection.execute(select(outbox_messages).where(outbox_messages.c.key == key)).one())

    def was_started_by(self, update_id: int) -> bool:
        """Return whether the sending of an answer to that update was started."""
        return bool(self._where((outbox_messages.c.update_id == update_id) & outbox_messages.c.answer_id.is_not(None)))

    def mark_interrupted(self) -> None:
        """Mark as unsure what an earlier run was sending, because no one sends it now."""
        with self._database.begin() as connection:
            connection.execute(
                update(outbox_messages).where(outbox_messages.c.state == "sending").values(state="unsure")
            )

    def take_unsure(self, most_tries: int) -> list[OutboxMessage]:
        """Return the entries whose users were not asked yet, and count one try for each.

        A replica takes its own entries; the one that leads takes those of dead replicas too.

        Args:
            most_tries: Entries that were tried so often are left out.
        """
        which = (outbox_messages.c.state == "unsure") & (outbox_messages.c.tries < most_tries) & _is_ours()
        with self._database.begin() as connection:
            counted = update(outbox_messages).where(which).values(tries=outbox_messages.c.tries + 1)
            rows = connection.execute(counted.returning(*outbox_messages.c)).all()
        return [_to_message(row) for row in sorted(rows, key=lambda row: row.created_at)]

    def undo_try(self, key: str) -> None:
        """Take back one try of an entry, because asking its user did not even begin."""
        with self._database.begin() as connection:
            connection.execute(
                update(outbox_messages).where(outbox_messages.c.key == key).values(tries=outbox_messages.c.tries - 1)
            )

    def prune(self) -> None:
        """Delete old entries."""
        old = outbox_messages.c.created_at < int(time.time()) - _KEPT_S
        with self._database.begin() as connection:
            connection.execute(delete(outbox_messages).where(old))

    def _where(self, which: ColumnElement[bool]) -> list[OutboxMessage]:
        with self._database.begin() as connection:
            return [_to_message(row) for row in connection.execute(select(outbox_messages).where(which))]


def _is_ours() -> ColumnElement[bool]:
    """Return the condition for entries that the replica of the running task may take."""
    replica_id, owner = current_replica.get(), outbox_messages.c.owner
    if replica_id is None:
        return true()
    leads = select(func.min(replicas.c.id)).scalar_subquery() == replica_id
    return (owner == replica_id) | (owner.is_(None) & leads)


def _to_message(row: Row[Any]) -> OutboxMessage:
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
