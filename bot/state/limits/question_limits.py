"""The limit of requests of one user within a minute, kept in memory."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

_MINUTE_S = 60.0
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


class MinuteLimit:
    """Counts the requests of each user within the last minute. Any thread may call it."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        """Allow ``limit`` requests; 0 is no limit."""
        self._limit = limit
        self._clock = clock
        self._asked: dict[int, deque[float]] = {}
        self._warned: dict[int, float] = {}
        self._lock = threading.Lock()

    def spend(self, user_id: int) -> RateLimited | None:
        """Count a request; return None if it is within the limit. A request over the limit is not counted."""
        limit, now = self._limit, self._clock()
        if not limit:
            return None
        with self._lock:
            if len(self._asked) > _USERS_KEPT:
                self._asked = {
                    user: times for user, times in self._asked.items() if times and times[-1] > now - _MINUTE_S
                }
                self._warned = {user: until for user, until in self._warned.items() if until > now}
            times = self._asked.setdefault(user_id, deque())
            if times and times[-1] > now:
                times.clear()  # the clock was set back
            while times and times[0] <= now - _MINUTE_S:
                times.popleft()
            if len(times) < limit:
                times.append(now)
                return None
            free_at = times[0] + _MINUTE_S
            first = not now < self._warned.get(user_id, 0.0) <= now + _MINUTE_S
            self._warned[user_id] = free_at if first else self._warned[user_id]
            return RateLimited("minute", limit, max(1, round(free_at - now)), first)
