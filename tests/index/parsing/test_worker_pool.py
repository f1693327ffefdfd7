"""``index.parsing.worker_pool``: a document costs one error at most, and its process stays within its limits."""

import os
import select
import signal
import subprocess
import sys
import textwrap
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from index.errors import EmptyError, SourceError, TooLargeError, UnsupportedError
from index.parsing.extraction import extract
from index.parsing.worker_pool import ParserPool
from index.types import Document, Raw
from tests.support import unruly
from tests.support.pdf_files import Print, pdf

MEMORY = 600_000_000
PAGE = "<html><head><title>The reef</title></head><body><p>A lamp of twelve wicks stood there.</p></body></html>"
BROKEN = (
    "a.txt broke the program that reads it: it is damaged, or made to do harm; if you trust it, save its text as a "
    "plain text file and index that."
)


def raw(words: str) -> Raw:
    """A source with these words."""
    return Raw("/texts/a.txt", words.encode(), "text/plain")


@pytest.fixture
def parser() -> Iterator[ParserPool]:
    """A pool whose worker obeys commands in documents."""
    with ParserPool(timeout_s=120.0, memory_bytes=MEMORY, parse_function="tests.support.unruly:read") as made:
        yield made


def text_of(parser: ParserPool, source: Raw) -> str:
    """The text of a document that the worker parses."""
    parsed = parser.parse(source)
    assert isinstance(parsed, Document)
    return parsed.text


def pid_of(parser: ParserPool) -> int:
    """The process id of the worker that parses the next document."""
    return int(text_of(parser, raw("pid")))


