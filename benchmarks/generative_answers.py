"""Answers that a language model writes: are they right, are their citations, and what do they take.

    python benchmarks/generative_answers.py squad FOLDER [--questions 100] [--seed 7]
    python benchmarks/generative_answers.py article FILE QUESTIONS.jsonl
    python benchmarks/generative_answers.py latency FILE [QUESTIONS.jsonl]

The model is the one that ``PINCITE_LLM_…`` names. FOLDER holds ``squad2-dev.json`` (SQuAD 2.0). What is kept under
``--work`` (indexes, every reply) holds text of others and stays there.
"""

import argparse
import signal
import sys
from pathlib import Path

from index.errors import PinciteError

_RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Measure what is asked for."""
    given = _options().parse_args()
    for stop in (signal.SIGINT, signal.SIGTERM):  # in the background, too: a run cut short keeps what it measured
        signal.signal(stop, signal.default_int_handler)
    given.work.mkdir(parents=True, exist_ok=True)
    try:
        given.measure(given)
    except PinciteError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path(".cache/answers"))
    parser.add_argument("--try", dest="trial", action="store_true", help="leave benchmarks/results as it is")
    kinds = parser.add_subparsers(required=True)
    squad = kinds.add_parser("squad", help="beside LlamaIndex's CitationQueryEngine")
    squad.add_argument("folder", type=Path)
    squad.add_argument("--questions", type=int, default=100)
    squad.add_argument("--seed", type=int, default=7)
    squad.set_defaults(measure=_squad)
    article = kinds.add_parser("article", help="questions about a text")
    article.add_argument("file", type=Path)
    article.add_argument("questions", type=Path)
    article.set_defaults(measure=_article)
    latency = kinds.add_parser("latency", help="beside the model's own time")
    latency.add_argument("file", type=Path)
    latency.add_argument("questions", type=Path, nargs="?")
    latency.set_defaults(measure=_latency)
    return parser


def _squad(given: argparse.Namespace) -> None:
    from answering import squad_comparison  # noqa: PLC0415 - what the others do not need takes seconds to import

    results = None if given.trial else _RESULTS / "answers-squad2.txt"
    dataset = given.folder / "squad2-dev.json"
    squad_comparison.measure(dataset, given.work / "squad2", results, questions=given.questions, seed=given.seed)


def _article(given: argparse.Namespace) -> None:
    from answering import article  # noqa: PLC0415 - as above

    results = None if given.trial else _RESULTS / f"answers-{given.questions.stem}.txt"
    article.measure(given.file, given.questions, given.work / "article", results)


def _latency(given: argparse.Namespace) -> None:
    from answering import first_token  # noqa: PLC0415 - as above

    results = None if given.trial else _RESULTS / "answers-latency.txt"
    first_token.measure(given.file, given.questions, given.work / "article", results)


if __name__ == "__main__":
    main()
