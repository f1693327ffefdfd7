"""Fuzzes what reads foreign input, for as long as it is told to: with atheris where it is installed, else at random.

    python benchmarks/fuzz.py updates --seconds 600

A target takes bytes, and raises where the code under test breaks its promise. The script prints the bytes of a failure
in hexadecimal; ``--input HEX`` runs the target once with them. atheris (``pip install atheris``) is guided by coverage.
"""

import argparse
import asyncio
import contextlib
import io
import json
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import typer

from bot.answering.llm.replies.reply_parser import parse_bare_citations, parse_statements
from bot.cli.batch import run_batch
from bot.composition.settings_reader import read_settings
from bot.telegram.callback_data import parse
from bot.telegram.deep_links import parse_start
from index.errors import InvalidSettingError, SourceError
from index.parsing.worker_pool import ParserPool
from index.types import Raw
from tests.index import test_source_fuzzing as sources
from tests.support.mutated_documents import check_document, mutate, printed_pages
from tests.support.mutated_updates import mutated_body
from tests.support.offline_bot import OfflineBot
from tests.support.running_bot import make_dependencies

_MAX_BYTES = 400
_PDF_TIMEOUT_S = 60.0
_PDF_MEMORY_BYTES = 1_500_000_000


@cache
def _runner() -> asyncio.Runner:
    return asyncio.Runner()


@cache
def _bot() -> OfflineBot:
    folder = Path(tempfile.mkdtemp(prefix="pincite-fuzz-"))
    bot = OfflineBot(make_dependencies(folder, admins=frozenset({7})))
    _runner().run(bot.__aenter__())
    return bot


def deep_links(data: bytes) -> None:
    """Any text is a deep link or none."""
    parse_start(data.decode(errors="replace"))


def callback_data(data: bytes) -> None:
    """Each press is answered once."""
    text = data.decode(errors="replace")[:64]
    parse(text)
    calls = _runner().run(_bot().press(text)).count("answerCallbackQuery")
    if calls != 1:
        raise RuntimeError(f"{calls} answers to a press")


def updates(data: bytes) -> None:
    """After any update the bot answers the next one."""
    _runner().run(_bot().handle_mutated(data))
    if not _runner().run(_bot().is_well()):
        raise RuntimeError("the bot does not answer any more")


def webhook(data: bytes) -> None:
    """Any body gets a status of the bot."""
    for body in (data, mutated_body(data)):
        if _runner().run(_bot().deliver(body)) not in {200, 400}:
            raise RuntimeError("a body is an error of the server")


def json_lines(data: bytes) -> None:
    """Each line of a batch that is not blank gets one line of JSON."""
    data = _spell(data, _JSON)
    path = _folder() / "batch.jsonl"
    path.write_bytes(data)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(typer.Exit):
        run_batch(path, "question", lambda ids: list(ids or ()), lambda asked, _ids: {"asked": asked})
    documents = [json.loads(line) for line in printed.getvalue().split("\n") if line]
    wanted = sum(bool(line.strip()) for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    if len(documents) != wanted or any("An unexpected error" in str(each.get("error")) for each in documents):
        raise RuntimeError(f"{documents} for {wanted} lines")


def model_output(data: bytes) -> None:
    """Any reply has statements without markers, or none."""
    text = _spell(data, _REPLIES).decode(errors="replace")
    for is_cut in (False, True):
        if not all(draft.text.strip() for draft in parse_statements(text, is_cut=is_cut)):
            raise RuntimeError("an empty statement")
    parse_bare_citations(text)


def settings(data: bytes) -> None:
    """Any file ``.env`` is valid settings, or an error in one line."""
    os.chdir(_folder())
    Path(".env").write_bytes(data if len(data) % 2 else _spell(data, _SETTINGS))
    try:
        read_settings().model_dump_json()
    except InvalidSettingError as error:
        if len(str(error).splitlines()) != 1:
            raise RuntimeError("no sentence") from error


def pdf(data: bytes) -> None:
    """Any page, and any damaged file, is read or refused with a sentence.

    A worker parses it, as in a running Pincite: PDFium is a library in C++, in which a crash or an endless loop would
    end the fuzzing.
    """
    page = printed_pages(data[1:])
    damaged = mutate(page, int.from_bytes(data[:4], "big"), data[0] % 40) if data and data[0] % 2 else page
    try:
        document = _parser().parse(Raw("/texts/fuzzed.pdf", damaged, "application/pdf"))
    except SourceError as error:
        if not str(error).endswith("."):
            raise RuntimeError("no sentence") from error
        return
    check_document(document)


@cache
def _parser() -> ParserPool:
    return ParserPool(timeout_s=_PDF_TIMEOUT_S, memory_bytes=_PDF_MEMORY_BYTES)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="pincite-fuzz-"))


