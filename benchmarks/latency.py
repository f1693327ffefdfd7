"""Measures the time of ``pincite --help``, of a cold ``pincite ask`` and of answers in a warm process.

    python benchmarks/latency.py [TARGET] [--work DIR] [--beside TREE] [--runs N]

TARGET is a link or a file to index; the default is the sample article. The bot's own suggestions are the questions.
TREE is another checkout, whose cold starts alternate with this one's: the ratio is fair on a busy machine too.
"""

import argparse
import os
import resource
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
from index.retrieval.ranking_cache import RankingCache

_HERE = Path(__file__).resolve().parent.parent
_SAMPLE = _HERE / "samples" / "atlantic-cable.html"
_WARM_ROUNDS = 20


def main() -> None:
    """Print medians and the 95th percentile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", default=str(_SAMPLE))
    parser.add_argument("--work", type=Path, default=Path(".cache/latency"))
    parser.add_argument("--beside", type=Path, metavar="TREE", help="another checkout")
    parser.add_argument("--runs", type=int, default=7, help="cold starts of each command")
    options = parser.parse_args()
    container = Container(Settings(_env_file=None, data_dir=options.work))
    started = time.perf_counter()
    outcomes = container.indexer.index(locate(options.target), "article", LinkLimits(1, 20), lambda _step: None)
    added = sum(outcome.passages for outcome in outcomes if outcome.status == "added")
    print(f"indexed {added} new passages in {time.perf_counter() - started:.1f} s")
    article = container.catalog.get_source(outcomes[0].id)
    questions = suggest_from_text(container.catalog.get_text(article.text_id) or "", article.language)
    environment = os.environ | {"PINCITE_DATA_DIR": str(options.work.resolve())}
    _warn_without_bytecode()
    trees = [_HERE, *([options.beside.resolve()] if options.beside else [])]
    for name, arguments in (("pincite --help", ["--help"]), ("pincite ask, cold", ["ask", questions[0]])):
        _compare_cold(name, arguments, environment, trees, options.runs)
    setattr(RankingCache, "get", lambda *_: None)  # noqa: B010 - each question is ranked
    times = [
        container.extractive_answerer.quote(Question(question)).timings.total for question in questions * _WARM_ROUNDS
    ]
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    print(f"an answer, warm         {statistics.median(times):7.1f} ms median, {p95:.1f} ms p95 of {len(times)}")
    container.close()


def _warn_without_bytecode() -> None:
    """Say how many of the imported modules have no bytecode, which each cold start then compiles."""
    modules = [module for module in sys.modules.values() if (getattr(module, "__file__", None) or "").endswith(".py")]
    bare = [module for module in modules if not Path(getattr(module, "__cached__", None) or "").is_file()]
    if bare:
        print(f"no bytecode for {len(bare)} of {len(modules)} modules: cold starts compile them; `make` installs it")


def _compare_cold(name: str, arguments: list[str], environment: dict[str, str], trees: list[Path], runs: int) -> None:
    """Print the medians of several processes of each tree; they alternate, and the first ones are warm-ups."""
    wall: dict[Path, list[float]] = {tree: [] for tree in trees}
    processor: dict[Path, list[float]] = {tree: [] for tree in trees}
    for _ in range(runs + 1):
        for tree in trees:
            started, before = time.perf_counter(), _children_s()
            command = [sys.executable, "-m", "bot", *arguments]
            subprocess.run(command, cwd=tree, env=environment, check=True, stdout=subprocess.DEVNULL)
            wall[tree].append(time.perf_counter() - started)
            processor[tree].append(_children_s() - before)
    for tree in trees:
        times = [statistics.median(each[tree][1:]) * 1000 for each in (wall, processor)]
        label = name if tree == _HERE else "  beside"
        print(f"{label:20} {times[0]:7.0f} ms, {times[1]:5.0f} ms of processor time; median of {runs}")
    if len(trees) > 1:
        ratio = statistics.median(processor[_HERE][1:]) / statistics.median(processor[trees[1]][1:])
        print(f"  ratio of processor times {ratio:.2f}")


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
