"""Questions of one's own about one text: right answers, right citations, and refusals where it does not say."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from answering.gold_questions import Asked, read, source_of
from answering.recorded_model import opened
from answering.systems import Pincite, Reply


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply held against what a right one holds; ``cited`` is whether a quote is from the right sentence."""

    asked: Asked
    reply: Reply
    right: bool
    cited: bool

    @property
    def passed(self) -> bool:
        """Whether everything about it is right."""
        return self.right and (self.cited or not self.asked.answers)

    def line(self) -> str:
        """For a person."""
        words = "ok  " if self.passed else f"BAD {'' if self.right else 'answer '}{'' if self.cited else 'citation '}"
        said = "refused" if self.reply.refused else self.reply.text
        return f"{words}{self.asked.question} → {said} ({self.reply.seconds:.1f} s)"


def measure(file: Path, questions: Path, work: Path, results: Path | None) -> None:
    """Ask, print what comes, and keep the figures in ``results`` and the replies in ``work``."""
    asked = read(questions)
    app, model = opened(work)
    judged: list[Judged] = []
    try:
        source_id = source_of(app, file)
        app.answerer.quote(asked[0].question)  # loads what no question's time should hold
        try:
            asyncio.run(_ask(asked, Pincite(app, model), source_id, judged))
        finally:
            _keep(judged, model.name, work / f"{questions.stem}-replies.jsonl", results)
    finally:
        app.close()


async def _ask(questions: Sequence[Asked], pincite: Pincite, source_id: str, judged: list[Judged]) -> None:
    for asked in questions:
        judged.append(judge(asked, await pincite.ask(asked.question, source_id)))
        print(judged[-1].line(), flush=True)


def judge(asked: Asked, reply: Reply) -> Judged:
    """Whether a reply is right. Pure."""
    if not asked.answers:
        return Judged(asked, reply, right=reply.refused, cited=not reply.cited)
    said = reply.text.casefold()
    right = not reply.refused and any(answer.casefold() in said for answer in asked.answers)
    return Judged(
        asked, reply, right, cited=any(quote in cited.words for quote in asked.quotes for cited in reply.cited)
    )


def figures(judged: Sequence[Judged]) -> list[str]:
    """A line for each figure. Pure."""
    answerable = [found for found in judged if found.asked.answers]
    other = [found for found in judged if not found.asked.answers]
    quotes = [cited for found in judged for cited in found.reply.cited]

    def share(words: str, flags: Sequence[bool]) -> str:
        return f"{words:<32} {sum(flags):>3} of {len(flags):>3}  {fmean(flags) if flags else float('nan'):.3f}"

    return [
        share("right answer", [found.right for found in answerable]),
        share("right sentence cited", [found.cited for found in answerable]),
        share("unanswerable refused", [found.right for found in other]),
        share("quotes that are no slices", [cited.span is None for cited in quotes]),
        f"{'prompt tokens, mean':<32} {fmean(found.reply.prompt_tokens for found in judged):>10.0f}",
        f"{'seconds, mean':<32} {fmean(found.reply.seconds for found in judged):>10.1f}",
    ]


def _keep(judged: Sequence[Judged], model: str, replies: Path, results: Path | None) -> None:
    if not judged:
        return
    rows = (json.dumps(asdict(found), ensure_ascii=False) for found in judged)
    replies.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    text = "\n".join([*figures(judged), f"model {model}"]) + "\n"
    print(text, end="")
    if results is not None:
        results.write_text(text, encoding="utf-8")
