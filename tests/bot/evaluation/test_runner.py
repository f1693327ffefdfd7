"""Runs: the questions asked, their records, and the figures."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.answering.types import Answer, Citation, Question, Statement, Status, Timings
from bot.evaluation.aggregation import curves, is_right, summarise
from bot.evaluation.bootstrap import Interval
from bot.evaluation.datasets.types import EvalArticle, EvalQuestion, GoldSpan, QuestionKind, QuestionSet
from bot.evaluation.eval_plan import EvalPlan, MetricGroup
from bot.evaluation.records import (
    GoldSentence,
    MetricValue,
    QuestionRecord,
    RankedSpan,
    RecordedRanking,
    Reply,
    ReplyCitation,
    ReplyStatement,
)
from bot.evaluation.runner import EvalRunner, draw_questions
from index.retrieval.ranking import Ranking
from index.types import Hit, SentenceHit, Source, Span

TEXT = "The tower is of granite. It was finished in 1811. Gulls nest there."
SENTENCES = (Span(0, 24), Span(25, 49), Span(50, 67))
GOLD = (GoldSpan("reef", SENTENCES[1]),)


def question(id_: str = "a", kind: QuestionKind = "answerable") -> EvalQuestion:
    """A question about the reef, whose second sentence answers it."""
    if kind == "answerable":
        return EvalQuestion(
            id_, "When was it finished?", kind, "Reef", "reef", ("1811",), GOLD, (GoldSpan("reef", Span(0, 67)),)
        )
    return EvalQuestion(id_, "Who painted it?", kind, "Reef", "reef")


class Product:
    """A retriever and an answerer with fixed results, which record the calls."""

    def __init__(self, *order: int, confidence: float = 0.9, refuse: bool = False) -> None:
        """Rank the sentences with these numbers; cite all of them in one statement each, or refuse."""
        self.order = order
        self.confidence = confidence
        self.refuse = refuse
        self.asked: list[tuple[str, tuple[str, ...] | None]] = []

    def rank(self, question: str, *, source_ids: Sequence[str] | None = None) -> Ranking:
        """The ranking; over all sources another one's passage comes first."""
        self.asked.append(("rank" if source_ids else "rank all", tuple(source_ids) if source_ids else None))
        assert question
        passages = (Hit("boat", Span(0, 67), "boat", 0.9), Hit("reef", Span(0, 67), TEXT, 0.8))
        sentences = tuple(
            SentenceHit("reef", "text", SENTENCES[at], Span(0, 67), SENTENCES[at].slice(TEXT), 1.0) for at in self.order
        )
        return Ranking(passages, sentences, self.confidence, None)

    async def answer(self, question: Question) -> Answer:
        """The answer."""
        self.asked.append(("answer", tuple(question.source_ids) if question.source_ids else None))
        source = Source("reef", "/reef.txt", "document", "Reef", None, None, "en", "text", 1)
        spans = () if self.refuse else tuple(SENTENCES[at] for at in self.order)
        citations = tuple(
            Citation(n, source, span, Span(0, 67), span.slice(TEXT), None) for n, span in enumerate(spans, start=1)
        )
        statements = tuple(Statement(cited.quote, (cited.n,)) for cited in citations)
        status: Status = "answered" if citations else "not_found"
        return Answer(question.text, status, "quotes", statements, citations, Timings(1, 1, 2))


def run(product: Product, *questions: EvalQuestion, group: MetricGroup = MetricGroup.ALL) -> list[QuestionRecord]:
    """The records of a run."""
    runner = EvalRunner(product, product, lambda place: place.span.slice(TEXT), EvalPlan(group, None, 0))
    return runner.run(questions, lambda: None)


def figures(records: Sequence[QuestionRecord], group: str = "all") -> dict[str, MetricValue]:
    """The figures of some records by their keys."""
    return {figure.key: figure for figure in summarise(records, group)}


