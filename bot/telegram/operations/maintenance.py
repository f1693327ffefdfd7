"""Maintenance once a minute: ask about lost messages, prune old data, empty write-ahead logs, check the disk."""

import asyncio
import logging
import shutil
from pathlib import Path

from bot.indexing.upload_titles import UPLOADS
from bot.telegram.dependencies import Dependencies
from bot.telegram.operations.admin_alerts import AdminAlerts
from bot.telegram.operations.staged_uploads import prune_uploads
from bot.telegram.operations.subscription_notices import SubscriptionNotices
from bot.telegram.sending.delivery import Delivery
from index.errors import PinciteError

_log = logging.getLogger(__name__)

_EVERY_S = 60.0
_PRUNE_EVERY = 60  # rounds
_CHECKPOINT_EVERY = 5  # rounds
_FREE_BYTES = 500_000_000
_MEGABYTE = 1_000_000


async def run_maintenance(
    dependencies: Dependencies,
    delivery: Delivery,
    alerts: AdminAlerts,
    notices: SubscriptionNotices,
    every_s: float = _EVERY_S,
) -> None:
    """Maintain the bot until cancelled."""
    rounds = 0
    while True:
        try:
            await delivery.ask_readers()
            await notices.check()
            if rounds % _PRUNE_EVERY == 0:
                await dependencies.executors.run(prune, dependencies)
            if rounds % _CHECKPOINT_EVERY == 0:
                await dependencies.executors.run(dependencies.checkpoint)
            free = await dependencies.executors.run(free_bytes, dependencies.data_dir)
            if free < _FREE_BYTES:
                await alerts.send("alert-disk", count=free // _MEGABYTE)
        except PinciteError as error:
            _log.warning("Maintenance failed: %s", error)
        except Exception:  # noqa: BLE001 - whatever it is, the next round must come
            _log.exception("Maintenance failed")
        rounds += 1
        await asyncio.sleep(every_s)


def prune(dependencies: Dependencies) -> None:
    """Delete data that is no longer needed or older than the settings allow. Blocking."""
    stores = dependencies.stores
    for store in (stores.access, stores.inbox, stores.outbox, stores.jobs, stores.cached_answers):
        store.prune()
    prune_uploads(dependencies.data_dir / UPLOADS, stores.jobs.get, stores.shared_uploads)
    if dependencies.limits.keep_days and (count := stores.activity.prune(dependencies.limits.keep_days)):
        _log.info("Deleted %d conversations older than %d days", count, dependencies.limits.keep_days)
    if count := dependencies.source_manager.prune_texts(stores.activity.cited_texts):
        _log.info("Deleted %d replaced texts that no stored citation points into", count)


def free_bytes(folder: Path) -> int:
    """Return the free space on the disk of a folder, which need not exist yet."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return shutil.disk_usage(existing).free
