"""The updates that this replica has claimed and handles."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass

from telegram import Update

from bot.state.replicas.lease import LeaseLostError, current_replica
from bot.state.replicas.replication import Replication
from bot.state.replicas.update_claims import ClaimedUpdate
from bot.telegram.dependencies import BotStores
from bot.telegram.receiving.durable_updates import MOST_TRIES, DurableReceiver
from bot.telegram.receiving.update_parsing import parse_body
from index.errors import StoreError

_log = logging.getLogger(__name__)

_AT_ONCE = 64
_BATCH = 8  # a replica does not take the work of the others while it has enough
_POLL_S = 2.0  # without a notification
_PAUSE_S = 1.0  # after an error of the database


@dataclass(frozen=True, slots=True)
class _Claim:
    update: Update
    claimed: ClaimedUpdate
    replica_id: int


class ClaimedUpdates:
    """Claims updates while there is room, and knows which ones are in work."""

    def __init__(self, stores: BotStores, replication: Replication, bot: DurableReceiver) -> None:
        """Claim in ``replication``; ``bot`` parses updates."""
        self._run = stores.executors.run
        self._claims = replication.claims
        self._lease = replication.lease
        self._bot = bot
        self._in_work: dict[int, _Claim] = {}
        self._crowded: frozenset[int] = frozenset()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look for updates now."""
        self._woken.set()

    def admit(self, update: Update) -> bool:
        """Return whether an update is claimed; the running task then works under its claim."""
        claim = self._in_work.get(update.update_id)
        if claim is None or claim.update is not update:
            return False
        current_replica.set(claim.replica_id)
        return True

    def is_crowded(self, update: Update) -> bool:
        """Return whether other updates of the conversation waited."""
        claim = self._in_work.get(update.update_id)
        return claim is not None and (claim.claimed.is_crowded or update.update_id in self._crowded)

    def is_given_up(self, update_id: int) -> bool:
        """Return whether a replica ended each time the update was handled."""
        claim = self._in_work.get(update_id)
        return claim is not None and claim.claimed.tries > MOST_TRIES

    async def finish(self, update_id: int) -> None:
        """Record that an update was handled, so that the next one of its conversation can be claimed."""
        while True:
            try:
                await self._run(self._claims.finish, update_id)
                break
            except LeaseLostError:
                break  # another replica handles the update
            except StoreError as error:
                _log.warning("An update cannot be marked as handled: %s", error)
                await asyncio.sleep(_PAUSE_S)
        claim = self._in_work.get(update_id)
        if claim is not None and claim.replica_id == current_replica.get():
            del self._in_work[update_id]
        self.wake()

    def drop(self) -> None:
        """Forget all claims, because the lease is lost."""
        self._in_work.clear()

    async def run(self, queue: "asyncio.Queue[object]") -> None:
        """Claim updates and put them into the queue, until cancelled."""
        while True:
            self._woken.clear()
            found = False
            try:
                found = await self._claim_some(queue)
            except Exception:  # noqa: BLE001 - whatever it is, the next ones must be claimed
                _log.exception("Updates were not claimed")
            if not found:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_POLL_S):  # wait_for can swallow a cancellation
                        await self._woken.wait()

    async def _claim_some(self, queue: "asyncio.Queue[object]") -> bool:
        """Claim a batch; returns whether there was one."""
        membership = self._lease.membership
        if membership is None or not self._lease.is_valid:
            return False
        current_replica.set(membership.replica_id)
        room = _AT_ONCE - len(self._in_work)
        try:
            if self._in_work:
                self._crowded = await self._run(self._claims.find_crowded)
            found = await self._run(
                self._claims.claim, min(room, _BATCH) if room > 0 else _BATCH, urgent_only=room <= 0
            )
        except LeaseLostError:
            return False
        except StoreError as error:
            _log.warning("No updates can be claimed: %s", error)
            return False
        for claimed in found:
            await self._start(claimed, membership.replica_id, queue)
        return bool(found)

    async def _start(self, claimed: ClaimedUpdate, replica_id: int, queue: "asyncio.Queue[object]") -> None:
        received = parse_body(claimed.update_id, claimed.body, self._bot)
        if claimed.has_answer or received.body is None:
            # The answer may have arrived: the outbox asks the reader, and the question is not answered again.
            await self.finish(claimed.update_id)
            if received.body is None:
                self._bot.skipped.put_nowait(claimed.update_id)
            return
        self._in_work[claimed.update_id] = _Claim(received.update, claimed, replica_id)
        await queue.put(received.update)
