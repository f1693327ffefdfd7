"""Access control over a real SQLite file."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bot.state.access import AccessControl, AccessMode, AccessPolicy
from bot.state.engine import open_bot_database
from bot.state.limits.question_limits import RateLimited
from index.catalog.database import Database, Location
from tests.support.chat_readers import ANN, BEN, GROUP
from tests.support.chat_readers import BOSS as OWNER
from tests.support.clock import Clock


def access(database: Database, mode: AccessMode = "everyone", **policy: int) -> AccessControl:
    """Return access control with an owner, and Ben on the list."""
    return AccessControl(database, AccessPolicy(mode, frozenset({BEN}), frozenset({OWNER}), **policy))


@pytest.mark.parametrize(
    ("mode", "stranger"), [("everyone", "welcome"), ("listed", "unlisted"), ("invited", "uninvited")]
)
def test_the_settings_decide_who_may_ask(database: Database, mode: AccessMode, stranger: str) -> None:
    """Listed users and admins may ask in every mode, a stranger only where everyone may."""
    found = access(database, mode)

    assert ["welcome", "welcome", stranger] == [found.decide(user, user) for user in (OWNER, BEN, ANN)]


def test_a_listed_group_may_ask(database: Database) -> None:
    """A listed group lets everyone ask in that group, and only there."""
    found = AccessControl(database, AccessPolicy("listed", frozenset({GROUP})))

    assert ["welcome", "unlisted"] == [found.decide(ANN, chat) for chat in (GROUP, ANN)]


def test_a_supergroup_keeps_the_access_of_its_group(database: Database) -> None:
    """The settings name the id from before; a block of the group's anonymous admins moves too. Twice is once."""
    found = AccessControl(database, AccessPolicy("invited", frozenset({-55})))
    before = found.decide(ANN, GROUP)
    found.move_group(-55, GROUP)
    after = found.decide(ANN, GROUP), found.decide(ANN, ANN)
    found.block(-55, OWNER)
    found.move_group(-55, GROUP)

    assert ("uninvited", ("welcome", "uninvited")) == (before, after)
    assert ([GROUP], "blocked") == (found.blocked_users(), found.decide(GROUP, GROUP))


@pytest.mark.parametrize("mode", ["everyone", "listed", "invited"])
def test_a_blocked_user_may_not_ask(database: Database, mode: AccessMode) -> None:
    """A block overrides the list, until an admin undoes it."""
    found = access(database, mode)
    blocked = found.block(BEN, OWNER), found.decide(BEN, BEN), found.block(BEN, OWNER)
    lifted = found.unblock(BEN), found.decide(BEN, BEN), found.unblock(BEN)

    assert ((True, "blocked", False), (True, "welcome", False)) == (blocked, lifted)


def test_an_admin_cannot_be_blocked(database: Database) -> None:
    """Neither an admin of the settings nor an invited admin can be blocked."""
    found = access(database)
    found.redeem(found.invite("admin", 1, OWNER, timedelta(days=1)), ANN)

    assert [False, False] == [found.block(user, OWNER) for user in (OWNER, ANN)]
    assert [] == found.blocked_users()


# Claims


@pytest.fixture
def claims(database: Database) -> AccessControl:
    """A bot without an admin."""
    return AccessControl(database, AccessPolicy())


def test_the_claim_makes_an_admin(claims: AccessControl) -> None:
    """The user with the token becomes an admin, and no other user."""
    claimed = claims.claim(claims.new_claim(), 7)

    assert (True, True, False) == (claimed, claims.is_admin(7), claims.is_admin(8))
    assert frozenset({7}) == claims.admins()


def test_a_claim_works_once(claims: AccessControl) -> None:
    """The second user with the same token is refused."""
    token = claims.new_claim()

    assert (True, False) == (claims.claim(token, 7), claims.claim(token, 8))


def test_one_of_two_simultaneous_users_wins(claims: AccessControl) -> None:
    """Of several simultaneous users exactly one becomes the admin."""
    token, start = claims.new_claim(), threading.Barrier(8)

    def claim(user_id: int) -> bool:
        start.wait()
        return claims.claim(token, user_id)

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(claim, range(1, 9)))

    assert (1, 1) == (sum(won), len(claims.admins()))


def test_a_new_claim_replaces_the_one_before(claims: AccessControl) -> None:
    """Only the link that was printed last works."""
    old, new = claims.new_claim(), claims.new_claim()

    assert (False, True) == (claims.claim(old, 7), claims.claim(new, 7))


