"""Measures what verification shows: false statements that pass, and true ones that are withheld.

    python benchmarks/verification.py [--split SPLIT] [--list] [--check | --claims] [--work DIR]

The splits are ``dev`` and ``test``, ``tuned``, and with articles in further languages ``fresh`` and ``fresh_test``, and
``genres`` and ``genres_kept``.
Every statement of ``verification/statements.jsonl`` is verified as the bot does it: the model has cited the sentences
of its evidence, and the prompt had the best sentences of the article beside them. ``--list`` prints each false
statement that is shown and each true one that is withheld, with the reason; use it with ``--split dev``, because
thresholds and word lists may be set on those articles only. ``--check`` looks up the statements without a question as
``pincite check`` does, and prints the verdicts. ``--claims`` sends them as messages without a question, and prints how
the chat replies: told as contradicted, quoted surely, quoted as possible, or not found.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answering.generation.context import PromptContext, number_sentences
from bot.answering.generation.types import Claim, Support
from bot.answering.generation.verifier import Verifier
from bot.answering.llm.replies.reply_parser import DraftStatement
from bot.answering.types import Question
from bot.composition.container import Container
from config.settings import Settings
from index.indexing.types import LinkLimits
from index.text.normalization import canonicalize
from index.types import SentenceHit, source_id

FOLDER = Path(__file__).parent / "verification"
SPLITS = ("dev", "test", "tuned", "fresh", "fresh_test", "genres", "genres_kept")
_NUMBERED = 10
"""As many sentences as a prompt has at most."""


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the data set, ready to be verified."""

    row: dict[str, Any]
    claim: Claim
    context: PromptContext

    @property
    def is_false(self) -> bool:
        """Whether the statement must not be shown."""
        return bool(self.row["label"] != "supported")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verification of a case; ``reason`` is empty if the statement is shown."""

    case: Case
    shown: bool
    reason: str
    seconds: float

    @property
    def is_wrong(self) -> bool:
        """Whether a false statement is shown or a true one withheld."""
        return self.shown == self.case.is_false


def main() -> None:
    """Print the errors by split, kind and language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=SPLITS)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--claims", action="store_true")
    parser.add_argument("--work", type=Path, default=Path(".cache/benchmarks"))
    given = parser.parse_args()
    container = index_articles(given.work / "verification")
    verifier = Verifier(lambda: container.embedder)
    for split in (given.split,) if given.split else ("dev", "test"):
        if given.claims:
            print_replies(split, asyncio.run(send_claims(container, split)))
            continue
        if given.check:
            print_verdicts(split, check_statements(container, split), show_wrong=given.list)
            continue
        outcomes = [verify(case, verifier) for case in build_cases(container, split)]
        print_errors(split, outcomes)
        if given.list:
            print_wrong(outcomes)
    container.close()


