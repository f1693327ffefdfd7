"""Measures generative answers: whether answers and citations are right, how long they take, and their tokens.

    python benchmarks/generative_answers.py squad FOLDER [--questions 100] [--seed 7]
    python benchmarks/generative_answers.py article FILE QUESTIONS.jsonl
    python benchmarks/generative_answers.py latency FILE [QUESTIONS.jsonl]

``PINCITE_LLM_…`` names the model. FOLDER contains ``squad2-dev.json`` (SQuAD 2.0). The indexes and replies under
``--work`` contain the dataset's text, so they do not belong in the repository.
"""

import argparse
import signal
import sys
from pathlib import Path

from index.errors import PinciteError

_RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run the chosen benchmark."""
    given = _build_parser().parse_args()
    for stop in (signal.SIGINT, signal.SIGTERM):  # also in the background: an interrupted run writes its results
        signal.signal(stop, signal.default_int_handler)
    given.work.mkdir(parents=True, exist_ok=True)
    try:
        given.measure(given)
    except PinciteError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path(".cache/answers"))
    parser.add_argument("--try", dest="trial", action="store_true", help="leave benchmarks/results as it is")
    kinds = parser.add_subparsers(required=True)
    squad = kinds.add_parser("squad", help="compare with LlamaIndex's CitationQueryEngine")
    squad.add_argument("folder", type=Path)
    squad.add_argument("--questions", type=int, default=100)
    squad.add_argument("--seed", type=int, default=7)
    squad.set_defaults(measure=_squad)
    article = kinds.add_parser("article", help="ask questions about one text")
    article.add_argument("file", type=Path)
    article.add_argument("questions", type=Path)
    article.set_defaults(measure=_article)
    latency = kinds.add_parser("latency", help="compare the time to the first words with the model's own")
    latency.add_argument("file", type=Path)
    latency.add_argument("questions", type=Path, nargs="?")
    latency.set_defaults(measure=_latency)
    return parser


def _squad(given: argparse.Namespace) -> None:
    from answering import squad_comparison  # noqa: PLC0415 - takes seconds to import, and the others do not need it

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
