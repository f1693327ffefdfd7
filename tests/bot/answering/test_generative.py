"""Generative answering shows statements that the sources support, and no others."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from bot.answering.answer_cache import ReplicaAnswers
from bot.answering.extractive.answerer import ExtractiveAnswerer
from bot.answering.generative import GenerativeAnswerer
from bot.answering.llm.model import ModelError, ModelReply
from bot.answering.types import Answer, OnText, Question, Turn, Usage
from bot.executors import Executors
from index.errors import StoreError
from index.retrieval.ranking import Ranking
from tests.support.generative_bench import QUESTION, TEXT, InMemoryLedger, StubIndex, hits, make_answerer


@dataclass
class ScriptedModel:
    """Streams prepared replies, a few characters at a time."""

    replies: list[str | ModelReply | Exception]
    prompts: list[tuple[str, str]] = field(default_factory=list)
    name: str = "scripted"

    async def complete(
        self, system: str, user: str, on_text: OnText | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """Stream the next reply."""
        del max_tokens
        self.prompts.append((system, user))
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        whole = reply if isinstance(reply, ModelReply) else ModelReply(reply, Usage(1, 100, 10))
        for end in range(3, len(whole.text) + 3, 3):
            if on_text:
                on_text(whole.text[:end])
        return whole

    async def close(self) -> None:
        """Close nothing."""


@dataclass
class GenerativeBench:
    """An answerer with its model, index and ledger."""

    model: ScriptedModel
    index: StubIndex
    answerer: GenerativeAnswerer
    ledger: InMemoryLedger

    async def ask(
        self,
        text: str = QUESTION,
        *,
        history: Sequence[Turn] = (),
        asker: str | None = None,
        on_text: OnText | None = None,
    ) -> Answer:
        """Ask the answerer."""
        return await self.answerer.answer(Question(text, None, history, asker, on_text))


class MemoryStore(dict[str, str]):
    """Keeps answers in memory."""

    find = dict[str, str].get

    def save(self, key: str, body: str) -> None:
        """Keep an answer."""
        self[key] = body


class BrokenStore:
    """A database that cannot be reached."""

    def find(self, key: str) -> str | None:
        """Fail."""
        raise StoreError(f"There is no {key[:2]} now; try again in a moment.")

    def save(self, key: str, body: str) -> None:
        """Fail."""
        raise StoreError(f"There is no {key[:2]} now for {len(body)} bytes; try again in a moment.")


def bench(
    *replies: str | ModelReply | Exception,
    index: StubIndex | None = None,
    judged: bool = False,
    per_asker: int = 0,
    shared: ReplicaAnswers | None = None,
) -> GenerativeBench:
    """Return an answerer whose model gives these replies."""
    model, stub, ledger = ScriptedModel(list(replies)), index or StubIndex(), InMemoryLedger()
    answerer = make_answerer(model, stub, ledger, judged=judged, per_asker=per_asker, shared=shared)
    return GenerativeBench(model, stub, answerer, ledger)


async def test_a_supported_statement_is_shown_with_its_quote() -> None:
    """The quote is the smallest slice of the text that supports the statement."""
    answer = await bench("The tower was finished in 1811 [1].").ask()
    assert ("answered", "model", "The tower was finished in 1811. [1]") == (answer.status, answer.mode, answer.text)
    assert ["It was finished in 1811 by Ada Byrne."] == [cited.quote for cited in answer.citations]
    assert all(cited.quote == cited.span.slice(TEXT) for cited in answer.citations)
    assert ["supported"] == [statement.verdict for statement in answer.statements]


@pytest.mark.parametrize(
    "reply", ["The tower was finished in 1811.", "The tower was finished in 1811 [3].", "It was finished in 1811 [99]."]
)
async def test_a_wrong_or_missing_number_is_corrected(reply: str) -> None:
    """The supporting sentence is cited, whatever number the model gave."""
    answer = await bench(reply).ask()
    assert ["It was finished in 1811 by Ada Byrne."] == [cited.quote for cited in answer.citations]
    assert ["attached"] == [statement.verdict for statement in answer.statements]


async def test_a_sentence_that_adds_nothing_is_not_cited() -> None:
    """A sentence that shares words is not cited if the model's own citation contains all facts."""
    text = (
        "The engineer Ada Byrne was 26 years old. Cyrus Field had retired at 33 with a fortune. Gulls nest there. "
        "The lamp burned whale oil. Nobody lives there now. The tower is of granite."
    )
    field, *others = hits(text, "sea")
    asked = bench("Field was 33 years old [1].", index=StubIndex([replace(field, score=9.0), *others]))
    answer = await asked.ask("How old was Field when he retired?")
    assert [field.text] == [cited.quote for cited in answer.citations]