def test_a_record_says_what_was_ranked_and_cited_and_what_of_it_was_right() -> None:
    """The gold sentence came second, its passage second in the corpus, and so did its citation."""
    [record] = run(Product(0, 1), question())
    assert (GoldSentence("reef", 25, 49, "It was finished in 1811."),) == record.gold
    assert RecordedRanking(
        (RankedSpan("reef", 0, 24, gold=False), RankedSpan("reef", 25, 49, gold=True)), 2, "The tower is of granite."
    ) == (record.sentences)
    assert record.passages
    assert (2, [False, True]) == (record.passages.first_gold, [found.gold for found in record.passages.top])
    assert record.reply
    assert [False, True] == [cited.gold for cited in record.reply.citations]
    assert (0.9, False) == (record.confidence, record.reply.refused)


def test_only_ten_are_written_down_but_a_later_place_is_known() -> None:
    """The rank of the gold sentence is kept even beyond the first ten."""
    [record] = run(Product(*[0] * 14, 1), question())
    assert record.sentences
    assert (10, 15) == (len(record.sentences.top), record.sentences.first_gold)


def test_the_same_words_of_another_source_are_not_gold() -> None:
    """The same offsets in another source are not gold."""
    [record] = run(Product(1), replace(question(), gold=(GoldSpan("boat", SENTENCES[1]),)))
    assert record.sentences
    assert record.sentences.first_gold is None


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (MetricGroup.ALL, ["answer", "rank", "rank all"]),
        (MetricGroup.RETRIEVAL, ["rank", "rank all"]),
        (MetricGroup.ANSWERS, ["answer"]),
        (MetricGroup.CITATIONS, ["answer"]),
        (MetricGroup.ABSTENTION, ["answer", "rank"]),
    ],
)
def test_only_what_the_metrics_need_is_asked(group: MetricGroup, expected: list[str]) -> None:
    """The answer comes before the rankings, so that no cache speeds it up; one question warms up first."""
    product = Product(1)
    run(product, question(), group=group)
    assert expected * 2 == [what for what, _ in product.asked]


def test_a_question_about_all_sources_is_asked_of_all() -> None:
    """A question without a source is asked of all sources."""
    product = Product(1)
    run(product, replace(question(), source_id=None), group=MetricGroup.ANSWERS)
    assert [("answer", None)] * 2 == product.asked


SUITE = QuestionSet(
    tuple(question(str(number)) for number in range(20)) + tuple(question(f"i{n}", "impossible") for n in range(5)),
    (EvalArticle("Reef", "reef"), EvalArticle("Boat", "boat"), EvalArticle("Oil", "oil")),
)


def ids(questions: Sequence[EvalQuestion], *kinds: QuestionKind) -> list[str]:
    """The ids of questions of these kinds."""
    return [asked.id for asked in questions if asked.kind in kinds]


def test_a_sample_is_drawn_by_its_seed_in_the_order_of_the_dataset() -> None:
    """The same seed draws the same questions, another one others."""
    drawn = ids(draw_questions(SUITE, EvalPlan(MetricGroup.ALL, 8, 1)), "answerable", "impossible")
    assert drawn == ids(draw_questions(SUITE, EvalPlan(MetricGroup.ALL, 8, 1)), "answerable", "impossible")
    assert drawn != ids(draw_questions(SUITE, EvalPlan(MetricGroup.ALL, 8, 2)), "answerable", "impossible")
    everything = [asked.id for asked in SUITE.questions]
    assert (8, sorted(drawn, key=everything.index)) == (len(drawn), drawn)
    assert 25 == len(ids(draw_questions(SUITE, EvalPlan(MetricGroup.ALL, 99, 1)), "answerable", "impossible"))


