"""Measures the time of ``pincite --help``, of a cold ``pincite ask`` and of answers in a warm process.

    python benchmarks/latency.py [TARGET] [--work DIR]

TARGET is a link or a file to index; the default is the sample article. The bot's own suggestions are the questions.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bot.answering.questions.suggestions import suggest_from_text
from bot.answering.types import Question
from bot.composition.container import Container
from config.settings import Settings
from index.fetching.fetcher import locate
from index.indexing.types import LinkLimits

_SAMPLE = Path(__file__).parent.parent / "samples" / "atlantic-cable.html"
_COLD_RUNS = 7
_WARM_ROUNDS = 20


def main() -> None:
    """Print medians and the 95th percentile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", default=str(_SAMPLE))
    parser.add_argument("--work", type=Path, default=Path(".cache/latency"))
    options = parser.parse_args()
    container = Container(Settings(_env_file=None, data_dir=options.work))
    started = time.perf_counter()
    outcomes = container.indexer.index(locate(options.target), "article", LinkLimits(1, 20), lambda _step: None)
    added = sum(outcome.passages for outcome in outcomes if outcome.status == "added")
    print(f"indexed {added} new passages in {time.perf_counter() - started:.1f} s")
    article = container.catalog.get_source(outcomes[0].id)
    questions = suggest_from_text(container.catalog.get_text(article.text_id) or "", article.language)
    environment = os.environ | {"PINCITE_DATA_DIR": str(options.work)}
    print(f"pincite --help          {_cold(['--help'], environment):7.0f} ms median of {_COLD_RUNS}")
    print(f"pincite ask, cold       {_cold(['ask', questions[0]], environment):7.0f} ms median of {_COLD_RUNS}")
    times = [
        container.extractive_answerer.quote(Question(question)).timings.total for question in questions * _WARM_ROUNDS
    ]
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    print(f"an answer, warm         {statistics.median(times):7.1f} ms median, {p95:.1f} ms p95 of {len(times)}")
    container.close()


def _cold(arguments: list[str], environment: dict[str, str]) -> float:
    """Return the median time of several processes in milliseconds; the first one is a warm-up."""
    command = [str(Path(sys.executable).with_name("pincite")), *arguments]
    times = []
    for _ in range(_COLD_RUNS + 1):
        started = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[1:])


if __name__ == "__main__":
    main()
