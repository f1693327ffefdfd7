"""The lease of a replica: its right to write and to send, which ends when its heartbeat does."""

import time
from contextvars import ContextVar
from dataclasses import dataclass

from index.errors import StoreError

LEASE_S = 10.0
"""After so many seconds without a heartbeat another replica takes over the work of a replica."""

MARGIN_S = 2.0
"""A replica stops so many seconds before the others may take over."""

current_replica: ContextVar[int | None] = ContextVar("current_replica", default=None)
"""The replica id under which the running task claimed its work; None for work that needs no claim.

The id is the fencing token. A replica that lost its lease joins under a new id, so its old tasks cannot write.
"""


class LeaseLostError(StoreError):
    """Another replica took over the work of this task."""

    def __init__(self) -> None:
        super().__init__("Another replica took over this work; it continues there.")


@dataclass(frozen=True, slots=True)
class Membership:
    """A replica among the others.

    Attributes:
        replica_id: Its id; an id is never used twice.
        live: The number of live replicas, this one included.
        leads: Whether it polls, runs jobs and maintains the database: the oldest live replica does.
    """

    replica_id: int
    live: int
    leads: bool


def seconds_since_boot() -> float:
    """Return a time that goes on while this process or the machine is suspended."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Lease:
    """The membership of this process and its end. Any thread may read it."""

    def __init__(self) -> None:
        """Begin without a lease."""
        self._held: tuple[Membership, float] | None = None

    @property
    def membership(self) -> Membership | None:
        """The membership, also while its lease has run out; None before the first one."""
        return None if self._held is None else self._held[0]

    @property
    def is_valid(self) -> bool:
        """Whether the lease has not run out."""
        return self._held is not None and seconds_since_boot() < self._held[1]

    @property
    def leads(self) -> bool:
        """Whether this replica leads, with a valid lease."""
        return self._held is not None and self._held[0].leads and self.is_valid

    def renew(self, membership: Membership, asked_at: float) -> None:
        """Hold the lease from the time at which the heartbeat was sent."""
        self._held = membership, asked_at + LEASE_S - MARGIN_S

    def end(self) -> None:
        """Give the lease up; the membership stays known."""
        if self._held is not None:
            self._held = self._held[0], float("-inf")

    def check(self) -> None:
        """Raise ``LeaseLostError`` if the running task has a claim that is not valid any more."""
        claimed_by = current_replica.get()
        if claimed_by is None:
            return
        if self._held is None or self._held[0].replica_id != claimed_by or not self.is_valid:
            raise LeaseLostError
