"""Compares Pincite with LlamaIndex's ``CitationQueryEngine`` on SQuAD 2.0; each question goes to both in turn."""

import asyncio
import json
import platform
import random
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from answering.recorded_model import open_recording
from answering.reply_scores import ScoredReply, format_table, score
from answering.systems import CitationEngineSystem, PinciteSystem

from bot.answering.types import Question
from bot.evaluation.datasets.dataset import read_dataset
from bot.evaluation.datasets.scratch_index import index_articles
from bot.evaluation.datasets.squad import bind_squad
from bot.evaluation.datasets.types import EvalQuestion

_TABLE_EVERY = 10


def measure(dataset: Path, work: Path, results: Path | None, *, questions: int, seed: int) -> None:
    """Ask all questions and print the scores; write the table to ``results`` and the replies to ``work``.

    An interrupted run writes the table of the questions so far.

    Args:
        dataset: SQuAD-shaped, with impossible questions.
        work: The folder of the index and the replies; replies contain the dataset's text.
        results: The file of the table; None writes no table.
        questions: The number of questions, half of them impossible.
        seed: The same seed draws the same questions.
    """
    container, model = open_recording(work / "index")
    try:
        suite = bind_squad(index_articles(read_dataset(dataset), work / "index", container, lambda: None))
        asked = sample(suite.questions, questions, seed)
        systems = (
            PinciteSystem(container, model),
            CitationEngineSystem(container, sorted({str(each.source_id) for each in asked})),
        )
        container.extractive_answerer.quote(Question(asked[0].text))  # loads the models before the first timed question
        scored: dict[str, list[ScoredReply]] = {system.name: [] for system in systems}
        try:
            asyncio.run(_ask(asked, systems, scored, work / f"{dataset.stem}-replies.jsonl"))
        finally:
            _write_table(scored, container.settings.llm_model or "", seed, results)
    finally:
        container.close()


def sample(questions: Sequence[EvalQuestion], count: int, seed: int) -> list[EvalQuestion]:
    """Draw as many answerable as impossible questions, in turn, so that an interrupted run is balanced."""
    chance = random.Random(seed)
    kinds = (
        chance.sample([asked for asked in questions if asked.kind == kind], count // 2)
        for kind in ("answerable", "impossible")
    )
    return [asked for pair in zip(*kinds, strict=True) for asked in pair]


async def _ask(
    questions: Sequence[EvalQuestion],
    systems: tuple[PinciteSystem, CitationEngineSystem],
    scored: dict[str, list[ScoredReply]],
    replies_file: Path,
) -> None:
    with replies_file.open("w", encoding="utf-8") as file:
        for at, question in enumerate(questions):
            # The systems take turns at going first, so that neither always finds a warm cache.
            replies = {
                system.name: await system.ask(question.text, str(question.source_id))
                for system in (systems if at // 2 % 2 == 0 else systems[::-1])
            }
            for name, reply in replies.items():
                found = score(question, reply)
                scored[name].append(found)
                print(_line(at, question, name, found), flush=True)
                row = {"question": question.text, "kind": question.kind, "answers": question.answers, "system": name}
                figures = {"gold": [asdict(gold) for gold in question.gold], "article": question.article}
                file.write(json.dumps(row | figures | asdict(found), ensure_ascii=False, default=str) + "\n")
            file.flush()
            if (at + 1) % _TABLE_EVERY == 0:
                print("\n".join(format_table(scored)), flush=True)


def _line(at: int, question: EvalQuestion, name: str, found: ScoredReply) -> str:
    said = "refused" if found.reply.refused else found.reply.text.replace("\n", " ")[:120]
    return (
        f"{at + 1:>3} {question.kind:<10} {name:<20} F1 {found.f1:.2f} cited {found.right}/{found.cited} "
        f"{found.reply.prompt_tokens:>5} tokens {found.reply.seconds:>5.1f} s  {said}"
    )


def _write_table(scored: dict[str, list[ScoredReply]], model: str, seed: int, results: Path | None) -> None:
    measured = min(map(len, scored.values()))
    if not measured:
        return
    lines = format_table({name: rows[:measured] for name, rows in scored.items()})
    packages = f"Python {platform.python_version()}, llama-index-core {version('llama-index-core')}"
    lines.append(f"seed {seed}, model {model}, {packages}")
    print("\n".join(lines))
    if results is not None:
        results.write_text("\n".join(lines) + "\n", encoding="utf-8")
