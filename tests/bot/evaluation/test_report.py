"""Reports and comparisons: the files of a run, and the changes between two runs."""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.evaluation import environment
from bot.evaluation.aggregation import curves, summarise
from bot.evaluation.datasets.dataset import DatasetInfo
from bot.evaluation.datasets.types import QuestionKind
from bot.evaluation.errors import ResultsError
from bot.evaluation.records import (
    EvalResults,
    GoldSentence,
    QuestionRecord,
    RankedSpan,
    RecordedRanking,
    Reply,
    ReplyCitation,
    ReplyStatement,
)
from bot.evaluation.reporting import report_tables
from bot.evaluation.reporting.comparison import compare
from bot.evaluation.reporting.failures_page import failures_page
from bot.evaluation.reporting.report import markdown, read_results, write_report

DATASET = DatasetInfo("reef.json", "5a", "squad")


def reply(marks: str, ms: float = 20.0) -> Reply:
    """An answer of one statement for each citation, right (+) or wrong (-); without any it is a refusal."""
    cited = tuple(
        ReplyCitation(n, "reef", n, n + 1, f"Quote {n}.", gold=mark == "+") for n, mark in enumerate(marks, start=1)
    )
    return Reply(not marks, tuple(ReplyStatement(one.words, (one.n,)) for one in cited), cited, ms)


def record(
    id_: str, marks: str = "+", kind: QuestionKind = "answerable", first: int = 1, **seen: object
) -> QuestionRecord:
    """A question with the rank of its gold sentence, and an answer with right (+) and wrong (-) citations."""
    answerable = kind == "answerable"
    found = tuple(RankedSpan("reef", at, at + 1, gold=answerable and at == first) for at in range(1, 11))
    ranks = RecordedRanking(found, first if answerable else None, "What came first.")
    gold = (GoldSentence("reef", 1, 2, "The gold sentence."),) if answerable else ()
    answers = ("1811",) if answerable else ()
    made = QuestionRecord(
        kind,
        id_,
        "Reef",
        f"When, {id_}?",
        "reef",
        answers,
        gold,
        ranks,
        ranks if answerable else None,
        0.9,
        reply(marks),
    )
    return replace(made, **seen)  # type: ignore[arg-type]


def results(*records: QuestionRecord) -> EvalResults:
    """A run with these records."""
    return EvalResults(
        schema=1,
        dataset=DATASET,
        measured="all",
        limit=None,
        seed=0,
        fingerprint="words of test",
        settings={"embedder": "e5-small"},
        versions={"python": "3.11", "onnxruntime": None},
        machine={"cpu": "a slow one", "cores": 2, "memory_gib": 1.5, "os": "none"},
        date="2026-01-01T00:00:00+00:00",
        notes=("2 left out: *their* answers are not in the stored text.",),
        figures=tuple(summarise(records, "all")),
        curves=tuple(curves(records)),
        questions=records,
    )


MIXED = (
    record("a"),
    record("b", "-+", first=2),
    record("c", "", first=3),
    record("d", kind="foreign"),
    record("e", "", "foreign"),
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of a report on all kinds of questions; the plots take two seconds."""
    return write_report(results(*MIXED), tmp_path_factory.mktemp("report") / "deep" / "report")


def test_a_report_is_written_and_read_back_the_same(report: list[Path]) -> None:
    """Results are the same after writing and reading, by their folder or their file."""
    written, files = results(*MIXED), report
    assert written == read_results(files[0].parent)
    assert written == read_results(files[0])
    names = ["results.json", "results.md", "failures.html"]
    plots = [f"{name}.{kind}" for name in ("recall", "abstention", "latency") for kind in ("png", "svg")]
    assert names + plots == [file.name for file in files]


def test_pictures_are_pictures(report: list[Path]) -> None:
    """PNG files are large enough to read on a phone, SVG files say the same with the same axes."""
    for file in report[3:]:
        data = file.read_bytes()
        if file.suffix == ".png":
            assert (b"\x89PNG", 1200) == (data[:4], int.from_bytes(data[16:20], "big"))
        else:
            assert b"<svg" in data


def leave_plots(folder: Path) -> None:
    """Leave the plots of an earlier run in a folder."""
    for name in ("recall", "abstention", "latency"):
        for kind in ("png", "svg"):
            (folder / f"{name}.{kind}").touch()


def test_a_report_without_matplotlib_has_no_plots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other files are written, and the plots of an earlier run do not stay beside them."""
    leave_plots(tmp_path)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    files = write_report(results(*MIXED), tmp_path)

    assert ["results.json", "results.md", "failures.html"] == [file.name for file in files]
    assert sorted(files) == sorted(tmp_path.iterdir())
    assert "![" not in (tmp_path / "results.md").read_text(encoding="utf-8")


def test_what_was_not_measured_is_not_drawn_and_old_pictures_go(tmp_path: Path) -> None:
    """A second, smaller run removes the plots of the first."""
    leave_plots(tmp_path)
    only = record("a", passages=None, confidence=None, reply=None)
    write_report(results(only), tmp_path)
    assert {"recall.png", "recall.svg"} == {file.name for file in tmp_path.glob("*.[ps][nv]g")}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no file"),
        ("{", "does not contain results"),
        ('{"schema": 1}', "does not contain results"),
    ],
)
def test_results_that_cannot_be_read_are_one_sentence(tmp_path: Path, content: str | None, message: str) -> None:
    """Missing, broken and other files are errors that say what to do."""
    if content is not None:
        (tmp_path / "results.json").write_text(content)
    with pytest.raises(ResultsError, match=message) as caught:
        read_results(tmp_path)
    assert "\n" not in str(caught.value)


