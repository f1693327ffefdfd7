"""Scores answers to your own questions about one text: right answers, right citations and right refusals."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from answering.gold_questions import ArticleQuestion, ensure_indexed, read_questions
from answering.recorded_model import open_recording
from answering.systems import PinciteSystem, SystemReply

from bot.answering.types import Question


@dataclass(frozen=True, slots=True)
class JudgedReply:
    """A reply and its verdict; ``cited`` says whether a citation quotes the right sentence."""

    asked: ArticleQuestion
    reply: SystemReply
    right: bool
    cited: bool

    @property
    def passed(self) -> bool:
        """Whether the answer and its citation are right."""
        return self.right and (self.cited or not self.asked.answers)

    def format(self) -> str:
        """Return the verdict as a line of text."""
        words = "ok  " if self.passed else f"BAD {'' if self.right else 'answer '}{'' if self.cited else 'citation '}"
        said = "refused" if self.reply.refused else self.reply.text
        return f"{words}{self.asked.question} → {said} ({self.reply.seconds:.1f} s)"


def measure(file: Path, questions: Path, work: Path, results: Path | None) -> None:
    """Ask all questions and print the verdicts; write the figures to ``results`` and the replies to ``work``."""
    asked = read_questions(questions)
    container, model = open_recording(work)
    judged: list[JudgedReply] = []
    try:
        source_id = ensure_indexed(container, file)
        # Loads the models before the first timed question.
        container.extractive_answerer.quote(Question(asked[0].question))
        try:
            asyncio.run(_ask(asked, PinciteSystem(container, model), source_id, judged))
        finally:
            _write_results(judged, model.name, work / f"{questions.stem}-replies.jsonl", results)
    finally:
        container.close()


async def _ask(
    questions: Sequence[ArticleQuestion], pincite: PinciteSystem, source_id: str, judged: list[JudgedReply]
) -> None:
    for asked in questions:
        judged.append(judge(asked, await pincite.ask(asked.question, source_id)))
        print(judged[-1].format(), flush=True)


def judge(asked: ArticleQuestion, reply: SystemReply) -> JudgedReply:
    """Compare a reply with the expected answers and quotes."""
    if not asked.answers:
        return JudgedReply(asked, reply, right=reply.refused, cited=not reply.cited)
    said = reply.text.casefold()
    right = not reply.refused and any(answer.casefold() in said for answer in asked.answers)
    return JudgedReply(
        asked, reply, right, cited=any(quote in cited.words for quote in asked.quotes for cited in reply.cited)
    )


def format_figures(judged: Sequence[JudgedReply]) -> list[str]:
    """Return a line of text for each figure."""
    answerable = [found for found in judged if found.asked.answers]
    other = [found for found in judged if not found.asked.answers]
    quotes = [cited for found in judged for cited in found.reply.cited]

    def share(words: str, flags: Sequence[bool]) -> str:
        return f"{words:<32} {sum(flags):>3} of {len(flags):>3}  {fmean(flags) if flags else float('nan'):.3f}"

    return [
        share("right answer", [found.right for found in answerable]),
        share("right sentence cited", [found.cited for found in answerable]),
        share("unanswerable refused", [found.right for found in other]),
        share("quotes that are not slices", [cited.span is None for cited in quotes]),
        f"{'prompt tokens, mean':<32} {fmean(found.reply.prompt_tokens for found in judged):>10.0f}",
        f"{'seconds, mean':<32} {fmean(found.reply.seconds for found in judged):>10.1f}",
    ]


def _write_results(judged: Sequence[JudgedReply], model: str, replies: Path, results: Path | None) -> None:
    if not judged:
        return
    rows = (json.dumps(asdict(found), ensure_ascii=False) for found in judged)
    replies.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    text = "\n".join([*format_figures(judged), f"model {model}"]) + "\n"
    print(text, end="")
    if results is not None:
        results.write_text(text, encoding="utf-8")
