"""The users who wrote to the bot, the notices that they got, and the chats that refuse messages."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select

from bot.state.schema.operation_tables import announcements, daily_notices, unreachable_chats, users
from bot.state.utc_times import utc_day
from index.catalog.database import Database
from index.catalog.engines.statements import has_stored, upsert


@dataclass(frozen=True, slots=True)
class User:
    """A user who wrote to the bot."""

    user_id: int
    name: str
    username: str | None
    language: str | None


class UserStore:
    """Stores users and chats. Every method blocks and may be called from any thread."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Use ``database``."""
        self._database = database
        self._clock = clock

    def save(self, user: User) -> None:
        """Store the latest names of a user."""
        row = {
            "user_id": user.user_id,
            "name": user.name,
            "username": user.username,
            "language": user.language,
            "seen_at": int(self._clock()),
        }
        met = upsert(users).values(row)
        with self._database.begin() as connection:
            connection.execute(met.on_conflict_do_update(index_elements=[users.c.user_id], set_=row))

    def get(self, user_id: int) -> User | None:
        """Return the user of that id; None if they never wrote."""
        return self._find(users.c.user_id == user_id)

    def find_by_username(self, username: str) -> User | None:
        """Return the user who last wrote under this username; None without one."""
        return self._find(func.lower(users.c.username) == username.lower())

    def _find(self, which: ColumnElement[bool]) -> User | None:
        found = select(users).where(which).order_by(users.c.seen_at.desc()).limit(1)
        with self._database.begin() as connection:
            row = connection.execute(found).one_or_none()
        return None if row is None else User(row.user_id, row.name, row.username, row.language)

    def note_first_today(self, user_id: int, what: str) -> bool:
        """Record that a user gets a notice; return whether it is the first of its kind today (UTC)."""
        day = utc_day(self._clock())
        row = upsert(daily_notices).values(user_id=user_id, what=what, day=day)
        row = row.on_conflict_do_update(
            index_elements=[daily_notices.c.user_id, daily_notices.c.what],
            set_={"day": day},
            where=daily_notices.c.day != day,
        )
        with self._database.begin() as connection:
            return has_stored(connection, row)

    def set_reachable(self, chat_id: int, *, reachable: bool) -> None:
        """Record whether a chat accepts the bot's messages."""
        with self._database.begin() as connection:
            if reachable:
                connection.execute(delete(unreachable_chats).where(unreachable_chats.c.chat_id == chat_id))
            else:
                row = upsert(unreachable_chats).values(chat_id=chat_id, since=int(self._clock()))
                connection.execute(row.on_conflict_do_nothing())

    def is_reachable(self, chat_id: int) -> bool:
        """Return whether a chat accepted the last message."""
        with self._database.begin() as connection:
            found = connection.execute(
                select(unreachable_chats.c.chat_id).where(unreachable_chats.c.chat_id == chat_id)
            )
            return found.first() is None

    def count_unreachable(self) -> int:
        """Count the chats that refuse messages."""
        with self._database.begin() as connection:
            return connection.execute(select(func.count()).select_from(unreachable_chats)).scalar_one()

    def forget(self, user_id: int) -> None:
        """Delete the names of a user and the notices that they got."""
        with self._database.begin() as connection:
            connection.execute(delete(users).where(users.c.user_id == user_id))
            connection.execute(delete(daily_notices).where(daily_notices.c.user_id == user_id))

    # What the bot told Telegram about itself

    def announced(self) -> dict[str, str]:
        """Return the digest of each part of the profile that Telegram has; it is empty for a deleted part."""
        with self._database.begin() as connection:
            rows = connection.execute(select(announcements.c.what, announcements.c.digest))
            return {row.what: row.digest for row in rows}

    def set_announced(self, what: str, digest: str) -> None:
        """Record the version that Telegram has; an empty digest means that the bot deleted it there."""
        row = upsert(announcements).values(what=what, digest=digest)
        with self._database.begin() as connection:
            connection.execute(
                row.on_conflict_do_update(index_elements=[announcements.c.what], set_={"digest": digest})
            )
