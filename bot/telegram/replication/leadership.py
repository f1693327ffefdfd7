"""Leadership: what only one replica does, for as long as it leads."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.state.replicas.lease import Lease, current_replica

_log = logging.getLogger(__name__)

_CHECK_S = 0.5
_WAKE_EVERY = 10  # checks: a notification of a new job may be lost


async def lead_while_allowed(
    lease: Lease, lead: Callable[[], Awaitable[None]], follow: Callable[[], Awaitable[None]], wake: Callable[[], None]
) -> None:
    """Lead while the lease allows it, until cancelled.

    Args:
        lease: Of this replica.
        lead: Starts the work, under the id of the replica.
        follow: Stops the work.
        wake: Looks for jobs that were queued by other replicas.
    """
    led_as: int | None = None
    checks = 0
    while True:
        membership = lease.membership if lease.leads else None
        replica_id = membership.replica_id if membership else None
        if led_as is not None and led_as != replica_id:
            await follow()
            led_as = None
        if replica_id is not None and led_as is None and lease.leads:
            current_replica.set(replica_id)
            try:
                await lead()
                led_as = replica_id
            except Exception as error:  # noqa: BLE001 - whatever it is, the replica tries again
                _log.warning("The replica cannot lead yet: %s", error)
                await follow()
        checks += 1
        if led_as is not None and checks % _WAKE_EVERY == 0:
            wake()
        await asyncio.sleep(_CHECK_S)
