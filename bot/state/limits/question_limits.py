"""The limit of requests of one user within a minute: the rule, and the counts of one process in memory."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

MINUTE_S = 60.0
"""How long a request counts."""

_USERS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class RateLimited:
    """A question over a rate limit or budget.

    Attributes:
        limit: The number of allowed questions.
        wait_s: The seconds until the next question is allowed.
        is_first: Whether this question is the first over the limit; the bot explains the limit only then.
    """

    per: Literal["minute", "day"]
    limit: int
    wait_s: int
    is_first: bool


class LimitsRequests(Protocol):
    """Counts the requests of each user within the last minute. Blocking; any thread may call it."""

    def spend(self, user_id: int) -> RateLimited | None:
        """Count a request; return None if it is within the limit. A request over the limit is not counted."""


@dataclass(slots=True)
class RecentRequests:
    """The requests of one user within the last minute.

    Attributes:
        times: In seconds, the earliest first.
        warned_until: Until when the user knows the limit.
    """

    times: list[float] = field(default_factory=list)
    warned_until: float = 0.0

    def spend(self, limit: int, now: float) -> RateLimited | None:
        """Count a request at ``now``; return None if fewer than ``limit`` are within the minute before it."""
        if self.times and self.times[-1] > now:
            self.times.clear()  # the clock was set back
        self.times = [time for time in self.times if time > now - MINUTE_S]
        if len(self.times) < limit:
            self.times.append(now)
            return None
        free_at = self.times[0] + MINUTE_S
        first = not now < self.warned_until <= now + MINUTE_S
        if first:
            self.warned_until = free_at
        return RateLimited("minute", limit, max(1, round(free_at - now)), first)


class MinuteLimit:
    """Counts the requests to this process, in memory."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        """Allow ``limit`` requests; 0 is no limit."""
        self._limit = limit
        self._clock = clock
        self._recent: dict[int, RecentRequests] = {}
        self._lock = threading.Lock()

    def spend(self, user_id: int) -> RateLimited | None:
        """See ``LimitsRequests``."""
        if not self._limit:
            return None
        now = self._clock()
        with self._lock:
            if len(self._recent) > _USERS_KEPT:
                self._recent = {
                    user: recent
                    for user, recent in self._recent.items()
                    if recent.times and recent.times[-1] > now - MINUTE_S
                }
            return self._recent.setdefault(user_id, RecentRequests()).spend(self._limit, now)
