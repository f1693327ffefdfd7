"""How far an indexing job is, and what became of it, in words. Pure, but for the counting."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from babel.dates import format_timedelta
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageEntityType

from bot.state.job_queue import IndexJob
from bot.telegram.admin.admin_only import PREFIX
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.rich_text import RichText, join, line, with_entity
from bot.telegram.messages.translations import translate
from index.indexing.types import Outcome, Progress, Status
from index.urls import display_name

_BAR_CHARS = 12
_TITLE_UNITS = 200
_NAME_UNITS = 150
_REASON_UNITS = 250  # eight failures, each with a name, stay within one message
_FAILURES_SHOWN = 8
_STATUSES: tuple[Status, ...] = ("added", "updated", "unchanged", "unlisted", "failed")


class JobProgress:
    """Counts the steps of a job; written by the thread that indexes, read by the event loop."""

    def __init__(self, pages: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Expect so many pages."""
        self._clock = clock
        self._lock = threading.Lock()
        self._started = clock()
        self._pages = max(1, pages)
        self._seen: set[str] = set()
        self._done: set[str] = set()
        self._failed: set[str] = set()
        self._at = Progress("", 0, 0)

    def watch(self, step: Progress) -> None:
        """Take note of one step."""
        with self._lock:
            self._seen.add(step.location)
            self._at = step
            if step.status is not None or 0 < step.total == step.done:
                self._done.add(step.location)
            if step.status == "failed":
                self._failed.add(step.location)

    @property
    def pages(self) -> tuple[int, int]:
        """How many pages are done, and how many there are likely to be."""
        with self._lock:
            return len(self._done), max(self._pages, len(self._seen))

    @property
    def failed(self) -> int:
        """How many of those that are done could not be read."""
        with self._lock:
            return len(self._failed)

    @property
    def share(self) -> float:
        """How much is done, in [0, 1]."""
        done, pages = self.pages
        with self._lock:
            partly = self._at.done / self._at.total if 0 < self._at.done < self._at.total else 0.0
        return min(1.0, (done + partly) / pages)

    @property
    def remaining_s(self) -> float | None:
        """Seconds that the rest is likely to take; None where that cannot be told yet."""
        share = self.share
        return (self._clock() - self._started) * (1 - share) / share if share > 0 else None


def queued_message(job: IndexJob, ahead: int) -> OutgoingMessage:
    """A job that waits."""
    text = join((_title(job), RichText(translate(job.language, "job-queued", count=ahead))), "\n")
    return _outgoing(text, _stop_button(job))


def progress_message(job: IndexJob, progress: JobProgress) -> OutgoingMessage:
    """A job that runs: a bar, how many pages are done, and how long the rest takes."""
    done, pages = progress.pages
    share, remaining_s = progress.share, progress.remaining_s
    full = round(share * _BAR_CHARS)
    bar = "▓" * full + "░" * (_BAR_CHARS - full)
    counted = [translate(job.language, "job-pages", count=done, of=f"{pages:,}")]
    if progress.failed:
        counted.append(translate(job.language, "pages-failed", count=progress.failed))
    lines = [f"{bar} {share:.0%}", " · ".join(counted)]
    if remaining_s is not None:
        left = format_timedelta(timedelta(seconds=max(1.0, remaining_s)), locale=job.language, threshold=1.5)
        lines.append(translate(job.language, "job-left", left=left))
    return _outgoing(join((_title(job), RichText("\n".join(lines))), "\n"), _stop_button(job))


def summary_message(job: IndexJob, outcomes: Sequence[Outcome], *, stopped: bool) -> OutgoingMessage:
    """What became of a job: how many pages were added, and which failed and why."""
    counts = Counter(outcome.status for outcome in outcomes)
    nothing_new = bool(job.reindex_ids) and not outcomes
    head = translate(job.language, "job-stopped" if stopped else "nothing-new" if nothing_new else "job-done")
    told = [translate(job.language, f"pages-{status}", count=counts[status]) for status in _STATUSES if counts[status]]
    failed = [outcome for outcome in outcomes if outcome.error]
    lines = [_failure(outcome) for outcome in failed[:_FAILURES_SHOWN]]
    if len(failed) > _FAILURES_SHOWN:
        lines.append(translate(job.language, "and-more", count=len(failed) - _FAILURES_SHOWN))
    parts = (_title(job), RichText(head), RichText(" · ".join(told)), RichText("\n".join(lines)))
    return _outgoing(join(parts, "\n"))


def failed_message(job: IndexJob, reason: str) -> OutgoingMessage:
    """A job that failed as a whole."""
    said = translate(job.language, "job-failed", reason=line(reason, _REASON_UNITS))
    return _outgoing(join((_title(job), RichText(said)), "\n"))


def _failure(outcome: Outcome) -> str:
    sign = "✕" if outcome.status == "failed" else "–"
    name, reason = line(display_name(outcome.location), _NAME_UNITS), line(outcome.error or "", _REASON_UNITS)
    return f"{sign} {reason}" if name in reason else f"{sign} {name}: {reason}"


def _title(job: IndexJob) -> RichText:
    return with_entity(MessageEntityType.BOLD, line(job.title, _TITLE_UNITS))


def _stop_button(job: IndexJob) -> InlineKeyboardMarkup:
    label = translate(job.language, "cancel")
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"{PREFIX}cancel:{job.id}")]])


def _outgoing(piece: RichText, keyboard: InlineKeyboardMarkup | None = None) -> OutgoingMessage:
    return OutgoingMessage(piece.text, piece.entities(), keyboard)