async def test_an_unsupported_statement_is_repaired_once_and_then_withheld() -> None:
    """Users do not see a year that no sentence has; the answer keeps the reason."""
    asked = bench("It was finished in 1911 [1].", "NO", index=StubIndex(sure=False))
    answer = await asked.ask()
    assert ("not_found", ()) == (answer.status, answer.statements)
    assert answer.generation is not None
    assert ["date not in the sources: 1911"] == [withheld.reason for withheld in answer.generation.withheld]
    assert 2 == len(asked.model.prompts)
    assert answer.nearest


@pytest.mark.parametrize(
    ("question", "presumed"),
    [
        ("When was the tower on Gull Reef finished?", "Gull Reef"),
        ("When was the tower not finished?", "not finished"),
    ],
)
async def test_a_question_with_a_false_presumption_is_answered_only_if_the_model_confirms(
    question: str, presumed: str
) -> None:
    """A name or negation that only the question has costs a call, and the answer unless the model confirms it."""
    refused = await bench("The tower was finished in 1811 [1].", "NO").ask(question)
    stood_by = await bench("The tower was finished in 1811 [1].", "YES").ask(question)
    assert ("not_found", ()) == (refused.status, refused.statements)
    assert refused.generation is not None
    reason = f"the question presumes what the sources do not say: {presumed}"
    assert [reason] == [withheld.reason for withheld in refused.generation.withheld]
    assert ("answered", "The tower was finished in 1811. [1]") == (stood_by.status, stood_by.text)


async def test_an_answer_from_an_unsure_ranking_needs_confirmation() -> None:
    """An unsure ranking costs a call for confirmation; a sure one does not."""
    reply = "The tower was finished in 1811 [1]."
    refused = await bench(reply, "NO", index=StubIndex(sure=False)).ask()
    stood_by = await bench(reply, "YES", index=StubIndex(sure=False)).ask()
    assert refused.generation is not None
    assert ("not_found", ["the model does not confirm it"]) == (
        refused.status,
        [withheld.reason for withheld in refused.generation.withheld],
    )
    assert ("answered", "answered") == (stood_by.status, (await bench(reply).ask()).status)


def ranked_by(*scores: float) -> StubIndex:
    """Return an index whose sentences have these scores."""
    return StubIndex([replace(hit, score=score) for hit, score in zip(hits(), scores, strict=True)])


async def test_support_far_below_the_best_sentence_needs_confirmation() -> None:
    """A sentence that hardly answers supports many wrong answers, so the model must confirm them."""
    reply, near, far = "The lamp burned whale oil [3].", ranked_by(9, 8, 7.5, 1), ranked_by(9, 8, 6.5, 1)
    refused = await bench(reply, "NO", index=far).ask("What did the lamp of the tower burn?")
    stood_by = await bench(reply, "YES", index=far).ask("What did the lamp of the tower burn?")
    at_once = await bench(reply, index=near).ask("What did the lamp of the tower burn?")
    assert ["quotes", "model", "model"] == [refused.mode, stood_by.mode, at_once.mode]


