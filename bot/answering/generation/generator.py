"""An answer written by a model: asked once, checked statement by statement, corrected once, and otherwise withheld."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.answering.generation import context as evidences
from bot.answering.generation.context import Evidence
from bot.answering.generation.streaming import StreamedText
from bot.answering.generation.verifier import Run, Said, Support, Unsupported, Verifier
from bot.answering.llm.language_names import name_of
from bot.answering.llm.model import Model, Written
from bot.answering.llm.prompt_text import harmless
from bot.answering.llm.reply_parser import Draft, drafts, pointed
from bot.answering.types import OnText, Usage, Verdict, Withheld
from bot.executors import Executors
from index.retrieval.ranking import Ranking
from index.types import Source
from prompts.library import Library, Rendered

_JUDGED_TOKENS = 4
_POINTED = 3
_INSISTED = 3
_CLOSE, _FAR = 1.0, 2.0
"""How far a sentence's score may lie behind the best one's to be as likely to answer, and from where it hardly does: so
far behind is what supports 3 of 124 right answers of a small model, and 7 of 47 wrong ones."""


class Finds(Protocol):
    """Looks sources up. Blocking."""

    def get_source(self, id_: str) -> Source:
        """The current source of that id."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement that may be shown, with what supports it."""

    text: str
    runs: tuple[Run, ...]
    verdict: Verdict


@dataclass
class Sheet:
    """What came of one answer so far.

    Attributes:
        failed: Statements that could not be verified.
        confirmed: Whether the model grants, without having managed to answer at first, that the sources do answer.
    """

    checked: list[Checked] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    failed: list[Draft] = field(default_factory=list)
    confirmed: bool = False

    def add(self, other: "Sheet") -> None:
        """Take over what came of another call."""
        self.checked += other.checked
        self.withheld += other.withheld
        self.usage += other.usage
        self.prompts = list(dict.fromkeys([*self.prompts, *other.prompts]))

    def count(self, prompt: Rendered, written: Written) -> None:
        """Note a call."""
        self.usage += written.usage
        if prompt.name not in self.prompts:
            self.prompts.append(prompt.name)


