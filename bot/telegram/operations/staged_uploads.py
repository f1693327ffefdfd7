"""Staged uploads: files that admins sent, until the jobs that index them start or are given up."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path, PurePath

from bot.state.job_queue import IndexJob
from bot.state.upload_store import UploadStore

STAGED = "staged"
"""The folder in that of uploads, with a folder for each job that an admin has not confirmed or that waits."""
_KEPT_S = 86_400.0


def prune_uploads(folder: Path, find_job: Callable[[int], IndexJob | None], store: UploadStore | None) -> None:
    """Delete the staged files whose jobs neither wait nor run, and those without a job after a day. Blocking."""
    stages = {path.name for path in (folder / STAGED).glob("*")}
    if store is not None:
        stages |= {PurePath(name).parts[1] for name in store.list_names(f"{STAGED}/")}
    for stage in stages:
        if _is_over(folder / STAGED / stage, find_job):
            delete_stage(folder, stage, store)


def _is_over(stage: Path, find_job: Callable[[int], IndexJob | None]) -> bool:
    """Return whether no job will need the files of a stage."""
    if stage.name.isdecimal():
        job = find_job(int(stage.name))
        return job is None or job.state not in {"proposed", "queued", "running"}
    return not stage.exists() or stage.stat().st_mtime < time.time() - _KEPT_S


def delete_stage(folder: Path, stage: str, store: UploadStore | None) -> None:
    """Delete the files of a stage, here and for other replicas. Blocking; raises ``StoreError``."""
    shutil.rmtree(folder / STAGED / stage, ignore_errors=True)
    if store is not None:
        store.delete(f"{STAGED}/{stage}/")