def check_statements(container: Container, split: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the rows without a question, each with the verdict of the checker."""
    for row in read_rows(split):
        if row["question"] is None:
            id_ = source_id(str((FOLDER / row["article"]).resolve()))
            answer = container.statement_checker.judge(Question(row["statement"], [id_]))
            yield row, answer.statements[0].verdict


async def send_claims(container: Container, split: str) -> Counter[tuple[str, str]]:
    """Send the statements without a question to the bot, and count the replies by label."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in read_rows(split):
        if row["question"] is None:
            id_ = source_id(str((FOLDER / row["article"]).resolve()))
            answer = await container.question_log.answer(Question(row["statement"], [id_]))
            quoted = "quoted surely" if answer.is_sure else "perhaps"
            reply = "contradicted" if answer.mode == "check" else quoted
            counts[row["label"], "not found" if answer.status == "not_found" else reply] += 1
    return counts


def print_replies(split: str, counts: Counter[tuple[str, str]]) -> None:
    """Print how many statements of each label got each reply."""
    replies = ("contradicted", "quoted surely", "perhaps", "not found")
    print(f"\n{split:<14}" + "".join(f"{reply:>15}" for reply in replies))
    for label in ("supported", "contradicted", "not_said"):
        print(f"{label:<14}" + "".join(f"{counts[label, reply]:>15}" for reply in replies))


def print_verdicts(split: str, found: Iterator[tuple[dict[str, Any], str]], *, show_wrong: bool) -> None:
    """Print how many statements of each label have each verdict."""
    counts: Counter[tuple[str, str]] = Counter()
    for row, verdict in found:
        counts[row["label"], verdict] += 1
        if show_wrong and row["label"].replace("_", " ") != verdict:
            print(f"{verdict:<13} {row['kind']}: {row['statement']}")
    print(f"\n{split:<14}{'supported':>12}{'contradicted':>14}{'not said':>10}")
    for label in ("supported", "contradicted", "not_said"):
        cells = [counts[label, verdict] for verdict in ("supported", "contradicted", "not said")]
        print(f"{label:<14}{cells[0]:>12}{cells[1]:>14}{cells[2]:>10}")


def index_articles(data_dir: Path) -> Container:
    """Index the articles, unless an earlier run did."""
    container = Container(Settings(_env_file=None, data_dir=data_dir), strict=True)
    indexed = {source.id for source in container.catalog.list_sources()}
    for article in sorted(FOLDER.glob("**/articles/*.md")):
        if source_id(str(article.resolve())) not in indexed:
            container.indexer.index(str(article.resolve()), "document", LinkLimits(0, 0), lambda _step: None)
    return container


def read_rows(split: str) -> list[dict[str, Any]]:
    """Return the statements of a split."""
    files = (FOLDER / folder / "statements.jsonl" for folder in ("", "more", "fresh", "genres"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["split"] == split]


def build_cases(container: Container, split: str) -> Iterator[Case]:
    """Build the cases of a split: its evidence is cited, and the best sentences of the article stand beside it."""
    for row in read_rows(split):
        id_ = source_id(str((FOLDER / row["article"]).resolve()))
        source = container.catalog.get_source(id_)
        stored = container.catalog.get_text(source.text_id) or ""
        ranked = container.retriever.rank(row["question"] or row["statement"], source_ids=[id_]).sentences
        known = {hit.span for hit in ranked}
        ranked = (*ranked, *(hit for hit in container.retriever.list_sentences([id_]) if hit.span not in known))
        cited = _locate(row["evidence"], ranked, stored)
        numbered = [*cited, *(hit for hit in ranked if hit not in cited)][:_NUMBERED]
        context = number_sentences(numbered, ranked)
        claim = Claim(
            row["question"] or "",
            DraftStatement(row["statement"], tuple(range(1, len(cited) + 1))),
            row["lang"],
        )
        yield Case(row, claim, PromptContext(context.sentences, context.ranked, {id_: source}))


def verify(case: Case, verifier: Verifier) -> Outcome:
    """Verify a case, and take the processor time."""
    started = time.process_time()
    found = verifier.verify(case.claim, case.context)
    seconds = time.process_time() - started
    shown = isinstance(found, Support)
    return Outcome(case, shown, "" if isinstance(found, Support) else found.reason, seconds)


def print_errors(split: str, outcomes: Sequence[Outcome]) -> None:
    """Print the errors of a split, in total, by language and by kind."""
    false = [outcome for outcome in outcomes if outcome.case.is_false]
    true = [outcome for outcome in outcomes if not outcome.case.is_false]
    print(f"{split}: {_share(false)} false statements shown, {_share(true)} true ones withheld")
    milliseconds = sorted(1000 * outcome.seconds for outcome in outcomes)
    p95 = milliseconds[len(milliseconds) * 95 // 100]
    print(f"processor time of one statement: median {statistics.median(milliseconds):.1f} ms, 95 % within {p95:.1f} ms")
    for name, rows in (("false, shown", false), ("true, withheld", true)):
        _print_table(name, rows, "language", lambda outcome: outcome.case.row["lang"])
        across = [outcome for outcome in rows if outcome.case.row["lang"] != _article_language(outcome)]
        print(f"{'across languages':28} {_share(across)}")
        _print_table(name, rows, "kind", lambda outcome: outcome.case.row["kind"])
    print()


def print_wrong(outcomes: Sequence[Outcome]) -> None:
    """Print each wrong outcome with its reason."""
    for outcome in outcomes:
        if outcome.is_wrong:
            row = outcome.case.row
            print(f"{row['id']} {row['kind']} {row['lang']}: {row['question'] or '-'} {row['statement']}")
            print(f"    {' | '.join(row['evidence'])}")
            print(f"    {outcome.reason or 'shown'}")
    print()


def _locate(evidence: Sequence[str], ranked: Sequence[SentenceHit], stored: str) -> list[SentenceHit]:
    found = []
    for sentence in map(canonicalize, evidence):
        start = stored.index(sentence)
        found += [hit for hit in ranked if hit.span.start < start + len(sentence) and start < hit.span.end]
    return list(dict.fromkeys(found))


def _print_table(name: str, outcomes: Sequence[Outcome], by: str, key: Callable[[Outcome], str]) -> None:
    print(f"\n{name}, by {by}")
    for value in dict.fromkeys(sorted(map(key, outcomes))):
        print(f"{value:28} {_share([outcome for outcome in outcomes if key(outcome) == value])}")


def _share(outcomes: Sequence[Outcome]) -> str:
    wrong = Counter(outcome.is_wrong for outcome in outcomes)[True]
    return f"{wrong} of {len(outcomes)}"


def _article_language(outcome: Outcome) -> str:
    return str(outcome.case.row["article"]).split(".")[-2]


if __name__ == "__main__":
    main()
