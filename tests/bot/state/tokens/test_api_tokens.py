"""Tokens of the API over a real SQLite file."""

from bot.state.tokens.api_tokens import SCOPES, ApiTokenStore
from index.catalog.database import Database
from tests.support.clock import DAY_S, Clock


def test_a_token_is_known_by_its_hash(database: Database) -> None:
    """The token itself is not stored; the day of its use is."""
    clock = Clock()
    tokens = ApiTokenStore(database, clock)
    made = tokens.create("wiki", [SCOPES[0]])
    unused = tokens.get_all()[0]
    found = tokens.find(made)
    clock.now += DAY_S
    assert found is not None
    assert ("wiki", ["ask"], None) == (found.name, list(found.scopes), unused.used_on)
    assert tokens.get_all()[0].used_on is not None
    assert tokens.find(made[:-1]) is None
    with database.begin() as connection:
        stored = str(connection.exec_driver_sql("SELECT * FROM api_token").all())
    assert made not in stored


def test_a_revoked_token_is_unknown(database: Database) -> None:
    """The id of a revoked token is not used again."""
    tokens = ApiTokenStore(database)
    first = tokens.create("first")
    (id_,) = (one.id for one in tokens.get_all())
    assert (True, False) == (tokens.revoke(id_), tokens.revoke(id_))
    assert tokens.find(first) is None
    second = tokens.find(tokens.create("second"))
    assert second is not None
    assert (id_ + 1, sorted(SCOPES)) == (second.id, sorted(second.scopes))