@pytest.mark.parametrize(("second", "asked_about"), [(8.5, 2), (7.5, 1)])
async def test_after_a_refusal_the_likeliest_sentences_are_confirmed_together(second: float, asked_about: int) -> None:
    """If two sentences score about the same, the model is asked about both together."""
    asked = bench("NOT FOUND", "NO", index=ranked_by(9, second, 2, 1))
    await asked.ask()
    _, shown = asked.model.prompts[-1]
    assert asked_about == sum(hit.text in shown for hit in asked.index.ranked)


async def test_a_repaired_statement_is_shown() -> None:
    """Beside a supported statement, the repair of another one counts if the sources support it."""
    reply = "The lamp burned whale oil [3]. It was finished in 1911 [1]."
    answer = await bench(reply, "It was finished in 1811 [1].").ask()
    assert [("The lamp burned whale oil.", "supported"), ("It was finished in 1811.", "repaired")] == [
        (said.text, said.verdict) for said in answer.statements
    ]


async def test_a_model_whose_only_statement_fails_may_answer_again() -> None:
    """If the only statement fails but the best sentence answers, the model answers again."""
    answer = await bench("It was finished in 1911 [1].", "YES", "It was finished in 1811 [1].").ask()
    assert "It was finished in 1811. [1]" == answer.text


async def test_quotes_replace_statements_that_fail_twice() -> None:
    """If the sources answer and the model fails twice, the answer has quotes and a notice."""
    answer = await bench("It was finished in 1911 [1].", "YES", "It was finished in 1912 [1].").ask()
    assert ("quotes", "model_unsupported") == (answer.mode, answer.notice)
    assert "The tower of Hollin Point is of granite. It was finished in 1811 by Ada Byrne." == answer.citations[0].quote


@pytest.mark.parametrize("replies", [(), ("It was finished in 1811 [1].",)])
async def test_contradicting_sources_are_both_shown(replies: tuple[str, ...]) -> None:
    """A source with another year is quoted beside the answer, with and without a model."""
    other = hits("The tower of Hollin Point was finished in 1821 by Ada Byrne.", "chart")
    mine = hits("The tower of Hollin Point was finished in 1811 by Ada Byrne.")
    asked = bench(*replies, index=StubIndex([mine[0], other[0]]))
    quoting = ExtractiveAnswerer(asked.index, asked.index, Executors())
    answer = await (asked.ask() if replies else quoting.answer(Question(QUESTION)))
    assert "contrast" == answer.statements[-1].verdict
    assert "The tower of Hollin Point was finished in 1821 by Ada Byrne." == answer.citations[-1].quote
    assert ["tower", "chart"] == [cited.source.id for cited in answer.citations]


async def test_numbers_run_in_order_of_appearance() -> None:
    """Users see 1, 2, 3, whatever the model's numbers; a repeated sentence keeps its number."""
    reply = "The lamp burned whale oil [3]. It was finished in 1811 [1]. The lamp burned whale oil, too [3]."
    answer = await bench(reply).ask("What is known about the tower?")
    assert [(1,), (2,), (1,)] == [statement.citations for statement in answer.statements]
    assert [1, 2] == [cited.n for cited in answer.citations]


async def test_nothing_relevant_costs_no_call() -> None:
    """The model is not called if no sentence is relevant."""
    asked = bench(index=StubIndex(confidence=0.1))
    answer = await asked.ask("Who won the cup?")
    assert ("not_found", []) == (answer.status, asked.model.prompts)


@dataclass
class PartingIndex(StubIndex):
    """Is sure of one question, and not of two at once."""

    def rank(self, question: str, **searched: object) -> Ranking:
        """Return the ranking."""
        self.sure = " and " not in question
        found = StubIndex.rank(self, question, **searched)
        return replace(found, confidence=0.99) if self.sure else found


