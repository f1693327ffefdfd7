"""What is done now and then while the bot runs: offers of what may be lost, pruning, a look at the disk."""

import asyncio
import logging
import shutil
from pathlib import Path

from bot.telegram.dependencies import Services
from bot.telegram.operations.admin_alerts import Alerts
from bot.telegram.sending.delivery import Delivery
from index.errors import PinciteError

_log = logging.getLogger(__name__)

_EVERY_S = 60.0
_PRUNE_EVERY = 60  # rounds
_FREE_BYTES = 500_000_000
_MEGABYTE = 1_000_000


async def keep_up(services: Services, delivery: Delivery, alerts: Alerts, every_s: float = _EVERY_S) -> None:
    """Look after things until cancelled."""
    rounds = 0
    while True:
        try:
            await delivery.offer()
            if rounds % _PRUNE_EVERY == 0:
                await services.worker.run(prune, services)
            free = await services.worker.run(free_bytes, services.folder)
            if free < _FREE_BYTES:
                await alerts.tell("alert-disk", count=free // _MEGABYTE)
        except PinciteError as error:
            _log.warning("Upkeep failed: %s", error)
        rounds += 1
        await asyncio.sleep(every_s)


def prune(services: Services) -> None:
    """Forget what is not kept any longer. Blocking."""
    records = services.records
    for part in (records.inbox, records.parcels, records.jobs):
        part.prune()
    if services.rules.keep_days and (count := records.reports.prune(services.rules.keep_days)):
        _log.info("Forgot %d conversations older than %d days", count, services.rules.keep_days)
    if count := services.library.prune(records.reports.cited_texts):
        _log.info("Deleted %d replaced texts that no stored citation points into", count)


def free_bytes(folder: Path) -> int:
    """Room on the disk that holds a folder, which need not exist yet."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return shutil.disk_usage(there).free
