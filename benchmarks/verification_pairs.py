"""Measures the facts of sentence pairs without articles: what is contradicted wrongly, and what rightly.

    python benchmarks/verification_pairs.py [--languages ro el …] [--nli FOLDER] [--list]

The pairs are those of ``verification/pairs.jsonl`` and ``verification/paraphrases.jsonl``, whose half ``kept`` is for
reporting only. ``--nli`` adds sets of natural language inference: files
``NAME.LANGUAGE.jsonl.xz`` whose rows have a premise, a hypothesis and a label. Only the comparison of facts is
measured, because a learned judge sees every language. ``--list`` prints each supported statement that is called
contradicted, and each contradicted one that is not.
"""

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answering.facts import Evidence, check_statement

FOLDER = Path(__file__).parent / "verification"
_FALSE = frozenset({"contradicted", "false"})
_LABELS = {"entailment": "supported", "contradiction": "contradicted", "neutral": "not_said"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement, its evidence and what is right."""

    name: str
    language: str
    evidence: str
    statement: str
    label: str
    statement_language: str = ""


def main() -> None:
    """Print for each language how many pairs of each label are called contradicted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--languages", nargs="*", default=())
    parser.add_argument("--nli", type=Path)
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    totals: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    denied: Counter[tuple[str, str]] = Counter()
    for pair in (*read_own(), *(read_nli(given.nli) if given.nli else ())):
        if given.languages and pair.language not in given.languages:
            continue
        label = "contradicted" if pair.label in _FALSE else pair.label
        place = pair.name if pair.statement_language else f"{pair.language} {pair.name}", label
        wrong = [
            mismatch
            for mismatch in check_statement(
                pair.statement,
                Evidence((pair.evidence,), language=pair.language),
                language=pair.statement_language or pair.language,
            )
            if mismatch.contradicts
        ]
        totals[place] += 1
        found[place] += bool(wrong)
        denied[place] += any(mismatch.kind == "negation" for mismatch in wrong)
        is_wrong = label in {"supported", "contradicted"} and bool(wrong) == (label == "supported")
        if given.list and is_wrong and pair.name != "paraphrases, kept":
            print(f"{place[0]} {pair.label}: {pair.statement} | {pair.evidence} | {[each.kind for each in wrong]}")
    print_table(totals, found, denied)


def read_own() -> Iterator[Pair]:
    """Yield the pairs of this repository."""
    for line in (FOLDER / "pairs.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Pair("own", row["lang"], row["evidence"], row["statement"], row["label"])
    for line in (FOLDER / "paraphrases.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        said_in = row.get("statement_lang", row["lang"])
        name = f"paraphrases, {row['split']}"
        yield Pair(name, row["lang"], row["evidence"], row["statement"], row["label"], said_in)


def read_nli(folder: Path) -> Iterator[Pair]:
    """Yield the pairs of sets whose rows have one of the three labels."""
    for path in sorted(folder.glob("*.jsonl.xz")):
        name, language = path.name.removesuffix(".jsonl.xz").split(".")
        for line in lzma.decompress(path.read_bytes()).decode().splitlines():
            row = json.loads(line)
            if row["label"] in _LABELS:
                yield Pair(name, language, row["premise"], row["hypothesis"], _LABELS[row["label"]])


def print_table(
    totals: Counter[tuple[str, str]], found: Counter[tuple[str, str]], denied: Counter[tuple[str, str]]
) -> None:
    """Print the shares that are called contradicted; in brackets those by negation or an opposite of it."""
    labels = ("supported", "not_said", "contradicted")
    print(f"{'called contradicted':26}" + "".join(f"{label:>22}" for label in labels))
    for name in dict.fromkeys(name for name, _ in sorted(totals)):
        cells = []
        for label in labels:
            total = totals[name, label]
            share = (
                f"{100 * found[name, label] / total:.1f} % ({100 * denied[name, label] / total:.1f})" if total else "-"
            )
            cells.append(f"{share:>22}")
        print(f"{name:26}{''.join(cells)}")


if __name__ == "__main__":
    main()