def test_foreign_questions_are_asked_of_another_article() -> None:
    """Each answerable question is also asked of another article, which a limit does not change."""
    few = {
        asked.id: asked for asked in draw_questions(SUITE, EvalPlan(MetricGroup.ALL, 8, 1)) if asked.kind == "foreign"
    }
    foreign = {
        asked.id: asked
        for asked in draw_questions(SUITE, EvalPlan(MetricGroup.ALL, None, 1))
        if asked.kind == "foreign"
    }
    assert 20 == len(foreign)
    assert {"boat", "oil"} == {asked.source_id for asked in foreign.values()}
    assert {((), ())} == {(asked.gold, asked.answers) for asked in foreign.values()}
    assert few.items() <= foreign.items()


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (MetricGroup.RETRIEVAL, {"answerable"}),
        (MetricGroup.CITATIONS, {"answerable"}),
        (MetricGroup.ANSWERS, {"answerable", "impossible"}),
        (MetricGroup.ABSTENTION, {"answerable", "impossible", "foreign"}),
    ],
)
def test_unanswerable_questions_are_drawn_where_they_count(group: MetricGroup, expected: set[str]) -> None:
    """Retrieval metrics ask no unanswerable questions."""
    assert expected == {asked.kind for asked in draw_questions(SUITE, EvalPlan(group, None, 0))}


def test_sources_that_may_share_a_subject_make_no_foreign_questions() -> None:
    """A user's own lines get no foreign questions, because another source may have the answer."""
    assert [] == ids(draw_questions(replace(SUITE, articles=()), EvalPlan(MetricGroup.ALL, None, 0)), "foreign")


def ranked(marks: str) -> RecordedRanking:
    """A ranking of right (+) and wrong (-) ones."""
    found = tuple(RankedSpan("reef", at, at + 1, gold=mark == "+") for at, mark in enumerate(marks))
    return RecordedRanking(found, marks.find("+") + 1 or None, "First.")


def reply(marks: str = "", *, ms: float = 10.0) -> Reply:
    """An answer of one statement for each citation, right (+) or wrong (-); without any it is a refusal."""
    cited = tuple(
        ReplyCitation(n, "reef", n, n + 1, "In 1811." if mark == "+" else "No.", gold=mark == "+")
        for n, mark in enumerate(marks, start=1)
    )
    return Reply(not marks, tuple(ReplyStatement(one.words, (one.n,)) for one in cited), cited, ms)


def record(kind: QuestionKind = "answerable", confidence: float = 0.9, **seen: object) -> QuestionRecord:
    """A record of a question, answered rightly unless said otherwise."""
    gold = (GoldSentence("reef", 0, 1, "In 1811."),) if kind == "answerable" else ()
    answers = ("1811",) if kind == "answerable" else ()
    made = QuestionRecord(
        kind, "a", "Reef", "When?", "reef", answers, gold, ranked("+"), ranked("+"), confidence, reply("+")
    )
    return replace(made, **seen)  # type: ignore[arg-type]


def test_figures_are_means_over_the_questions_they_are_about() -> None:
    """Two answerable questions, one of them ranked third and refused."""
    found = figures([record(), record(sentences=ranked("--+"), reply=reply())])
    expected = {
        "sentence_recall@1": 0.5,
        "sentence_recall@3": 1.0,
        "sentence_mrr": pytest.approx(2 / 3, abs=1e-6),
        "sentence_ndcg@10": 0.75,
        "passage_recall@1": 1.0,
        "exact_match": 0.0,
        "f1": pytest.approx(1 / 3, abs=1e-6),
        "contained": 0.5,
        "citation_precision": 1.0,
        "hit@1": 0.5,
        "cited": 1.0,
        "wrongly_refused": 0.5,
    }
    assert expected == {key: found[key].value for key in expected}
    assert (2, 1, 1) == (found["hit@1"].questions, found["citation_precision"].questions, found["cited"].questions)
    assert (0.0, 1.0) == (found["hit@1"].low, found["hit@1"].high)


def test_hits_look_at_the_first_and_the_first_three_citations() -> None:
    """The third citation counts for hit@3, a fourth for neither; a third of the citations is right."""
    found = figures([record(reply=reply("--+"))])
    assert (0.0, 1.0) == (found["hit@1"].value, found["hit@3"].value)
    assert pytest.approx((1 / 3, 1 / 3), abs=1e-6) == (
        found["citation_precision"].value,
        found["citation_recall"].value,
    )
    assert 0.0 == figures([record(reply=reply("---+"))])["hit@3"].value


