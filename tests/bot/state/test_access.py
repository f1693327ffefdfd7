"""Who may ask and who may administer, over a real SQLite file."""

from datetime import timedelta

import pytest

from bot.state.access import AccessControl, AccessMode, AccessPolicy, RateLimited
from index.catalog.database import Database
from tests.support.chats import ANN, BEN, GROUP
from tests.support.chats import BOSS as OWNER
from tests.support.clock import Clock


def access(database: Database, mode: AccessMode = "everyone", **policy: int) -> AccessControl:
    """Access with an owner, and Ben on the list."""
    return AccessControl(database, AccessPolicy(mode, frozenset({BEN}), frozenset({OWNER}), **policy))


@pytest.mark.parametrize(
    ("mode", "stranger"), [("everyone", "welcome"), ("listed", "unlisted"), ("invited", "uninvited")]
)
def test_the_settings_decide_who_may_ask(database: Database, mode: AccessMode, stranger: str) -> None:
    """Listed users and admins are welcome in every mode, a stranger only where everyone is."""
    found = access(database, mode)

    assert ["welcome", "welcome", stranger] == [found.decide(user, user) for user in (OWNER, BEN, ANN)]


def test_a_listed_group_may_ask(database: Database) -> None:
    """The id of a group on the list lets everybody ask in that group, and nowhere else."""
    found = AccessControl(database, AccessPolicy("listed", frozenset({GROUP})))

    assert ["welcome", "unlisted"] == [found.decide(ANN, chat) for chat in (GROUP, ANN)]


@pytest.mark.parametrize("mode", ["everyone", "listed", "invited"])
def test_a_blocked_user_may_not_ask(database: Database, mode: AccessMode) -> None:
    """A block outweighs the list, until it is lifted."""
    found = access(database, mode)
    blocked = found.block(BEN, OWNER), found.decide(BEN, BEN), found.block(BEN, OWNER)
    lifted = found.unblock(BEN), found.decide(BEN, BEN), found.unblock(BEN)

    assert ((True, "blocked", False), (True, "welcome", False)) == (blocked, lifted)


def test_an_admin_cannot_be_blocked(database: Database) -> None:
    """Neither an admin of the settings nor an invited one."""
    found = access(database)
    found.redeem(found.invite("admin", 1, OWNER, timedelta(days=1)), ANN)

    assert [False, False] == [found.block(user, OWNER) for user in (OWNER, ANN)]
    assert [] == found.blocked_users()


def test_a_link_lets_in_as_many_as_it_says(database: Database) -> None:
    """The third user with a link for two is refused; who comes twice uses it once."""
    found = access(database, "invited")
    token = found.invite("ask", 2, OWNER, timedelta(days=1))

    assert ["guest", "already", "guest", "refused"] == [found.redeem(token, user) for user in (ANN, ANN, 9, 10)]
    assert ["welcome", "welcome", "uninvited"] == [found.decide(user, user) for user in (ANN, 9, 10)]
    assert {ANN, 9} == set(found.guests())


def test_a_link_ends(database: Database, clock: Clock) -> None:
    """A link that is too old, and one that never was, let nobody in."""
    found = AccessControl(database, AccessPolicy("invited"), clock)
    token = found.invite("ask", 5, OWNER, timedelta(hours=1))
    clock.now += 3_601

    assert ["refused", "refused"] == [found.redeem(token, ANN), found.redeem("guessed", ANN)]


def test_a_blocked_user_cannot_come_back_by_invitation(database: Database) -> None:
    """A link does not lift a block, and is not used up by trying."""
    found = access(database, "invited")
    found.block(ANN, OWNER)
    token = found.invite("ask", 1, OWNER, timedelta(days=1))

    assert ["refused", "guest"] == [found.redeem(token, ANN), found.redeem(token, 9)]


def test_admins_come_by_invitation_and_go(database: Database) -> None:
    """An invited admin can be dismissed; one of the settings cannot."""
    found = access(database)
    found.redeem(found.invite("admin", 1, OWNER, timedelta(days=1)), ANN)
    both = found.admins()

    assert (frozenset({OWNER, ANN}), [True, False]) == (both, [found.revoke_admin(ANN), found.revoke_admin(OWNER)])
    assert {OWNER} == found.admins()


def test_the_rate_is_said_once_and_ends(database: Database, clock: Clock) -> None:
    """Over the limit the wait is told, then there is silence, and after a minute all is well."""
    found = AccessControl(database, AccessPolicy(per_minute=2), clock)
    within = [found.count_question(ANN), found.count_question(ANN)]
    clock.now += 20
    over = [found.count_question(ANN), found.count_question(ANN)]
    clock.now += 41
    after = found.count_question(ANN)

    assert [None, None] == within
    assert [RateLimited("minute", 2, 40, is_first=True), RateLimited("minute", 2, 40, is_first=False)] == over
    assert after is None


def test_the_budget_is_said_once_and_starts_anew_at_midnight(database: Database, clock: Clock) -> None:
    """A day's questions are counted over restarts, for each user apart."""
    AccessControl(database, AccessPolicy(per_day=1), clock).count_question(ANN)
    found = AccessControl(database, AccessPolicy(per_day=1), clock)
    over = [found.count_question(ANN), found.count_question(ANN)]
    other = found.count_question(BEN)
    clock.now += 43_200

    assert [RateLimited("day", 1, 43_200, is_first=True), RateLimited("day", 1, 43_200, is_first=False)] == over
    assert [None, None] == [other, found.count_question(ANN)]


def test_an_admin_has_no_limit(database: Database) -> None:
    """Whoever runs the bot may ask as often as they like."""
    found = access(database, per_minute=1, per_day=1)

    assert [None] * 3 == [found.count_question(OWNER) for _ in range(3)]