@pytest.mark.parametrize(("confidence", "calls"), [(0.1, 0), (0.6, 2)])
async def test_quotes_that_surely_answer_both_parts_of_a_question_are_shown(confidence: float, calls: int) -> None:
    """Where the model has nothing to say, an answer is at least as right as one without a model."""
    asked = bench("NOT FOUND", "NO", index=PartingIndex(confidence=confidence))
    answer = await asked.ask("Who finished the tower of Hollin Point and what did the lamp burn?")
    assert ("answered", "quotes", calls) == (answer.status, answer.mode, len(asked.model.prompts))
    assert "1811" in answer.text


@pytest.mark.parametrize(
    "reply", ["The sentences do not say when it was finished.", "Das steht nicht im Text. Nicht gefunden."]
)
async def test_a_refusal_in_other_words_is_a_refusal(reply: str) -> None:
    """The model said nothing that could be unproved, so the quotes have no notice."""
    answer = await bench(reply, "NO").ask()
    assert ("quotes", None) == (answer.mode, answer.notice)


async def test_what_a_model_says_of_its_prompt_is_not_shown() -> None:
    """Users see the statement alone, and no call is spent on the words around it."""
    reply = (
        "Sure! According to sentence 1, the tower was finished in 1811. The text does not say at what price.\n\n"
        "Sources: [1]\n\nWould you like to know more?"
    )
    seen: list[str] = []
    asked = bench(reply)
    answer = await asked.ask(on_text=seen.append)
    assert ("The tower was finished in 1811. [1]", "The tower was finished in 1811.") == (answer.text, seen[-1])
    assert 1 == len(asked.model.prompts)


async def test_a_follow_up_moves_on() -> None:
    """A statement of the answer before is not said again beside a new one."""
    history = (Turn(QUESTION, "It was finished in 1811. [1]"),)
    reply = "It was finished in 1811 [1]. Ada Byrne finished it [1]."
    answer = await bench("Who finished the tower of Hollin Point?", reply).ask("And who finished it?", history=history)
    assert ["Ada Byrne finished it."] == [statement.text for statement in answer.statements]


async def test_a_refusal_gives_not_found_with_the_nearest_sentences() -> None:
    """The answer says that the sources do not answer, and offers the nearest sentences."""
    answer = await bench("NOT FOUND", "NO", index=StubIndex(sure=False)).ask("Who owns the tower?")
    assert ("not_found", (), ()) == (answer.status, answer.statements, answer.citations)
    assert [1, 2, 3] == [near.n for near in answer.nearest]


@pytest.mark.parametrize(
    ("replies", "notice"), [(("NOT FOUND", "NO"), None), (("It was finished in 1911 [1].", "NO"), "model_unsupported")]
)
async def test_a_sure_search_is_quoted_where_the_model_has_no_answer(
    replies: tuple[str, ...], notice: str | None
) -> None:
    """Without a supported statement the answer has the quotes that it would have without a model."""
    answer = await bench(*replies).ask()
    quoted = "The tower of Hollin Point is of granite. It was finished in 1811 by Ada Byrne."
    assert ("answered", "quotes", notice) == (answer.status, answer.mode, answer.notice)
    assert quoted == answer.citations[0].quote


async def test_a_summary_is_not_replaced_by_quotes_for_its_own_words() -> None:
    """A sure search for the words of a task says nothing about the task."""
    answer = await bench(*["NOT FOUND"] * 3).ask("Summarise the article.")
    assert ("not_found", "model") == (answer.status, answer.mode)


async def test_a_statement_without_the_number_that_is_asked_for_gives_way_to_the_quotes() -> None:
    """A supported statement beside the point must not displace a quote that has the year."""
    answer = await bench("Ada Byrne finished the tower [1].").ask()
    assert ("quotes", "model_unsupported") == (answer.mode, answer.notice)
    assert "1811" in answer.text