def test_results_of_another_version_are_refused(report: list[Path], tmp_path: Path) -> None:
    """Results of another schema version are refused."""
    file = tmp_path / "results.json"
    file.write_text(json.dumps(json.loads(report[0].read_text()) | {"schema": 99}))
    with pytest.raises(ResultsError, match="another version"):
        read_results(file)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """A file in place of the folder is an error in one sentence."""
    (tmp_path / "report").write_text("a file")
    with pytest.raises(ResultsError, match="--out"):
        write_report(results(*MIXED), tmp_path / "report")


def test_the_markdown_table_has_every_figure_with_its_interval() -> None:
    """The first row of a group names it, and the text of notes and facts is escaped."""
    text = markdown(results(*MIXED), ["recall.png"])
    assert "| citations | citation precision (ALCE) | 0.750 | 0.500 – 1.000 | 2 |" in text
    assert "|  | first citation right (hit@1) | 0.333 | 0.000 – 1.000 | 3 |" in text
    assert "| time | an answer, median | 20.0 ms | 20.0 ms – 20.0 ms | 3 |" in text
    assert r"\*their\*" in text
    assert "`pincite eval reef.json --seed 0`" in text
    assert "| versions | python 3.11 |" in text
    assert "![recall](recall.png)" in text


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(0.25, "share", "+0.250"), (-0.25, "share", "−0.250"), (-0.0001, "share", "0.000"), (-3.14159, "ms", "−3.1 ms")],
)
def test_differences_carry_their_sign(value: float, unit: str, expected: str) -> None:
    """A difference that rounds to zero has no sign."""
    assert expected == report_tables.format_value(value, unit, signed=True)


class ParsedPage(HTMLParser):
    """Parses a page: its tags, the directions of its texts, and its visible text."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.tags: list[str] = []
        self.auto = 0
        self.links: list[str] = []
        self.shown = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count a tag."""
        self.tags.append(tag)
        self.auto += ("dir", "auto") in attrs
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        """Keep the visible text."""
        self.shown += data


def test_the_page_of_failures_lists_each_kind_once() -> None:
    """The page shows each kind of failure with the right sentence and the wrong result."""
    page = ParsedPage(failures_page(results(*MIXED, record("f", "-", "impossible"))))
    assert 4 == page.tags.count("article")
    assert "4 of 6 questions" in page.shown
    missed, refused, impossible, foreign = re.split(r"When, (?=[a-f]\?)", page.shown)[1:]
    assert "The gold sentence." in missed
    assert "What came first." in missed
    assert "right sentence: place 2, right passage in the corpus: place 2, confidence 0.900" in missed
    assert refused.startswith("c?")
    assert "Quote 1." in impossible
    assert foreign.startswith("d?")


def test_the_page_of_failures_is_self_contained_and_escaped() -> None:
    """The page escapes texts, sets a direction for each, and loads nothing from elsewhere."""
    hostile = "<script>alert(1)</script> & \"'"
    made = record("a", "-", first=2, question=hostile, article=hostile, gold=(GoldSentence("reef", 0, 1, hostile),))
    page = ParsedPage(failures_page(results(made)))
    assert "script" not in page.tags
    assert 3 == page.shown.count(hostile)
    assert 4 == page.auto
    assert ["#missed"] == page.links


def test_a_page_without_failures_says_so() -> None:
    """A page without failures says so."""
    assert "No question failed." in failures_page(results(record("a")))


