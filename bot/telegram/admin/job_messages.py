"""Messages about an indexing job: queued, in progress, finished, failed. Pure, but for the counting."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from telegram import InlineKeyboardMarkup
from telegram.constants import MessageEntityType

from bot.state.job_queue import IndexJob
from bot.telegram.messages.display_values import display_duration, display_share
from bot.telegram.messages.keyboards import admin_button
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, to_message
from bot.telegram.messages.rich_text import RichText, join, line, with_entity
from bot.telegram.messages.translations import translate
from bot.telegram.operations.failure_reasons import explain_failure
from index.indexing.types import Outcome, Progress, Status
from index.sources.diff import SentenceChanges
from index.urls import display_name

_BAR_CHARS = 12
_NAME_UNITS = 150
_REASON_UNITS = 250  # eight failures, each with a name, fit in one message
_FAILURES_SHOWN = 8
_FAILURES_BESIDE_CHANGES = 4  # both fit in one message
_UPDATES_SHOWN, _SENTENCES_SHOWN, _SENTENCE_UNITS = 3, 2, 110
_STATUSES: tuple[Status, ...] = ("added", "updated", "unchanged", "unlisted", "failed")


class JobProgress:
    """Counts the steps of a job. The indexing thread writes it, the event loop reads it."""

    def __init__(self, pages: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Expect this number of pages."""
        self._clock = clock
        self._lock = threading.Lock()
        self._started = clock()
        self._pages = max(1, pages)
        self._seen: set[str] = set()
        self._done: set[str] = set()
        self._failed: set[str] = set()
        self._current = Progress("", 0, 0)
        self._waits = False

    def wait(self) -> None:
        """Note that the index is locked, so that the job has not begun."""
        with self._lock:
            self._waits = True

    @property
    def waits(self) -> bool:
        """Whether the job waits until the index is unlocked."""
        with self._lock:
            return self._waits

    def record(self, step: Progress) -> None:
        """Count one step."""
        with self._lock:
            if self._waits:
                self._waits, self._started = False, self._clock()
            self._seen.add(step.location)
            self._current = step
            if step.status is not None or 0 < step.total == step.done:
                self._done.add(step.location)
            if step.status == "failed":
                self._failed.add(step.location)

    @property
    def pages(self) -> tuple[int, int]:
        """How many pages are done, and how many there will probably be."""
        with self._lock:
            return len(self._done), max(self._pages, len(self._seen))

    @property
    def failed(self) -> int:
        """How many pages could not be read."""
        with self._lock:
            return len(self._failed)

    @property
    def share(self) -> float:
        """The share of the work that is done, in [0, 1]."""
        done, pages = self.pages
        with self._lock:
            partly = self._current.done / self._current.total if 0 < self._current.done < self._current.total else 0.0
        return min(1.0, (done + partly) / pages)

    @property
    def remaining_s(self) -> float | None:
        """Estimated seconds until the end; None before the first progress."""
        share = self.share
        return (self._clock() - self._started) * (1 - share) / share if share > 0 else None


def queued_message(job: IndexJob, ahead: int) -> OutgoingMessage:
    """Say that a job waits, and how many jobs are ahead of it."""
    text = join((_title(job), RichText(translate(job.language, "job-queued", count=ahead))), "\n")
    return to_message(text, _cancel_keyboard(job))


def progress_message(job: IndexJob, progress: JobProgress) -> OutgoingMessage:
    """Show a running job: a bar, how many pages are done, and how long the rest takes; or that it has to wait."""
    if progress.waits:
        return to_message(
            join((_title(job), RichText(translate(job.language, "job-waits"))), "\n"), _cancel_keyboard(job)
        )
    done, pages = progress.pages
    share, remaining_s = progress.share, progress.remaining_s
    full = round(share * _BAR_CHARS)
    bar = "▓" * full + "░" * (_BAR_CHARS - full)
    counted = [translate(job.language, "job-pages", count=done, of=pages)]
    if progress.failed:
        counted.append(translate(job.language, "pages-failed", count=progress.failed))
    lines = [f"{bar} {display_share(share, job.language)}", " · ".join(counted)]
    if remaining_s is not None:
        left = display_duration(max(1.0, remaining_s), job.language)
        lines.append(translate(job.language, "job-left", left=left))
    return to_message(join((_title(job), RichText("\n".join(lines))), "\n"), _cancel_keyboard(job))


