"""An application that handles the updates that its replica has claimed."""

import asyncio
from typing import Any

from telegram import Update

from bot.cancellation import cancel_and_wait
from bot.state.inbox import UPDATES
from bot.state.replicas.lease import Membership
from bot.state.replicas.replica_registry import MEMBERS
from bot.state.replicas.replication import Replication
from bot.telegram.dependencies import BotStores
from bot.telegram.receiving.durable_updates import DurableApplication
from bot.telegram.replication.claimed_updates import ClaimedUpdates
from bot.telegram.replication.replica import Replica
from bot.telegram.sending.rate_limits import GlobalRateLimiter


class ReplicatedApplication(DurableApplication):
    """One of several processes that answer on the same database.

    Attributes:
        replica: The membership of this process.
    """

    def __init__(
        self,
        stores: BotStores,
        replication: Replication,
        claimed: ClaimedUpdates,
        **arguments: Any,  # noqa: ANN401 - those of the application
    ) -> None:
        """Handle the updates of ``claimed``; ``arguments`` are for the base class."""
        super().__init__(stores, **arguments)
        self.replica = Replica(replication, self._drop_claims, self._share_rate)
        self._claimed = claimed
        self._claiming: asyncio.Task[None] | None = None

    async def resume_pending(self) -> None:
        """Join the replicas and begin to claim updates; the received ones are in the inbox, for all replicas."""
        self.replica.wakeups.on(UPDATES, self._claimed.wake)
        self.replica.wakeups.on(MEMBERS, self._hear_of_members)
        await self.replica.start(self.bot.id)
        self._claiming = asyncio.create_task(self._claimed.run(self.update_queue))

    def _hear_of_members(self) -> None:
        self.replica.nudge()
        self._claimed.wake()

    def _admits(self, update: Update) -> bool:
        return self._claimed.admit(update)

    def _is_given_up(self, update_id: int) -> bool:
        return self._claimed.is_given_up(update_id)

    async def _finish(self, update_id: int) -> None:
        await self._claimed.finish(update_id)

    async def _drop_claims(self) -> None:
        """Stop what is in work: another replica continues it."""
        self._claimed.drop()
        await self.cancel_updates()

    def _share_rate(self, membership: Membership) -> None:
        limiter = self.bot.rate_limiter
        if isinstance(limiter, GlobalRateLimiter):
            limiter.share(membership.live)

    async def stop(self) -> None:
        """Claim no more updates; see the base class."""
        if self._claiming is not None:
            await cancel_and_wait([self._claiming])
            self._claiming = None
        await super().stop()
