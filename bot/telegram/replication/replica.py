"""This process among the replicas: it joins, sends heartbeats, and leaves."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from bot.cancellation import cancel_and_wait
from bot.state.replicas.lease import LEASE_S, LeaseLostError, Membership, seconds_since_boot
from bot.state.replicas.replica_registry import AnotherReplicaError
from bot.state.replicas.replication import Replication
from bot.telegram.replication.wakeups import Wakeups
from index.errors import StoreError

_log = logging.getLogger(__name__)

_BEAT_S = 2.0
_JOIN_PAUSE_S = 1.0
_JOIN_TRIES = int(LEASE_S / _JOIN_PAUSE_S) + 2  # until a killed process counts as dead


class Replica:
    """Keeps the lease of this process.

    If the lease is lost, because the process was suspended or the database did not answer, the replica drops what it
    handles and joins again under a new id.

    Attributes:
        wakeups: The notifications of other replicas.
    """

    def __init__(
        self,
        replication: Replication,
        on_lost: Callable[[], Awaitable[None]],
        on_change: Callable[[Membership], None],
    ) -> None:
        """Join the replicas of a database once started.

        Args:
            replication: The registry and the lease.
            on_lost: Drops what the replica handles.
            on_change: Called after each heartbeat.
        """
        self.wakeups = Wakeups(replication.database)
        self._registry = replication.registry
        self._lease = replication.lease
        self._executors = replication.executors
        self._on_lost = on_lost
        self._on_change = on_change
        self._nudged = asyncio.Event()
        self._watched_since: float | None = None
        self._beating: asyncio.Task[None] | None = None

    async def start(self, bot_id: int) -> None:
        """Join; raises ``StoreError`` if the other processes on the database do not admit this one."""
        for tries_left in reversed(range(_JOIN_TRIES)):
            try:
                await self._join(bot_id)
                break
            except AnotherReplicaError:
                if not tries_left:
                    raise
                await asyncio.sleep(_JOIN_PAUSE_S)
        self.wakeups.start()
        self._beating = asyncio.create_task(self._beat(bot_id))

    def nudge(self) -> None:
        """Send a heartbeat now, to learn which replicas came or went."""
        self._nudged.set()

    async def _join(self, bot_id: int) -> None:
        asked_at = seconds_since_boot()
        self._renew(await self._executors.run(self._registry.join, bot_id), asked_at)

    def _renew(self, membership: Membership, asked_at: float) -> None:
        before = self._lease.membership
        self._lease.renew(membership, asked_at)
        if before != membership:
            role = "leads" if membership.leads else "follows"
            _log.info("Replica %d of %d live ones %s", membership.replica_id, membership.live, role)
        self._on_change(membership)

    async def _beat(self, bot_id: int) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_BEAT_S):  # wait_for can swallow a cancellation
                    await self._nudged.wait()
            self._nudged.clear()
            try:
                await self._beat_once(bot_id)
            except AnotherReplicaError as error:
                _log.error("%s", error)
                await asyncio.sleep(LEASE_S)
            except StoreError as error:
                self._watched_since = None
                _log.warning("The heartbeat failed: %s", error)
            except Exception:  # noqa: BLE001 - whatever it is, the replica must beat or join again
                self._watched_since = None
                _log.exception("The heartbeat failed")

    async def _beat_once(self, bot_id: int) -> None:
        asked_at, membership = seconds_since_boot(), self._lease.membership
        if membership is None:
            return
        if self._lease.is_valid:
            if self._watched_since is None:
                self._watched_since = asked_at
            takes_over = asked_at - self._watched_since > LEASE_S
            with contextlib.suppress(LeaseLostError):
                beat = self._executors.run(self._registry.beat, membership.replica_id, takes_over=takes_over)
                self._renew(await beat, asked_at)
                return
        await self._join_again(membership.replica_id, bot_id)

    async def _join_again(self, replica_id: int, bot_id: int) -> None:
        """Drop what the replica handles, and join under a new id."""
        _log.warning("Replica %d lost its lease and joins again", replica_id)
        self._lease.end()
        self._watched_since = None
        await self._on_lost()
        await self._executors.run(self._registry.leave, replica_id)
        await self._join(bot_id)

    async def stop(self) -> None:
        """Leave, so that other replicas continue at once."""
        if self._beating is None:
            return
        await cancel_and_wait([self._beating])
        self._beating = None
        membership = self._lease.membership
        self._lease.end()
        if membership is not None:
            try:
                await self._executors.run(self._registry.leave, membership.replica_id)
            except StoreError as error:
                _log.warning("The other replicas take over in %d seconds: %s", LEASE_S, error)
        await asyncio.to_thread(self.wakeups.stop)
        self._executors.close()