def summary_message(job: IndexJob, outcomes: Sequence[Outcome], *, stopped: bool) -> OutgoingMessage:
    """Sum up a job: how many pages were added, which failed and why, and which sentences of which pages changed."""
    counts = Counter(outcome.status for outcome in outcomes)
    nothing_new = bool(job.reindex_ids) and not outcomes
    head = translate(job.language, "job-stopped" if stopped else "nothing-new" if nothing_new else "job-done")
    counted = [
        translate(job.language, f"pages-{status}", count=counts[status]) for status in _STATUSES if counts[status]
    ]
    # What is wrong with the list itself, such as more entries than are indexed, comes before its entries.
    failed = sorted((one for one in outcomes if one.error), key=lambda one: one.location != job.location)
    updated = [(one.location, one.changes) for one in outcomes if one.changes]
    shown = _FAILURES_BESIDE_CHANGES if updated else _FAILURES_SHOWN
    lines = [_failure_line(outcome, job.language) for outcome in failed[:shown]]
    if len(failed) > shown:
        lines.append(translate(job.language, "and-more", count=len(failed) - shown))
    if any(outcome.status == "failed" and outcome.passages for outcome in failed):
        lines.append(translate(job.language, "version-stays"))
    lines += _change_lines(updated, job)
    parts = (_title(job), RichText(head), RichText(" · ".join(counted)), RichText("\n".join(lines)))
    return to_message(join(parts, "\n"))


def failed_message(job: IndexJob, reason: str, *, is_kept: bool = False) -> OutgoingMessage:
    """Say why a job failed as a whole, and that the earlier version of its source stays, if it ``is_kept``."""
    sentence = translate(job.language, "job-failed", reason=line(explain_failure(reason, job.language), _REASON_UNITS))
    if is_kept:
        sentence = f"{sentence}\n{translate(job.language, 'version-stays')}"
    return to_message(join((_title(job), RichText(sentence)), "\n"))


def _change_lines(updated: Sequence[tuple[str, SentenceChanges]], job: IndexJob) -> Iterator[str]:
    """Write how many sentences of each updated page are new and gone, with the first ones."""
    for location, changes in updated[:_UPDATES_SHOWN]:
        counts = f"+{changes.added} −{changes.removed}"
        is_named = len(updated) > 1 or location != job.location
        yield f"↻ {line(display_name(location), _NAME_UNITS)}: {counts}" if is_named else f"↻ {counts}"
        for sign, sentences in (("−", changes.first_removed), ("+", changes.first_added)):
            yield from (f"{sign} {line(sentence, _SENTENCE_UNITS)}" for sentence in sentences[:_SENTENCES_SHOWN])
    if len(updated) > _UPDATES_SHOWN:
        yield translate(job.language, "and-more", count=len(updated) - _UPDATES_SHOWN)


def _failure_line(outcome: Outcome, language: str) -> str:
    sign = "✕" if outcome.status == "failed" else "–"
    name = line(display_name(outcome.location), _NAME_UNITS)
    reason = line(explain_failure(outcome.error or "", language), _REASON_UNITS)
    return f"{sign} {reason}" if name in reason else f"{sign} {name}: {reason}"


def _title(job: IndexJob) -> RichText:
    return with_entity(MessageEntityType.BOLD, line(job.title, TITLE_UNITS))


def _cancel_keyboard(job: IndexJob) -> InlineKeyboardMarkup:
    label = translate(job.language, "cancel")
    return InlineKeyboardMarkup([[admin_button(label, "cancel", str(job.id))]])