class Writer:
    """Has a model write, and lets through what the sentences support."""

    def __init__(  # noqa: PLR0913 - services are handed in, one argument each
        self,
        model: Model,
        library: Library,
        verifier: Verifier,
        catalog: Finds,
        worker: Executors,
        *,
        evidence_tokens: int,
        judged: bool = False,
    ) -> None:
        """Write with ``model``.

        Args:
            model: Writes, and judges if ``judged``.
            library: What it is told.
            verifier: Finds what supports a statement.
            catalog: Knows the sources' titles.
            worker: Runs what blocks.
            evidence_tokens: How much of the sources it is shown.
            judged: Whether the model is asked, too, if each quote says what its statement says.
        """
        self.model = model
        self._library = library
        self._verifier = verifier
        self._catalog = catalog
        self._worker = worker
        self._evidence_tokens = evidence_tokens
        self._judged = judged

    async def answer(self, question: str, language: str, ranking: Ranking, on_text: OnText | None) -> Sheet:
        """Answer from what was ranked; raises ``ModelError``.

        Small models refuse too much, and slip. Where nothing of a reply can be shown, the model is asked whether the
        best sentence, or the next with it, answers the question; if it grants that, it is asked to answer from the best
        few.
        """
        evidence = await self._sourced(evidences.gather(ranking.sentences, self._evidence_tokens))
        sheet = await self.write("answer", question, language, evidence, on_text)
        if sheet.checked:
            await self._doubt(question, language, evidence, sheet, sure=ranking.is_sure)
            if sheet.failed and sheet.checked:
                await self._repair(Said(question, sheet.failed[0], language), evidence, sheet)
            return sheet
        if evidence.sentences:
            sheet.confirmed = await self._confirms(question, _likeliest(evidence), sheet)
        if sheet.confirmed:
            best = evidences.gather(ranking.sentences, self._evidence_tokens, _INSISTED)
            best = replace(best, sources=evidence.sources)  # the first few of the same sentences
            sheet.add(await self.write("insist", question, language, best, on_text))
        return sheet

    async def _doubt(self, question: str, language: str, evidence: Evidence, sheet: Sheet, *, sure: bool) -> None:
        """Withhold an answer, unless the model stands by it, where the sources may not answer the question.

        That may be so where what was found is not ``sure``, where another sentence would answer far better, or where
        the question takes something for granted. A statement made of the question's words and a name is true of any
        sentence with that name.
        """
        first = sheet.checked[0]
        presumed = await self._worker.run(self._verifier.presumed, question, language, first.runs, evidence)
        if sure and presumed is None and not _is_far(first, evidence):
            return
        if await self._confirms(question, " ".join(run.text for run in first.runs), sheet):
            return
        reason = (
            "the model does not stand by it"
            if presumed is None
            else f"the question takes for granted what the sources do not say: {presumed.text}"
        )
        sheet.withheld += [Withheld(checked.text, reason) for checked in sheet.checked]
        sheet.checked.clear()

    async def _confirms(self, question: str, sentence: str, sheet: Sheet) -> bool:
        values = {"question": harmless(question), "sentence": harmless(sentence)}
        written = await self._ask("confirm", values, sheet, max_tokens=_JUDGED_TOKENS)
        return _says(written.text, "yes")

    async def write(  # noqa: PLR0913 - a prompt, what fills it, and where its text is shown
        self,
        prompt_name: str,
        question: str,
        language: str,
        evidence: Evidence,
        on_text: OnText | None = None,
        *,
        above: Sequence[str] = (),
    ) -> Sheet:
        """Have a prompt with these sentences written and checked, without a call if there are none.

        Raises ``ModelError``.
        """
        sheet = Sheet()
        if not evidence.sentences:
            return sheet
        evidence = await self._sourced(evidence)
        values = _values(question, language, evidence)
        streamed = None if on_text is None else StreamedText(on_text, above)
        written = await self._ask(prompt_name, values, sheet, streamed)
        found = drafts(written.text)
        if not found:
            sheet.checked = _pointed(written.text, evidence)
        for draft in found:
            support = await self._support(Said(question, draft, language), evidence, sheet)
            if isinstance(support, Support):
                sheet.checked.append(Checked(draft.text, support.runs, "supported" if support.cited else "attached"))
            else:
                sheet.failed.append(draft)
                sheet.withheld.append(Withheld(draft.text, support.reason))
        return sheet

    async def _repair(self, said: Said, evidence: Evidence, sheet: Sheet) -> None:
        """Ask once more for what could not be verified."""
        statement = harmless(" ".join(draft.text for draft in sheet.failed))
        values = _values(said.question, said.language, evidence) | {"statement": statement}
        written = await self._ask("repair", values, sheet)
        known = {checked.text.casefold() for checked in sheet.checked}
        for draft in drafts(written.text):
            support = await self._support(replace(said, draft=draft), evidence, sheet)
            if isinstance(support, Support) and draft.text.casefold() not in known:
                sheet.checked.append(Checked(draft.text, support.runs, "repaired"))

    async def _sourced(self, evidence: Evidence) -> Evidence:
        """Evidence that knows its sources."""
        if evidence.sources or not evidence.sentences:
            return evidence
        return replace(evidence, sources=await self._worker.run(self._sources, evidence))

    async def _support(self, said: Said, evidence: Evidence, sheet: Sheet) -> Support | Unsupported:
        support = await self._worker.run(self._verifier.verify, said, evidence)
        if not self._judged or isinstance(support, Unsupported):
            return support
        values = {
            "question": harmless(said.question),
            "statement": harmless(said.draft.text),
            "quote": harmless(" ".join(run.text for run in support.runs)),
        }
        verdict = await self._ask("judge", values, sheet, max_tokens=_JUDGED_TOKENS)
        denied = _says(verdict.text, "no")
        return Unsupported("the model says that the quote does not say this") if denied else support

    async def _ask(
        self,
        name: str,
        values: Mapping[str, str],
        sheet: Sheet,
        on_text: OnText | None = None,
        max_tokens: int | None = None,
    ) -> Written:
        prompt = self._library.get(name).render(values)
        written = await self.model.write(prompt.system, prompt.user, on_text, max_tokens=max_tokens)
        sheet.count(prompt, written)
        return written

    def _sources(self, evidence: Evidence) -> dict[str, Source]:
        ids = {sentence.hit.source_id for sentence in evidence.sentences}
        return {id_: self._catalog.get_source(id_) for id_ in ids}


def _values(question: str, language: str, evidence: Evidence) -> dict[str, str]:
    return {
        "language": name_of(language),
        "question": harmless(question),
        "sentences": evidences.shown(evidence),
    }


def _likeliest(evidence: Evidence) -> str:
    """The best sentence, and the next one if it is as likely to answer."""
    best, *others = (sentence.hit for sentence in evidence.sentences)
    return " ".join([best.text, *(other.text for other in others[:1] if best.score - other.score < _CLOSE)])


def _is_far(checked: Checked, evidence: Evidence) -> bool:
    """Whether what supports a statement lies far behind the best sentence."""
    cited = max(hit.score for run in checked.runs for hit in run.hits)
    return evidence.ranked[0].score - cited > _FAR


def _says(text: str, word: str) -> bool:
    """Whether a reply of one word is this word."""
    return text.strip(" *\"'.\n").casefold().startswith(word)


def _pointed(text: str, evidence: Evidence) -> list[Checked]:
    """The sentences that a reply points to without a word of its own."""
    known = {sentence.n: sentence.hit for sentence in evidence.sentences}
    chosen = [known[number] for number in pointed(text) if number in known][:_POINTED]
    return [Checked(hit.text, (Run((hit,)),), "quoted") for hit in chosen]