@pytest.mark.parametrize(
    ("question", "statement", "is_shown"),
    [
        ("Who finished the tower?", "The tower was finished.", False),
        ("Was the tower finished?", "The tower was finished.", True),
        ("Who finished the tower?", "The tower was finished by Ada Byrne.", True),
    ],
)
async def test_an_open_question_is_not_answered_by_its_own_words(
    question: str, statement: str, *, is_shown: bool
) -> None:
    """A statement without a word of its own answers a question for yes or no, and no other."""
    answer = await bench(f"{statement} [1]", "NO").ask(question)
    assert is_shown == (answer.mode == "model")


async def test_an_unproved_yes_is_dropped_from_a_statement_with_words_of_its_own() -> None:
    """Verification proves the statement, and no "yes" before it."""
    seen: list[str] = []
    answer = await bench("Yes, the tower was finished in 1811 [1].").ask("Was the tower finished?", on_text=seen.append)
    assert ("The tower was finished in 1811. [1]", "The tower was finished in 1811.") == (answer.text, seen[-1])


@pytest.mark.parametrize("reply", ["Yes [3].", "No [3].", "**Yes.** [3]"])
async def test_of_a_bare_yes_only_its_sentence_is_shown(reply: str) -> None:
    """Nothing proves the word, so users read the sentence and judge themselves."""
    answer = await bench(reply).ask("Did the lamp burn oil?")
    assert ["The lamp burned whale oil."] == [statement.text for statement in answer.statements]


async def test_a_no_is_dropped_from_a_statement() -> None:
    """The statement behind it is proved, and the word is not."""
    answer = await bench("No, the tower is of granite [2].").ask("Is the tower of marble?")
    assert "The tower is of granite. [1]" == answer.text


async def test_a_question_for_yes_or_no_presumes_nothing_that_its_answer_denies() -> None:
    """The sentence that denies the question answers it."""
    found = hits("The tower is old. The keeper does not sell tickets. A keeper lived there.")
    answer = await bench("The keeper does not sell tickets [1].", index=StubIndex(found)).ask("Does he sell tickets?")
    assert ("answered", "model") == (answer.status, answer.mode)


async def test_entries_of_a_list_are_shown_as_a_list() -> None:
    """Entries that are no sentences would run together."""
    answer = await bench("The tower has:\n- granite [2]\n- whale oil [3]").ask("What has the tower?")
    assert "• granite [1]\n• whale oil [2]" == answer.text


async def test_a_repaired_statement_says_something_new() -> None:
    """What the other statements say already is not said again."""
    asked = bench("The tower was finished in 1811 by Ada Byrne [1]. It is of gold [2].", "It was finished in 1811 [1].")
    answer = await asked.ask()
    assert ["The tower was finished in 1811 by Ada Byrne."] == [statement.text for statement in answer.statements]


async def test_a_refusal_is_checked_once() -> None:
    """A model that confirms the best sentence answers again from the best few."""
    asked = bench("NOT FOUND", "YES", "It was finished in 1811 [1].")
    answer = await asked.ask()
    assert ("answered", "It was finished in 1811. [1]") == (answer.status, answer.text)
    assert answer.generation is not None
    assert (("answer@2", "confirm@1", "insist@1"), 3) == (answer.generation.prompts, answer.generation.usage.calls)


@pytest.mark.parametrize("reply", ["[1]", "【1】", "(Source 1)"])
async def test_a_marker_without_words_quotes_its_sentence(reply: str) -> None:
    """If a reply has only a number, its sentence is quoted."""
    answer = await bench(reply).ask()
    assert ["It was finished in 1811 by Ada Byrne."] == [said.text for said in answer.statements]
    assert ["quoted"] == [said.verdict for said in answer.statements]


