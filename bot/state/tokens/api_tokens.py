"""Tokens of programs that use the API: made and revoked by an admin, limited to scopes, stored as hashes."""

import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Row, delete, insert, select, update

from bot.state.schema.operation_tables import api_tokens
from bot.state.tokens.token_hash import hash_token
from bot.state.utc_times import utc_day, utc_time
from index.catalog.database import Database

ApiScope = Literal["ask", "check", "search", "sources", "citations"]
"""What a program may do with a token."""

SCOPES: tuple[ApiScope, ...] = get_args(ApiScope)

_PREFIX = "pincite_"  # programs that look for leaked secrets recognize it
_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What is stored of a token.

    Attributes:
        used_on: The day of the last request (UTC); None before the first one.
    """

    id: int
    name: str
    scopes: frozenset[str]
    created_at: datetime
    used_on: str | None


class ApiTokenStore:
    """Stores tokens. Every method blocks, may be called from any thread, and raises ``StoreError``."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Use ``database``."""
        self._database = database
        self._clock = clock

    def create(self, name: str, scopes: Collection[ApiScope] = SCOPES) -> str:
        """Return a new token with these scopes; it cannot be read again."""
        token = _PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
        row = {
            "token_hash": hash_token(token),
            "name": name,
            "scopes": ",".join(sorted(set(scopes))),
            "created_at": int(self._clock()),
        }
        with self._database.begin() as connection:
            connection.execute(insert(api_tokens).values(row))
        return token

    def find(self, token: str) -> ApiToken | None:
        """Return a token that is not revoked, and note the day of its use; None if it is unknown."""
        today, mine = utc_day(self._clock()), api_tokens.c.token_hash == hash_token(token)
        with self._database.begin() as connection:
            row = connection.execute(select(api_tokens).where(mine)).one_or_none()
            if row is None:
                return None
            if row.used_on != today:
                connection.execute(update(api_tokens).where(mine).values(used_on=today))
        return _to_token(row)

    def get_all(self) -> list[ApiToken]:
        """Return all tokens, the oldest first."""
        with self._database.begin() as connection:
            return [_to_token(row) for row in connection.execute(select(api_tokens).order_by(api_tokens.c.id))]

    def revoke(self, id_: int) -> bool:
        """Delete a token; return whether there was one. Its next request is refused."""
        with self._database.begin() as connection:
            return connection.execute(delete(api_tokens).where(api_tokens.c.id == id_)).rowcount == 1


def _to_token(row: Row[Any]) -> ApiToken:
    scopes = frozenset(row.scopes.split(","))
    return ApiToken(row.id, row.name, scopes, utc_time(row.created_at), row.used_on)