_JSON = ('{"', '"question"', '": ', '"', "[", "]", "}", '"sources": ', '"id": ', ", ", "null", "1e999", "\\ud800", "\n")
_REPLIES = (
    *("[1]", "[", "]", "(", ")", "【2】", "[1-9999999]", "[^", "²", ". ", "The lamp burned oil", "\n", "- ", "1. "),
    *("<think>", "</think>", "```json", "```", '{"statements": [', '{"text": "', '"}', "]}", "**", "![x]("),
    *("NOT FOUND", "U.S.", "\\"),
)
_SETTINGS = (
    *("PINCITE_", "LINK_DEPTH", "ADMINS", "QUESTIONS", "ACCESS", "REINDEX_EVERY", "DATA_DIR", "LLM_BASE_URL", "="),
    *("\n", "export ", "'", '"', "${", "}", "#", "[", "1e999", "-1", "9" * 30, "http://[", "\0", "\ufeff", "999999d"),
)


def _spell(data: bytes, fragments: tuple[str, ...]) -> bytes:
    """Read small bytes as fragments of a language, so that random bytes reach deep into its parser."""
    spelled = (fragments[byte // 2].encode() if byte < 2 * len(fragments) else bytes([byte]) for byte in data)
    return b"".join(spelled)


def _generated(test: Any) -> Callable[[bytes], object]:  # noqa: ANN401 - hypothesis adds the attribute
    """A test of hypothesis as a target: the bytes are its choices."""
    fuzz: Callable[[bytes], object] = test.hypothesis.fuzz_one_input
    return fuzz


TARGETS: dict[str, Callable[[bytes], object]] = {
    "addresses": _generated(sources.test_any_address_is_normal_or_refused),
    "typed-links": _generated(sources.test_any_target_of_a_user_is_located_or_refused),
    "private-networks": _generated(sources.test_no_address_reaches_a_private_network),
    "responses": _generated(sources.test_any_response_is_a_page_or_an_error),
    "listings": _generated(sources.test_any_list_has_entries_that_can_be_stored),
    "pages": _generated(sources.test_any_page_with_any_charset_is_read_or_refused),
    "gzip": _generated(sources.test_damaged_gzip_is_an_error_of_zlib),
    "robots": _generated(sources.test_any_robots_txt_allows_or_refuses),
    "json-lines": json_lines,
    "model-output": model_output,
    "settings": settings,
    "deep-links": deep_links,
    "callback-data": callback_data,
    "updates": updates,
    "webhook": webhook,
    "pdf": pdf,
}


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=[*TARGETS, "all"], help="all shares the seconds among the targets")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--input", help="the bytes of one run, in hexadecimal")
    chosen = parser.parse_args()
    logging.disable()
    if chosen.input is not None:
        TARGETS[chosen.target](bytes.fromhex(chosen.input))
    elif find_spec("atheris") and chosen.target != "all":
        _fuzz_with_atheris(TARGETS[chosen.target], chosen.seconds)
    else:
        why = "atheris takes one target at a time" if find_spec("atheris") else "atheris is not installed"
        print(f"{why}: random input")
        names = list(TARGETS) if chosen.target == "all" else [chosen.target]
        for name in names:
            _fuzz_at_random(name, chosen.seconds / len(names), chosen.seed)


def _fuzz_with_atheris(target: Callable[[bytes], object], seconds: float) -> None:
    import atheris  # noqa: PLC0415 - not a dependency

    for name in [name for name in sys.modules if name.startswith(("bot.", "index.", "config."))]:
        for each in vars(sys.modules[name]).values():
            if isinstance(each, FunctionType) and each.__module__ == name:
                atheris.instrument_func(each)
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds:.0f}", f"-max_len={_MAX_BYTES}"], target)
    atheris.Fuzz()


def _fuzz_at_random(name: str, seconds: float, seed: int) -> None:
    target, source, end, runs = TARGETS[name], random.Random(seed), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = source.randbytes(source.randint(0, source.choice((4, 16, 64, _MAX_BYTES))))
        try:
            target(data)
        except Exception:
            print(f"{name} failed after {runs} runs with --input {data.hex()}", file=sys.stderr)
            raise
        runs += 1
    print(f"{name}: {runs} runs in {seconds:.0f} s, no failure")


if __name__ == "__main__":
    main()