async def test_a_failing_model_is_replaced_by_quotes() -> None:
    """The question is answered with quotes, and the answer has a notice and the failure."""
    answer = await bench(ModelError("The language model is down; start it.")).ask()
    assert ("quotes", "model_failed") == (answer.mode, answer.notice)
    assert "The language model is down; start it." == answer.failure
    assert answer.citations


async def test_the_same_question_is_answered_once() -> None:
    """On an unchanged index the answer comes from the cache; on a changed one it does not."""
    asked = bench("It was finished in 1811 [1].", "It was finished in 1811 [1].")
    first, again = await asked.ask(), await asked.ask(QUESTION.upper().lower())
    assert first.text == again.text
    assert 1 == len(asked.model.prompts)
    assert [1, 0] == [answer.generation.usage.calls for answer in (first, again) if answer.generation]
    assert [None, None] == [answer.generation.asked for answer in (first, again) if answer.generation]
    asked.index.ranked = asked.index.ranked[:2]
    await asked.ask()
    assert 2 == len(asked.model.prompts)


async def test_an_answer_of_another_replica_costs_no_call() -> None:
    """It answers the user's own words; where the shared cache fails, the model answers."""
    store = MemoryStore()
    one, two = (bench("It was finished in 1811 [1].", shared=ReplicaAnswers(store, "-")) for _ in range(2))
    first = await one.ask()
    known = two.answerer.find_cached(QUESTION)
    again = await two.ask(f"Hello! {QUESTION}", asker="ann")
    broken = bench("It was finished in 1811 [1].", shared=ReplicaAnswers(BrokenStore(), "-"))
    alone = await broken.ask()

    assert ([1, 0, 1], {}) == ([len(one.model.prompts) for one in (one, two, broken)], two.ledger.tokens)
    assert first.statements == again.statements == alone.statements
    assert first.citations == again.citations
    assert (f"Hello! {QUESTION}", QUESTION) == (again.question, known.question if known else None)


async def test_identical_questions_at_the_same_time_share_one_call() -> None:
    """Each user gets the answer to their own words and its streamed text; only one budget is charged."""
    asked = bench("It was finished in 1811 [1].")
    seen: list[str] = []
    questions = [QUESTION, f"Hello! {QUESTION}", QUESTION.lower()]
    answers = await asyncio.gather(
        *(asked.ask(question, asker=question, on_text=seen.append) for question in questions)
    )
    assert questions == [answer.question for answer in answers]
    standalone = [answer.generation.asked for answer in answers if answer.generation]
    assert [None, QUESTION, None] == standalone
    assert 1 == len({answer.statements for answer in answers})
    assert 1 == len(asked.model.prompts)
    assert 3 == seen.count("It was finished in 1811.")
    assert 1 == len(asked.ledger.tokens)


async def test_small_talk_reaches_neither_the_model_nor_the_cache_key() -> None:
    """The prompt has no small talk, and the cached answer serves the question with and without it."""
    asked = bench("It was finished in 1811 [1].")
    polite = f"Hello! {QUESTION} Thanks a lot"
    first, again = await asked.ask(polite), await asked.ask()
    known = asked.answerer.find_cached(f"Please, {QUESTION}")
    assert (polite, QUESTION) == (first.question, again.question)
    assert known is not None
    assert 1 == len(asked.model.prompts)
    assert "Hello" not in asked.model.prompts[0][1]


async def test_a_cached_answer_is_found_without_a_call() -> None:
    """The cache finds the same words until the index changes, and no other question."""
    asked = bench("It was finished in 1811 [1].")
    before = asked.answerer.find_cached(QUESTION)
    answer = await asked.ask()
    known = asked.answerer.find_cached(QUESTION.lower())
    other = asked.answerer.find_cached("Who finished it?")
    asked.index.ranked = asked.index.ranked[:2]

    assert (None, None, None) == (before, other, asked.answerer.find_cached(QUESTION))
    assert known is not None
    assert (answer.statements, QUESTION.lower(), 1) == (known.statements, known.question, len(asked.model.prompts))