@pytest.mark.parametrize("token", ["", "nonsense", "\ud800"])
def test_a_wrong_token_claims_nothing(claims: AccessControl, token: str) -> None:
    """Another token is refused, and the pending one still works."""
    right = claims.new_claim()

    assert (False, True) == (claims.claim(token, 8), claims.claim(right, 7))


def test_the_claim_outlives_the_process(claims: AccessControl, database: Database, location: Location) -> None:
    """A pending claim and the admins survive a restart."""
    token = claims.new_claim()
    database.close()
    reopened = open_bot_database(location)
    restarted = AccessControl(reopened, AccessPolicy())
    claimed = restarted.claim(token, 7)
    admins = restarted.admins()
    reopened.close()

    assert (True, frozenset({7})) == (claimed, admins)


def test_the_token_itself_is_not_stored(claims: AccessControl, tmp_path: Path) -> None:
    """The files do not contain the token, so reading them makes no admin."""
    token = claims.new_claim()

    assert not any(token.encode() in file.read_bytes() for file in tmp_path.iterdir())


# Invitations


def test_a_link_lets_in_as_many_as_it_says(database: Database) -> None:
    """A third user with a link for two is refused; the same user twice counts once."""
    found = access(database, "invited")
    token = found.invite("ask", 2, OWNER, timedelta(days=1))

    assert ["guest", "already", "guest", "refused"] == [found.redeem(token, user) for user in (ANN, ANN, 9, 10)]
    assert ["welcome", "welcome", "uninvited"] == [found.decide(user, user) for user in (ANN, 9, 10)]


def test_a_link_ends(database: Database, clock: Clock) -> None:
    """An expired link and an unknown link admit no one."""
    found = AccessControl(database, AccessPolicy("invited"), clock)
    token = found.invite("ask", 5, OWNER, timedelta(hours=1))
    clock.now += 3_601

    assert ["refused", "refused"] == [found.redeem(token, ANN), found.redeem("guessed", ANN)]


def test_a_blocked_user_cannot_come_back_by_invitation(database: Database) -> None:
    """A link does not undo a block, and the try does not use it up."""
    found = access(database, "invited")
    found.block(ANN, OWNER)
    token = found.invite("ask", 1, OWNER, timedelta(days=1))

    assert ["refused", "guest"] == [found.redeem(token, ANN), found.redeem(token, 9)]


def test_admins_come_by_invitation_and_go(database: Database) -> None:
    """An invited admin can lose that role; an admin of the settings cannot."""
    found = access(database)
    found.redeem(found.invite("admin", 1, OWNER, timedelta(days=1)), ANN)
    both = found.admins()

    assert (frozenset({OWNER, ANN}), [True, False]) == (both, [found.revoke_admin(ANN), found.revoke_admin(OWNER)])
    assert {OWNER} == found.admins()


def test_the_last_admin_stays(database: Database) -> None:
    """Of two admins without any in the settings, one can lose that role; nobody could invite the next one."""
    found = AccessControl(database, AccessPolicy())
    found.claim(found.new_claim(), OWNER)
    found.redeem(found.invite("admin", 1, OWNER, timedelta(days=1)), ANN)

    assert [True, False] == [found.revoke_admin(ANN), found.revoke_admin(OWNER)]
    assert {OWNER} == found.admins()


def test_the_rate_is_said_once_and_ends(database: Database, clock: Clock) -> None:
    """The first question over the limit gets the wait, the next none; after a minute questions count again."""
    found = AccessControl(database, AccessPolicy(per_minute=2), clock)
    within = [found.count_question(ANN), found.count_question(ANN)]
    clock.now += 20
    over = [found.count_question(ANN), found.count_question(ANN)]
    clock.now += 41
    after = found.count_question(ANN)

    assert [None, None] == within
    assert [RateLimited("minute", 2, 40, is_first=True), RateLimited("minute", 2, 40, is_first=False)] == over
    assert after is None


def test_the_budget_is_explained_once_and_restarts_at_midnight(database: Database, clock: Clock) -> None:
    """Each user's questions of a day are counted across restarts."""
    AccessControl(database, AccessPolicy(per_day=1), clock).count_question(ANN)
    found = AccessControl(database, AccessPolicy(per_day=1), clock)
    over = [found.count_question(ANN), found.count_question(ANN)]
    other = found.count_question(BEN)
    clock.now += 43_200

    assert [RateLimited("day", 1, 43_200, is_first=True), RateLimited("day", 1, 43_200, is_first=False)] == over
    assert [None, None] == [other, found.count_question(ANN)]


def test_an_admin_has_no_limit(database: Database) -> None:
    """An admin may ask without a limit."""
    found = access(database, per_minute=1, per_day=1)

    assert [None] * 3 == [found.count_question(OWNER) for _ in range(3)]