def run(marks: Sequence[str], **changed: object) -> EvalResults:
    """A run of one answerable question for each marks, and one foreign one that is refused."""
    made = results(*(record(str(n), one) for n, one in enumerate(marks)), record("0", "", "foreign"))
    return replace(made, **changed)  # type: ignore[arg-type]


def test_a_comparison_is_paired_by_question() -> None:
    """The comparison lists better and worse questions, in any order of the second run."""
    first, second = run(["+", "-", "-", "+"]), run(["+", "+", "+", "-"])
    found = compare(first, replace(second, questions=tuple(reversed(second.questions))))
    hit = {difference.words: difference for difference in found.differences}["first citation right (hit@1)"]
    assert (0.5, 0.75, 4) == (hit.first, hit.second, hit.questions)
    assert not hit.interval.excludes_zero
    assert (["1", "2"], ["3"], ()) == (
        [one.id for one in found.better],
        [one.id for one in found.worse],
        found.notes,
    )


def test_a_sure_difference_is_one_whose_interval_leaves_zero_out() -> None:
    """Only a changed metric is significant."""
    found = compare(run(["-"] * 8), run(["+"] * 8))
    sure = {difference.words for difference in found.differences if difference.interval.excludes_zero}
    assert {
        "citation precision (ALCE)",
        "citation recall (ALCE)",
        "first citation right (hit@1)",
        "one of the first three right (hit@3)",
    } == sure


def test_figures_that_are_no_means_are_compared_too() -> None:
    """Percentiles and areas are resampled in pairs."""
    slow = run(["+"] * 8)
    fast = replace(
        slow,
        questions=tuple(replace(one, reply=replace(one.reply, ms=5.0)) if one.reply else one for one in slow.questions),
    )
    found = {difference.words: difference for difference in compare(slow, fast).differences}
    median = found["an answer, median"]
    assert (20.0, 5.0, -15.0, -15.0) == (median.first, median.second, median.interval.low, median.interval.high)
    assert 0.5 == found["foreign: area under the trade-off curve"].first


def test_another_dataset_is_refused() -> None:
    """Runs of different datasets cannot be compared."""
    with pytest.raises(ResultsError, match=r"reef\.json and B on boat\.json"):
        compare(run(["+"]), run(["+"], dataset=DatasetInfo("boat.json", "6b", "squad")))


def test_runs_without_a_common_question_or_metric_are_refused() -> None:
    """Runs without a common question cannot be compared; a foreign question of another article is another one."""
    one, other = run(["+"]), run(["+"])
    moved = tuple(replace(record, article="Boat") for record in other.questions)
    with pytest.raises(ResultsError, match="share no question"):
        compare(one, replace(other, questions=moved))
    ranked = tuple(replace(record, reply=None) for record in one.questions[:1])
    replied = tuple(replace(record, sentences=None, passages=None) for record in other.questions)
    with pytest.raises(ResultsError, match="share no metric"):
        compare(replace(one, questions=ranked), replace(other, questions=replied))


def test_what_else_differs_is_said() -> None:
    """Notes name differences of questions, index, settings, versions and machine."""
    other = run(
        ["+"], fingerprint="other words", settings={"embedder": "openai"}, machine={"cpu": "a fast one"}, versions={}
    )
    notes = compare(run(["+", "-"]), other).notes
    assert "Only 2 of 3 questions are in both; the others are left out." == notes[0]
    assert "The index differs: A words of test; B other words." == notes[1]
    assert "Settings differ: embedder: A e5-small, B openai." == notes[2]
    assert ["Versions", "Machines"] == [note.split()[0] for note in notes[3:]]


def test_settings_are_reported_without_secrets_and_places() -> None:
    """The settings of a run contain neither secrets nor settings that do not affect answers."""

    class Secret:
        """A wrapped secret."""

    settings = {
        "embedder": "openai",
        "embedder_base_url": "https://name:password@example.org/v1",
        "embedder_api_key": Secret(),
        "reader_key": None,
        "threshold": 0.5,
        "telegram_base_url": "https://example.org",
        "data_dir": "/somewhere",
        "article": "https://example.org/article",
        "admins": frozenset({1}),
    }
    expected = {"embedder": "openai", "embedder_base_url": "https://example.org/v1", "threshold": 0.5}
    assert expected == environment.settings_that_matter(settings)


def test_versions_and_machine_are_known_here() -> None:
    """The environment has values here, and no host name."""
    packages = {"pincite", "numpy", "onnxruntime", "chromadb", "llama-index-core", "fastembed"}
    assert {"python", *packages} == set(environment.versions())
    assert None not in environment.versions().values()
    assert {"cpu", "cores", "memory_gib", "os"} == set(environment.machine())