async def test_a_spent_budget_gives_quotes() -> None:
    """A user without tokens still gets quotes; other users are not affected."""
    asked = bench("It was finished in 1811 [1].", "It was finished in 1811 [1].", per_asker=100)
    first = await asked.ask(asker="ann")
    second = await asked.ask("When was it finished, the tower?", asker="ann")
    other = await asked.ask("In which year was the tower finished?", asker="ben")
    assert [None, "over_budget", None] == [answer.notice for answer in (first, second, other)]


async def test_a_follow_up_is_rewritten() -> None:
    """The rewritten question is searched; the answer keeps the user's words."""
    asked = bench("Who finished the tower of Hollin Point?", "Ada Byrne finished it [1].")
    answer = await asked.ask("And who finished it?", history=(Turn(QUESTION, "In 1811."),))
    assert ["Who finished the tower of Hollin Point?"] == asked.index.asked
    assert "And who finished it?" == answer.question
    assert answer.generation is not None
    assert ("Who finished the tower of Hollin Point?", ("condense@1", "answer@2")) == (
        answer.generation.asked,
        answer.generation.prompts,
    )


async def test_a_rewritten_question_keeps_its_question_word() -> None:
    """A model that asks something else in the place of a follow-up would repeat the answer before."""
    asked = bench("Who finished the tower of Hollin Point?", "The lamp burned whale oil [3].")
    answer = await asked.ask("What did it burn?", history=(Turn(QUESTION, "In 1811."),))
    assert answer.generation is not None
    assert f"{QUESTION} What did it burn?" == answer.generation.asked


@pytest.mark.parametrize("text", ["And for the lamp?", "¿Y para la torre?", "Und für den Turm?", "А для башни?"])
async def test_a_message_that_only_names_another_subject_is_rewritten(text: str) -> None:
    """A sure search for the subject alone does not tell what is asked of it."""
    asked = bench("NOT A REWRITE", "The lamp burned whale oil [3].", "NOT A TRANSLATION")
    answer = await asked.ask(text, history=(Turn("What was it made of in Hollin Point?", "It is of granite."),))
    assert answer.generation is not None
    assert f"What was it made of in Hollin Point? {text}" == answer.generation.asked


async def test_a_whole_question_behind_an_and_is_not_rewritten() -> None:
    """A question with a question word and a subject of its own costs no extra call if the search is sure."""
    asked = bench("The lamp burned whale oil [3].")
    await asked.ask("And what did the lamp burn?", history=(Turn(QUESTION, "In 1811."),))
    assert 1 == len(asked.model.prompts)


async def test_each_question_of_a_message_has_a_call_of_its_own() -> None:
    """The text streams on below the answer before, and the usage of the calls is added up."""
    asked, shown = bench("The tower was finished in 1811 [1].", "Ada Byrne finished it [1]."), list[str]()
    answer = await asked.ask(f"{QUESTION} Who was Ada Byrne?", on_text=shown.append)

    assert [QUESTION, "Who was Ada Byrne?"] == [part.question for part in answer.parts]
    assert ["The tower was finished in 1811. [1]", "Ada Byrne finished it. [1]"] == [one.text for one in answer.parts]
    assert 2 == len(asked.model.prompts)
    assert answer.generation is not None
    assert 2 == answer.generation.usage.calls
    assert shown[-1].startswith("The tower was finished in 1811. [1]\n\nAda")


async def test_a_standalone_question_costs_no_extra_call() -> None:
    """A standalone question is not rewritten."""
    asked = bench("The lamp burned whale oil [3].")
    await asked.ask("What did the lamp of Hollin Point burn?", history=(Turn(QUESTION, "In 1811."),))
    assert 1 == len(asked.model.prompts)