def test_each_kind_of_unanswerable_question_has_its_own_figures() -> None:
    """One foreign question of two is refused, no impossible one; wrong refusals are of answerable questions alone."""
    records = [
        record(),
        record(reply=reply(), confidence=0.2),
        record("foreign", 0.1, reply=reply()),
        record("foreign", 0.6),
        record("impossible", 0.95),
    ]
    found = figures(records, "abstention")
    assert (0.5, 0.5, 0.5, 0.75) == tuple(
        found[f"{key}.foreign"].value for key in ("refused", "refusal_precision", "refusal_f1", "area")
    )
    assert (0.0, 0.0, 0.0, 0.0) == tuple(
        found[f"{key}.impossible"].value for key in ("refused", "refusal_precision", "refusal_f1", "area")
    )
    assert (0.5, 2) == (found["wrongly_refused"].value, found["wrongly_refused"].questions)
    assert ["impossible", "foreign"] == [curve.kind for curve in curves(records)]
    assert [0.0, 0.75] == [curve.area for curve in curves(records)]


def test_squad_2_counts_a_refusal_of_the_impossible_as_right() -> None:
    """Only where a dataset has such questions, and never for foreign ones."""
    records = [record(), record("impossible", reply=reply()), record("impossible"), record("foreign", reply=reply())]
    found = figures(records)
    assert pytest.approx((1 / 3, 3), abs=1e-6) == (
        found["squad2_exact_match"].value,
        found["squad2_exact_match"].questions,
    )
    assert "squad2_f1" not in figures([record()])


def test_the_mixed_figures_stand_where_the_answers_are_unspaced() -> None:
    """Mixed segmentation applies to a Chinese dataset, and not to an English one."""
    assert (
        1.0
        == figures(
            [record(answers=("在1811",), reply=replace(reply("+"), statements=(ReplyStatement("在 1811。", (1,)),)))]
        )["exact_match_mixed"].value
    )
    assert "exact_match_mixed" not in figures([record(), record(), record(answers=("在1811",))])


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("retrieval", {"retrieval", "time"}),
        ("citations", {"citations", "time"}),
        ("all", {"retrieval", "answers", "citations", "abstention", "time"}),
    ],
)
def test_a_group_restricts_the_figures(group: str, expected: set[str]) -> None:
    """Every run with answers measures time."""
    assert expected == {figure.group for figure in summarise([record()], group)}


def test_times_are_percentiles() -> None:
    """Median and 95th percentile of the answers, in milliseconds."""
    found = figures([record(reply=reply("+", ms=ms)) for ms in range(1, 102)])
    assert (51.0, 96.0, "ms") == (found["median_ms"].value, found["p95_ms"].value, found["p95_ms"].unit)


def test_without_gold_a_question_counts_only_as_answered_or_refused() -> None:
    """A question without a quote does not count for retrieval and citations."""
    found = figures([record(gold=(), answers=())])
    assert {"wrongly_refused", "cited", "median_ms", "p95_ms"} == set(found)
    assert Interval(0.0, 0.0) == Interval(found["wrongly_refused"].low, found["wrongly_refused"].high)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (record, True),
        (lambda: record(reply=reply("-+")), False),
        (lambda: record(reply=reply()), False),
        (lambda: record(reply=None), True),
        (lambda: record(reply=None, sentences=ranked("-+")), False),
        (lambda: record(reply=None, sentences=None), None),
        (lambda: record(gold=()), True),
        (lambda: record(gold=(), reply=None), None),
        (lambda: record("foreign"), False),
        (lambda: record("impossible", reply=reply()), True),
        (lambda: record("impossible", reply=None), None),
    ],
)
def test_whether_a_question_went_well(made: Callable[[], QuestionRecord], expected: bool | None) -> None:  # noqa: FBT001 - a case
    """The first citation decides, or the first sentence; for unanswerable questions the refusal."""
    assert expected == is_right(made())
