"""Fuzzes what reads foreign input, for as long as it is told to: with atheris where it is installed, else at random.

    python benchmarks/fuzz.py updates --seconds 600

A target takes bytes, and raises where the code under test breaks its promise. The script prints the bytes of a failure
in hexadecimal; ``--input HEX`` runs the target once with them. atheris (``pip install atheris``) is guided by coverage.
"""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.telegram.callback_data import parse
from bot.telegram.deep_links import parse_start
from tests.support.mutated_updates import mutated_body
from tests.support.offline_bot import OfflineBot
from tests.support.running_bot import make_dependencies

_MAX_BYTES = 400


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


TARGETS: dict[str, Callable[[bytes], None]] = {
    "deep-links": deep_links,
    "callback-data": callback_data,
    "updates": updates,
    "webhook": webhook,
}


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--input", help="the bytes of one run, in hexadecimal")
    chosen = parser.parse_args()
    target = TARGETS[chosen.target]
    logging.disable()
    if chosen.input is not None:
        target(bytes.fromhex(chosen.input))
    elif find_spec("atheris"):
        import atheris  # noqa: PLC0415 - not a dependency

        arguments = [sys.argv[0], f"-max_total_time={chosen.seconds:.0f}", f"-max_len={_MAX_BYTES}"]
        atheris.Setup(arguments, target)
        atheris.Fuzz()
    else:
        _fuzz_at_random(target, chosen.seconds, chosen.seed)


def _fuzz_at_random(target: Callable[[bytes], None], seconds: float, seed: int) -> None:
    source, end, runs = random.Random(seed), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = source.randbytes(source.randint(0, source.choice((4, 16, 64, _MAX_BYTES))))
        try:
            target(data)
        except Exception:
            print(f"failed after {runs} runs with --input {data.hex()}", file=sys.stderr)
            raise
        runs += 1
    print(f"{runs} runs in {seconds:.0f} s, no failure")


if __name__ == "__main__":
    main()