def is_gone(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    descriptor = os.pidfd_open(pid)
    try:
        return bool(select.select([descriptor], [], [], 30.0)[0])
    finally:
        os.close(descriptor)


def test_a_document_arrives_as_it_was_read(parser: ParserPool) -> None:
    """A document comes through the pipe unchanged, also with a file name that is not UTF-8."""
    assert unruly.read(raw("Grüße aus 東京 😀")) == parser.parse(raw("Grüße aus 東京 😀"))


def test_the_worker_reads_what_this_process_would_read() -> None:
    """A worker parses a page as this process would."""
    page = Raw("https://example.org/reef.html", PAGE.encode(), "text/html", "utf-8")
    with ParserPool(timeout_s=600.0, memory_bytes=1_500_000_000) as parser:
        assert extract(page) == parser.parse(page)


def test_a_pdf_file_that_unpacks_without_end_costs_one_error() -> None:
    """A file that unpacks to more than the memory limit ends its worker alone."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(700)) + packer.flush()
    bomb = Raw("/texts/a.txt", pdf([[Print("Words")]], packed=packed), "application/pdf")
    with ParserPool(timeout_s=600.0, memory_bytes=MEMORY) as parser:
        with pytest.raises((UnsupportedError, TooLargeError)):
            parser.parse(bomb)
        assert "Words" == text_of(parser, replace(bomb, data=pdf([[Print("Words")]])))


def test_nothing_is_started_before_the_first_document() -> None:
    """A pool without a document has no process."""
    with ParserPool(timeout_s=120.0, memory_bytes=MEMORY) as parser:
        assert [] == parser.pids


def test_one_worker_reads_one_document_after_another(parser: ParserPool) -> None:
    """The worker is reused, also after a document that cannot be parsed."""
    first = pid_of(parser)
    for words, error in (("nothing", EmptyError), ("stumble", UnsupportedError)):
        with pytest.raises(error):
            parser.parse(raw(words))
    assert first == pid_of(parser)


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("nothing", EmptyError, "There is nothing; give another."),
        (
            "stumble",
            UnsupportedError,
            "a.txt could not be parsed (RecursionError); save it as plain text and index that.",
        ),
        (
            "eat",
            TooLargeError,
            "a.txt takes more than 600 MB of memory to read; split it, or raise PINCITE_PARSE_MEMORY_BYTES.",
        ),
        ("crash", UnsupportedError, BROKEN),
        ("leave", UnsupportedError, BROKEN),
    ],
)
def test_a_hostile_document_costs_one_error(
    parser: ParserPool, words: str, kind: type[SourceError], expected: str
) -> None:
    """A worker that fails in any way costs one error, and the next document is parsed."""
    with pytest.raises(kind) as caught:
        parser.parse(raw(words))

    assert expected == str(caught.value)
    assert "The next one" == text_of(parser, raw("The next one"))


def test_a_document_that_takes_too_long_is_given_up() -> None:
    """A worker that never replies is killed at the time limit."""
    with ParserPool(timeout_s=1.0, memory_bytes=MEMORY, parse_function="tests.support.unruly:read") as parser:
        hanging = pid_of(parser)
        with pytest.raises(TooLargeError) as caught:
            parser.parse(raw("hang"))
        assert is_gone_already(hanging)
        assert "The next one" == text_of(parser, raw("The next one"))

    assert "a.txt takes longer than 1 seconds to read; split it, or raise PINCITE_PARSE_TIMEOUT_S." == str(caught.value)


def is_gone_already(pid: int) -> bool:
    """Whether there is no such process, not even a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_worker_that_is_killed_costs_its_own_document_only(parser: ParserPool) -> None:
    """``kill -9`` of a busy worker ends the wait for it at once; a killed idle worker is replaced."""
    pid = pid_of(parser)
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(UnsupportedError):
        parser.parse(raw("wait 100"))
    second = pid_of(parser)
    os.kill(second, signal.SIGKILL)
    assert is_gone(second)
    assert pid_of(parser) not in {pid, second}


def test_what_a_library_prints_is_no_reply(parser: ParserPool) -> None:
    """Output that a parser prints is not taken for a reply."""
    assert "print" == text_of(parser, raw("print"))


def test_a_worker_knows_no_secrets(parser: ParserPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens in the environment do not reach the worker."""
    monkeypatch.setenv("PINCITE_TELEGRAM_TOKEN", "1:secret")
    assert "PINCITE" not in text_of(parser, raw("secrets"))


def test_documents_from_many_threads_each_get_their_own_reply(parser: ParserPool) -> None:
    """Threads share the workers, whose number stays within the limit."""
    texts = [f"Document {n}" for n in range(40)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda text: text_of(parser, raw(text)), texts))
    assert texts == found
    assert 1 <= len(parser.pids) <= 2


def test_a_document_that_waits_for_long_gets_a_worker_of_its_own(parser: ParserPool) -> None:
    """A second worker starts while the first one is busy for long."""
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(text_of, parser, raw("wait 4"))
        while not parser.pids:
            time.sleep(0.01)
        [first] = parser.pids
        assert first != pid_of(parser)
        assert "wait 4" == slow.result()


def test_a_worker_that_nobody_needs_leaves() -> None:
    """An idle worker ends by itself, and the next document starts another."""
    with ParserPool(
        timeout_s=120.0, memory_bytes=MEMORY, idle_s=0.2, parse_function="tests.support.unruly:read"
    ) as parser:
        first = pid_of(parser)
        assert is_gone(first)
        assert first != pid_of(parser)


def test_closing_ends_the_workers(parser: ParserPool) -> None:
    """``close`` ends every worker."""
    pid = pid_of(parser)
    parser.close()
    assert is_gone_already(pid)
    assert [] == parser.pids


@pytest.mark.parametrize("order", ["idle", "hang"])
def test_no_worker_outlives_its_parent(order: str) -> None:
    """A worker ends with Pincite, also within a document that never ends."""
    program = f"""
        import threading
        from index.parsing.worker_pool import ParserPool
        from index.types import Raw

        extract = "tests.support.unruly:read"
        parser = ParserPool(timeout_s=20.0, memory_bytes={MEMORY}, idle_s=600, parse_function=extract)
        pid = parser.parse(Raw("/a", b"pid", "text/plain")).text
        if {order!r} == "hang":
            threading.Thread(target=parser.parse, args=[Raw("/a", b"hang", "text/plain")]).start()
        print(pid, flush=True)
        threading.Event().wait()
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    assert is_gone(worker)
