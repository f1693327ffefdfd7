"""Measures where the processor time of a warm answer goes, stage by stage, in quotes mode.

    python benchmarks/answer_stages.py [TARGET] [--work DIR] [--rounds N]

TARGET is a link or a file to index; the default is the sample article. Each question of
``questions/atlantic-cable.jsonl`` is asked in every round, with an empty ranking cache; the least of its rounds counts.
"""

import argparse
import functools
import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.answering.types import Question
from bot.composition.container import Container
from config.settings import Settings
from index.catalog.catalog import Catalog
from index.fetching.fetcher import locate
from index.indexing.types import LinkLimits
from index.models.e5_small import E5Small
from index.passages.exact_search import VectorMatrix
from index.passages.passage_reading import PassageReading
from index.retrieval import retriever
from index.retrieval.ranking_cache import RankingCache

_HERE = Path(__file__).resolve().parent
_REST = "everything else: the words of the question, the choice of quotes"
_STAGES: tuple[tuple[str, object, tuple[str, ...]], ...] = (
    ("the question is encoded", E5Small, ("encode_question",)),
    ("the cross-encoder reads sentences", E5Small, ("score_sentences",)),
    ("the entailment model reads sentences", E5Small, ("judge_evidence",)),
    ("first stage: five scores a sentence", retriever, ("rank_sentences",)),
    ("vectors are compared", VectorMatrix, ("find_nearest",)),
    ("full-text search", PassageReading, ("match",)),
    ("candidates are read", PassageReading, ("load_candidates", "load_texts", "load_token_states", "filter_current")),
    ("quotes get source, page and section", Catalog, ("read_cited",)),
)


class StageClock:
    """Sums the processor time of stages; a stage inside another one does not count for both."""

    def __init__(self) -> None:
        """Start at zero."""
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def time(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function that belongs to a stage."""

        @functools.wraps(call)
        def timed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - those of the function
            started = time.process_time()
            self._inner.append(0.0)
            try:
                return call(*args, **kwargs)
            finally:
                took = time.process_time() - started
                self.spent[stage] += took - self._inner.pop()
                self._inner[-1] += took

        return timed


def main() -> None:
    """Print the milliseconds and the share of each stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", default=str(_HERE.parent / "samples" / "atlantic-cable.html"))
    parser.add_argument("--work", type=Path, default=Path(".cache/stages"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    container = Container(Settings(_env_file=None, data_dir=options.work))
    container.indexer.index(locate(options.target), "article", LinkLimits(0, 0), lambda _step: None)
    clock = StageClock()
    for stage, owner, names in _STAGES:
        for name in names:
            setattr(owner, name, clock.time(stage, getattr(owner, name)))
    setattr(RankingCache, "get", lambda *_: None)  # noqa: B010 - each question is ranked
    quote = clock.time(_REST, container.extractive_answerer.quote)
    lines = (_HERE / "questions" / "atlantic-cable.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [Question(json.loads(line)["question"]) for line in lines]
    least: defaultdict[str, float] = defaultdict(float)
    for question in questions:
        rounds: list[dict[str, float]] = []
        for _ in range(options.rounds + 1):  # the first one loads word lists
            clock.spent.clear()
            quote(question)
            rounds.append(clock.spent.copy())
        for stage, spent in min(rounds[1:], key=lambda one: sum(one.values())).items():
            least[stage] += spent / len(questions)
    total = sum(least.values())
    for stage, spent in sorted(least.items(), key=lambda one: -one[1]):
        print(f"{spent * 1000:6.1f} ms {spent / total:5.0%}  {stage}")
    print(f"{total * 1000:6.1f} ms        an answer, mean of {len(questions)} questions")
    container.close()


if __name__ == "__main__":
    main()
