"""Who writes to the bot, what they were told, and which chats take its messages."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.state.schema.operation_tables import announcements, daily_notices, unreachable_chats, users
from bot.state.utc_days import utc_day
from index.catalog.database import Database


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who wrote to the bot."""

    user_id: int
    name: str
    username: str | None
    language: str | None


class UserStore:
    """Remembers people and chats. Every method blocks on SQL and may be called from any thread."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Keep them in ``database``."""
        self._database = database
        self._clock = clock

    def save(self, person: User) -> None:
        """Remember what somebody is called."""
        row = {
            "user_id": person.user_id,
            "name": person.name,
            "username": person.username,
            "language": person.language,
            "seen_at": int(self._clock()),
        }
        met = upsert(users).values(row)
        with self._database.begin() as connection:
            connection.execute(met.on_conflict_do_update(index_elements=[users.c.user_id], set_=row))

    def get(self, user_id: int) -> User | None:
        """Who that is; None if they never wrote."""
        return self._person(users.c.user_id == user_id)

    def find_by_username(self, username: str) -> User | None:
        """Whoever was last seen under this username."""
        return self._person(func.lower(users.c.username) == username.lower())

    def _person(self, which: ColumnElement[bool]) -> User | None:
        found = select(users).where(which).order_by(users.c.seen_at.desc()).limit(1)
        with self._database.begin() as connection:
            row = connection.execute(found).one_or_none()
        return None if row is None else User(row.user_id, row.name, row.username, row.language)

    def note_first_today(self, user_id: int, what: str) -> bool:
        """Whether a user has not been told this today; from now on they have."""
        day = utc_day(self._clock())
        row = upsert(daily_notices).values(user_id=user_id, what=what, day=day)
        row = row.on_conflict_do_update(
            index_elements=[daily_notices.c.user_id, daily_notices.c.what],
            set_={"day": day},
            where=daily_notices.c.day != day,
        )
        with self._database.begin() as connection:
            return connection.execute(row).rowcount == 1

    def set_reachable(self, chat_id: int, *, reachable: bool) -> None:
        """Remember whether a chat takes the bot's messages."""
        with self._database.begin() as connection:
            if reachable:
                connection.execute(delete(unreachable_chats).where(unreachable_chats.c.chat_id == chat_id))
            else:
                row = upsert(unreachable_chats).values(chat_id=chat_id, since=int(self._clock()))
                connection.execute(row.on_conflict_do_nothing())

    def is_reachable(self, chat_id: int) -> bool:
        """Whether a chat took the last message to it."""
        with self._database.begin() as connection:
            found = connection.execute(
                select(unreachable_chats.c.chat_id).where(unreachable_chats.c.chat_id == chat_id)
            )
            return found.first() is None

    def count_unreachable(self) -> int:
        """How many chats take no messages."""
        with self._database.begin() as connection:
            return connection.execute(select(func.count()).select_from(unreachable_chats)).scalar_one()

    def forget(self, user_id: int) -> None:
        """Forget what somebody is called and what they were told."""
        with self._database.begin() as connection:
            connection.execute(delete(users).where(users.c.user_id == user_id))
            connection.execute(delete(daily_notices).where(daily_notices.c.user_id == user_id))

    # What Telegram knows

    def was_announced(self, what: str, digest: str) -> bool:
        """Whether Telegram was told this already."""
        same = (announcements.c.what == what) & (announcements.c.digest == digest)
        with self._database.begin() as connection:
            return connection.execute(select(announcements.c.what).where(same)).first() is not None

    def announced(self, prefix: str) -> list[str]:
        """What Telegram was told that begins so, and was not told to forget since."""
        said = announcements.c.what.startswith(prefix, autoescape=True) & (announcements.c.digest != "")
        with self._database.begin() as connection:
            return list(connection.execute(select(announcements.c.what).where(said)).scalars())

    def set_announced(self, what: str, digest: str) -> None:
        """Telegram was told; an empty digest says that it was told to forget."""
        row = upsert(announcements).values(what=what, digest=digest)
        with self._database.begin() as connection:
            connection.execute(
                row.on_conflict_do_update(index_elements=[announcements.c.what], set_={"digest": digest})
            )