async def test_streamed_text_has_no_markers() -> None:
    """The visible text only grows, and contains no number of a sentence."""
    seen: list[str] = []
    await bench("The tower was finished in 1811 [1]. The lamp burned whale oil [3].").ask(on_text=seen.append)
    assert seen == sorted(seen, key=len)
    assert "The tower was finished in 1811. The lamp burned whale oil." == seen[-1]
    assert not any("[" in text for text in seen)


async def test_unverified_words_are_never_shown() -> None:
    """While the model writes and repairs, users see the supported statement alone."""
    seen: list[str] = []
    asked = bench("It was finished in 1811 [1]. It cost 900 pounds [1].", "NOT FOUND")
    await asked.ask(on_text=seen.append)
    assert {"It was finished in 1811."} == set(seen)


@pytest.mark.parametrize("reply", ["[99]", "…", "<think>It was in 1811.", '{"answer": "It was fin'])
async def test_a_reply_that_is_no_answer_is_a_failure(reply: str) -> None:
    """A reply without a word for the user is neither an answer nor a refusal: quotes come, and nothing is cached."""
    asked = bench(reply, "It was finished in 1811 [1].")
    failed, well = await asked.ask(), await asked.ask()
    assert [("quotes", "model_failed"), ("model", None)] == [(found.mode, found.notice) for found in (failed, well)]


async def test_a_cut_reply_keeps_its_whole_statements() -> None:
    """The token limit ended the second statement, which is not shown; a reply without a whole one is a failure."""
    cut = ModelReply("It was finished in 1811 [1]. The lamp burned whale", Usage(1, 1, 1), is_cut=True)
    nothing = replace(cut, text="It was finished in 18")
    answers = [await bench(reply).ask() for reply in (cut, nothing)]
    quote = "The tower of Hollin Point is of granite. It was finished in 1811 by Ada Byrne. [1]"
    assert "It was finished in 1811. [1]" == answers[0].text
    assert answers[1].text.startswith(quote)
    assert [None, "model_failed"] == [answer.notice for answer in answers]


async def test_a_judge_can_reject_a_quote() -> None:
    """A quote that the judge rejects supports no statement."""
    unsure = StubIndex(sure=False)
    answer = await bench("It was finished in 1811 [1].", "NO", "NOT FOUND", index=unsure, judged=True).ask()
    assert "not_found" == answer.status


async def test_a_summary_covers_the_whole_source_part_by_part() -> None:
    """Each line is cited, and the calls stay within the limit."""
    asked = bench("The tower is of granite [1].", "It was finished in 1811 [1].", "The lamp burned whale oil [1].")
    answer = await asked.ask("Summarise the article")
    assert ("answered", "list") == (answer.status, answer.shape)
    assert 1 < len(asked.model.prompts) <= 3
    assert all(said.citations for said in answer.statements)
    assert answer.text.startswith("• ")
    assert all(cited.quote == cited.span.slice(TEXT) for cited in answer.citations)


async def test_a_summary_without_a_model_is_made_of_sentences() -> None:
    """The summary has the most central sentences in reading order."""
    found = StubIndex()
    answer = await ExtractiveAnswerer(found, found, Executors()).answer(Question("Summarise the article"))
    starts = [cited.span.start for cited in answer.citations]
    assert ("answered", "list", sorted(starts)) == (answer.status, answer.shape, starts)


async def test_a_timeline_is_in_order_of_time() -> None:
    """The timeline has dated sentences, the earliest first."""
    found = StubIndex()
    answer = await ExtractiveAnswerer(found, found, Executors()).answer(Question("Give me a timeline"))
    assert [
        "The tower of Hollin Point is of granite. It was finished in 1811 by Ada Byrne.",
        "A keeper lived there until 1966.",
    ] == [cited.quote for cited in answer.citations]


def test_vectors_are_of_unit_length() -> None:
    """The fake embedder returns unit vectors, as the verifier requires."""
    assert np.allclose(1.0, [np.linalg.norm(hit.vector) for hit in hits() if hit.vector is not None])
