"""Access control: admins, listed users, invite links, blocks, rate limits and daily budgets."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Table, delete, insert, select, update

from bot.state.limits.question_limits import RateLimited
from bot.state.limits.shared_limits import open_minute_limit, prune_requests
from bot.state.schema.answer_tables import admins, claims
from bot.state.schema.operation_tables import blocks, guests, invites, moved_groups, question_counts
from bot.state.tokens.token_hash import hash_token
from bot.state.users import UserStore
from bot.state.utc_times import utc_day, utc_time
from index.catalog.database import Database
from index.catalog.engines.statements import has_stored, upsert

AccessMode = Literal["everyone", "listed", "invited"]
Role = Literal["ask", "admin"]
AccessDecision = Literal["welcome", "blocked", "unlisted", "uninvited"]
Redemption = Literal["guest", "admin", "already", "refused"]

_TOKEN_BYTES = 24
_SEARCHES_PER_QUESTION = 5  # the inline mode searches whenever the user pauses while typing


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """The rules of access in the settings.

    Attributes:
        users: Ids of the users and groups that may ask where not everyone may.
        admins: Ids of permanent admins; no command in a chat changes them.
        per_minute: The most questions of one user within a minute; 0 is no limit.
        per_day: The most questions of one user in a day (UTC); 0 is no limit.
    """

    mode: AccessMode = "everyone"
    users: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()
    per_minute: int = 0
    per_day: int = 0


class AccessControl:
    """Decides which users may ask and administer. Every method blocks on SQL and may be called from any thread."""

    def __init__(self, database: Database, policy: AccessPolicy, clock: Callable[[], float] | None = None) -> None:
        """Store admins, guests, blocks and budgets in ``database``; without a clock the time is that of the system."""
        self.policy = policy
        self._clock = clock or time.time
        self._people = UserStore(database, self._clock)
        self._database = database
        self._questions = open_minute_limit(database, "question", policy.per_minute, clock)
        self._searches = open_minute_limit(database, "search", policy.per_minute * _SEARCHES_PER_QUESTION, clock)

    # Decisions

    def is_admin(self, user_id: int) -> bool:
        """Return whether a user may administer the bot."""
        return user_id in self.admins()

    def admins(self) -> frozenset[int]:
        """Return the ids of all admins: those of the settings and those of the chats."""
        with self._database.begin() as connection:
            return self.policy.admins | frozenset(connection.execute(select(admins.c.user_id)).scalars())

    def decide(self, user_id: int, chat_id: int) -> AccessDecision:
        """Decide whether a user may ask in a chat."""
        if user_id in self.policy.admins:
            return "welcome"
        with self._database.begin() as connection:
            if _contains(connection, blocks, user_id):
                return "blocked"
            if self.policy.mode == "everyone":
                return "welcome"
            if self.policy.users & {user_id, chat_id, _find_old_id(connection, chat_id)}:
                return "welcome"
            tables = [admins] if self.policy.mode == "listed" else [admins, guests]
            known = any(_contains(connection, table, user_id) for table in tables)
        if known:
            return "welcome"
        return "unlisted" if self.policy.mode == "listed" else "uninvited"

    def block(self, user_id: int, by: int) -> bool:
        """Block a user; return whether the user was not blocked before. Admins cannot be blocked."""
        if self.is_admin(user_id):
            return False
        with self._database.begin() as connection:
            row = {"user_id": user_id, "blocked_by": by, "created_at": self._now()}
            return has_stored(connection, upsert(blocks).values(row).on_conflict_do_nothing())

    def unblock(self, user_id: int) -> bool:
        """Undo a block; return whether there was one."""
        with self._database.begin() as connection:
            return connection.execute(delete(blocks).where(blocks.c.user_id == user_id)).rowcount == 1

    def blocked_users(self) -> list[int]:
        """Return the ids of the blocked users, the latest first."""
        with self._database.begin() as connection:
            return list(connection.execute(select(blocks.c.user_id).order_by(blocks.c.created_at.desc())).scalars())

    def move_group(self, old_id: int, new_id: int) -> None:
        """Give a group that Telegram made a supergroup the access, or the block, of its earlier id."""
        with self._database.begin() as connection:
            row = upsert(moved_groups).values(new_id=new_id, old_id=old_id)
            connection.execute(row.on_conflict_do_nothing())
            if _contains(connection, blocks, old_id) and not _contains(connection, blocks, new_id):
                connection.execute(update(blocks).where(blocks.c.user_id == old_id).values(user_id=new_id))

    def revoke_admin(self, user_id: int) -> bool:
        """Make an admin an ordinary user; return whether the user was one.

        Admins of the settings stay, and so does the last admin: nobody could invite another one.
        """
        if user_id in self.policy.admins:
            return False
        revoked = delete(admins).where(admins.c.user_id == user_id)
        if not self.policy.admins:
            revoked = revoked.where(select(admins.c.user_id).where(admins.c.user_id != user_id).exists())
        with self._database.begin() as connection:
            return connection.execute(revoked).rowcount == 1

    # Claims

    def new_claim(self) -> str:
        """Return a token that makes its first user an admin; an earlier token stops working."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._database.begin() as connection:
            connection.execute(delete(claims))
            connection.execute(insert(claims).values(token_hash=hash_token(token), created_at=self._now()))
        return token

    def claim(self, token: str, user_id: int) -> bool:
        """Make a user an admin if the token is the pending one; of two simultaneous users exactly one succeeds."""
        with self._database.begin() as connection:
            # The deletion comes first: it takes the write lock, and only one caller finds the row.
            used = connection.execute(delete(claims).where(claims.c.token_hash == hash_token(token)))
            if used.rowcount != 1:
                return False
            row = upsert(admins).values(user_id=user_id, claimed_at=self._now())
            connection.execute(row.on_conflict_do_nothing())
            return True

    # Invitations

    def invite(self, role: Role, uses: int, by: int, valid: timedelta) -> str:
        """Return the token of an invite link for ``uses`` users."""
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._now()
        row = {
            "token_hash": hash_token(token),
            "role": role,
            "uses_left": uses,
            "created_by": by,
            "created_at": now,
            "expires_at": now + int(valid.total_seconds()),
        }
        with self._database.begin() as connection:
            connection.execute(delete(invites).where(invites.c.expires_at < now))
            connection.execute(insert(invites).values(row))
        return token

    def redeem(self, token: str, user_id: int) -> Redemption:
        """Admit a user with a token; of two simultaneous users at the last use exactly one succeeds."""
        now = self._now()
        open_ = (invites.c.token_hash == hash_token(token)) & (invites.c.uses_left > 0) & (invites.c.expires_at >= now)
        with self._database.begin() as connection:
            invite = connection.execute(select(invites.c.role, invites.c.created_by).where(open_)).one_or_none()
            if invite is None or _contains(connection, blocks, user_id):
                return "refused"
            admin = invite.role == "admin"
            if not admin and self.policy.mode == "listed":
                return "refused"  # the link is from a time when guests could ask
            if user_id in self.policy.admins or _contains(connection, admins, user_id):
                return "already"
            if not admin and _contains(connection, guests, user_id):
                return "already"
            # The update takes the write lock and checks again, so of two users at the last use one succeeds.
            taken = update(invites).where(open_).values(uses_left=invites.c.uses_left - 1)
            if connection.execute(taken).rowcount != 1:
                return "refused"
            if admin:
                row = upsert(admins).values(user_id=user_id, claimed_at=now)
            else:
                row = upsert(guests).values(user_id=user_id, invited_by=invite.created_by, created_at=now)
            connection.execute(row.on_conflict_do_nothing())
            return "admin" if admin else "guest"

    # Rates and budgets

    def count_question(self, user_id: int) -> RateLimited | None:
        """Count a question; return None if it is within the limits. A question over a limit is not counted."""
        if self.is_admin(user_id):
            return None
        return self._questions.spend(user_id) or self._spend_day(user_id)

    def count_search(self, user_id: int) -> RateLimited | None:
        """Count a search of the inline mode; return None if it is within the limit of the minute."""
        return None if self.is_admin(user_id) else self._searches.spend(user_id)

    def _spend_day(self, user_id: int) -> RateLimited | None:
        limit = self.policy.per_day
        if not limit:
            return None
        now = utc_time(self._clock())
        day = utc_day(now.timestamp())
        with self._database.begin() as connection:
            counted = upsert(question_counts).values(user_id=user_id, day=day, questions=1)
            counted = counted.on_conflict_do_update(
                index_elements=[question_counts.c.user_id, question_counts.c.day],
                set_={"questions": question_counts.c.questions + 1},
                where=question_counts.c.questions < limit,
            )
            if has_stored(connection, counted):
                return None
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
        return RateLimited(
            "day", limit, round((midnight - now).total_seconds()), self._people.note_first_today(user_id, "budget")
        )

    def questions_today(self, user_id: int) -> int:
        """Count the questions of a user today (UTC)."""
        day = utc_day(self._clock())
        with self._database.begin() as connection:
            mine = select(question_counts.c.questions).where(
                question_counts.c.user_id == user_id, question_counts.c.day == day
            )
            return connection.execute(mine).scalar_one_or_none() or 0

    def forget_usage(self, user_id: int) -> None:
        """Delete the counts of a user's questions, except today's, which the budget needs."""
        today = utc_day(self._clock())
        with self._database.begin() as connection:
            connection.execute(
                delete(question_counts).where(question_counts.c.user_id == user_id, question_counts.c.day != today)
            )

    def prune(self) -> None:
        """Delete the counts of minutes that are over."""
        prune_requests(self._database, self._clock())

    def _now(self) -> int:
        return int(self._clock())


def _find_old_id(connection: Connection, chat_id: int) -> int | None:
    """Return the id that a supergroup had as a group; None for another chat."""
    return connection.execute(select(moved_groups.c.old_id).where(moved_groups.c.new_id == chat_id)).scalar()


def _contains(connection: Connection, table: Table, user_id: int) -> bool:
    return connection.execute(select(table.c.user_id).where(table.c.user_id == user_id)).first() is not None
