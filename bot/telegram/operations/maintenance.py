"""What is done now and then while the bot runs: offers of what may be lost, pruning, a look at the disk."""

import asyncio
import logging
import shutil
from pathlib import Path

from bot.telegram.dependencies import Dependencies
from bot.telegram.operations.admin_alerts import AdminAlerts
from bot.telegram.sending.delivery import Delivery
from index.errors import PinciteError

_log = logging.getLogger(__name__)

_EVERY_S = 60.0
_PRUNE_EVERY = 60  # rounds
_FREE_BYTES = 500_000_000
_MEGABYTE = 1_000_000


async def run_maintenance(
    dependencies: Dependencies, delivery: Delivery, alerts: AdminAlerts, every_s: float = _EVERY_S
) -> None:
    """Look after things until cancelled."""
    rounds = 0
    while True:
        try:
            await delivery.offer()
            if rounds % _PRUNE_EVERY == 0:
                await dependencies.executors.run(prune, dependencies)
            free = await dependencies.executors.run(free_bytes, dependencies.data_folder)
            if free < _FREE_BYTES:
                await alerts.tell("alert-disk", count=free // _MEGABYTE)
        except PinciteError as error:
            _log.warning("Upkeep failed: %s", error)
        rounds += 1
        await asyncio.sleep(every_s)


def prune(dependencies: Dependencies) -> None:
    """Forget what is not kept any longer. Blocking."""
    stores = dependencies.stores
    for part in (stores.inbox, stores.outbox, stores.jobs):
        part.prune()
    if dependencies.limits.keep_days and (count := stores.activity.prune(dependencies.limits.keep_days)):
        _log.info("Forgot %d conversations older than %d days", count, dependencies.limits.keep_days)
    if count := dependencies.source_manager.prune_texts(stores.activity.cited_texts):
        _log.info("Deleted %d replaced texts that no stored citation points into", count)


def free_bytes(folder: Path) -> int:
    """Room on the disk that holds a folder, which need not exist yet."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return shutil.disk_usage(there).free
