"""``pincite eval`` from end to end: the real services on tiny articles, and one sentence for each error."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self, cast

import pytest
from typer.testing import Result

from bot.answering.types import Answer, Question
from bot.composition.container import Container
from bot.evaluation.datasets.dataset import Dataset, read_dataset
from bot.evaluation.datasets.scratch_index import IndexesSources, index_articles
from bot.evaluation.errors import DatasetError, ResultsError
from bot.evaluation.eval_plan import EvalPlan, MetricGroup
from bot.evaluation.evaluate import EvaluatedServices, SystemUnderTest, run_evaluation
from bot.evaluation.runner import RanksQuestions
from index.errors import VersionError
from index.indexing.types import LinkLimits, Outcome, Watch
from index.types import Kind, Source, source_id
from tests.support.fake_services import FakeCatalog
from tests.support.sample_answers import make_source, quote_answer
from tests.support.shell import Shell

TOWER = (
    "The tower on Gull Reef was finished in October 1811 by the engineer Edwin Marsh. "
    "Its walls are of granite, cut so that each block locks into the next."
)
LAMP = "A lamp with twelve wicks burned whale oil until 1868, when paraffin took its place. Three keepers lived there."
BREAD = "Rye bread rises with a sour starter that is fed every evening. A baker keeps the starter in a cool cellar."


def asked(id_: str, question: str, context: str, answer: str) -> dict[str, Any]:
    """A question of a paragraph; without an answer it is impossible."""
    if not answer:
        return {"id": id_, "question": question, "answers": [], "is_impossible": True}
    return {"id": id_, "question": question, "answers": [{"text": answer, "answer_start": context.index(answer)}]}


DATASET = {
    "version": "v2.0",
    "data": [
        {
            "title": "Gull Reef",
            "paragraphs": [
                {
                    "context": TOWER,
                    "qas": [
                        asked("finished", "When was the tower on Gull Reef finished?", TOWER, "October 1811"),
                        asked("painted", "Which painter lived in the tower's cellar in 1702?", TOWER, ""),
                    ],
                },
                {"context": LAMP, "qas": [asked("oil", "What did the lamp burn until 1868?", LAMP, "whale oil")]},
            ],
        },
        {
            "title": "Bread",
            "paragraphs": [
                {"context": BREAD, "qas": [asked("cellar", "Where is the starter kept?", BREAD, "a cool cellar")]}
            ],
        },
    ],
}


class EvalShell(Shell):
    """Runs ``pincite`` in this process, with a data folder of its own."""

    def results(self) -> dict[str, Any]:
        """Read the results in the default folder."""
        return dict(json.loads((self.folder / "eval-results" / "reef" / "results.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EvalShell, Result]]:
    """A shell in which the dataset was measured once, and its output."""
    shell = EvalShell(tmp_path_factory.mktemp("measured"))
    (shell.folder / "reef.json").write_text(json.dumps(DATASET), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shell.folder)
        yield shell, shell("eval", "reef.json")


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EvalShell:
    """A shell in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return EvalShell(tmp_path)


def test_the_product_is_what_an_evaluation_needs(tmp_path: Path) -> None:
    """The container has the services of an evaluation, as the type checker confirms."""

    def services(container: Container) -> EvaluatedServices:
        return container

    from config.settings import Settings  # noqa: PLC0415 - only here

    assert services(Container(Settings(_env_file=None, data_dir=tmp_path)))


def test_a_dataset_is_indexed_asked_and_reported(measured: tuple[EvalShell, Result]) -> None:
    """Every question has a record, every file is written, and the table is printed."""
    shell, result = measured
    assert 0 == result.exit_code, result.output
    found = shell.results()
    kinds = [(one["kind"], one["id"]) for one in found["questions"]]
    expected = [("answerable", "finished"), ("impossible", "painted"), ("answerable", "oil"), ("answerable", "cellar")]
    assert expected + [("foreign", id_) for id_ in ("finished", "oil", "cellar")] == kinds
    figures = {figure["key"]: figure for figure in found["figures"]}
    assert (1.0, 3) == (figures["sentence_recall@1"]["value"], figures["sentence_recall@1"]["questions"])
    assert (1.0, 3) == (figures["passage_recall@1"]["value"], figures["passage_recall@1"]["questions"])
    assert (1.0, 1.0) == (figures["hit@1"]["value"], figures["contained"]["value"])
    assert (1.0, 3) == (figures["refused.foreign"]["value"], figures["refused.foreign"]["questions"])
    assert 1 == figures["refused.impossible"]["questions"]
    assert "sentence recall@1" in result.stdout
    assert {"results.json", "results.md", "failures.html", "recall.png", "index"} <= {
        path.name for path in (shell.folder / "eval-results" / "reef").iterdir()
    }


def test_the_index_that_the_settings_name_is_left_alone(measured: tuple[EvalShell, Result]) -> None:
    """The articles of a dataset have an index of their own."""
    shell, _ = measured
    assert [] == json.loads(shell("sources", "--json").stdout)["sources"]


def test_results_say_what_they_depend_on(measured: tuple[EvalShell, Result]) -> None:
    """The results name the dataset, seed, index, settings, versions and machine."""
    found = measured[0].results()
    assert ("reef.json", None, 0, "all") == (found["dataset"]["name"], found["limit"], found["seed"], found["measured"])
    assert 64 == len(found["dataset"]["sha256"])
    assert "e5-small" in found["fingerprint"]
    assert "data_dir" not in found["settings"]
    assert found["versions"]["pincite"]


def test_a_second_run_uses_the_same_index_and_can_be_compared(measured: tuple[EvalShell, Result]) -> None:
    """Only the chosen group is measured; the comparison counts the shared questions."""
    shell, _ = measured
    folder = shell.folder / "eval-results" / "reef"
    again = shell.folder / "again"
    shutil.copytree(folder, again)
    assert 0 == shell("eval", "reef.json", "--metrics", "citations", "--limit", 2, "--out", again).exit_code
    result = shell("eval", "--compare", folder, again / "results.json")
    assert 0 == result.exit_code, result.output
    assert "first citation right (hit@1)" in result.stdout
    assert "sentence recall@1" not in result.stdout
    assert "better in B: 0 questions" in result.stdout
    assert "Only 2 of 7 questions are in both" in result.stderr


def test_questions_of_ones_own_are_drafted_and_measured(empty: EvalShell) -> None:
    """Drafted questions about an indexed source are asked of the user's own index."""
    (empty.folder / "reef.txt").write_text(f"{TOWER}\n\n{LAMP}", encoding="utf-8")
    empty("index", "reef.txt")
    before = empty("sources", "--json").stdout
    drafted = empty("eval", "init", "reef.txt", "--out", "reef.jsonl", "--limit", 2)
    assert (0, True) == (drafted.exit_code, "pincite eval reef.jsonl" in drafted.stdout)
    rows = [json.loads(line) for line in Path("reef.jsonl").read_text(encoding="utf-8").splitlines()]
    rows.append({"question": "How is sour dough bread baked?", "answerable": False})
    Path("reef.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = empty("eval", "reef.jsonl")
    assert 0 == result.exit_code, result.output
    found = empty.results()
    assert ["answerable", "answerable", "impossible"] == [one["kind"] for one in found["questions"]]
    assert {"Lines without a question, skipped: 3."} <= set(found["notes"])
    assert "Lines without a question, skipped: 3." in result.stderr
    assert before == empty("sources", "--json").stdout
    again = empty("eval", "init", "reef.txt", "--out", "reef.jsonl")
    assert (1, 1) == (again.exit_code, len(again.stderr.splitlines()))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonesuch.json"], "There is no file nonesuch.json"),
        (["broken.json"], "broken.json is not JSON"),
        (["lines.jsonl"], "Nothing is indexed yet"),
        (["init", "nonesuch"], "nonesuch is not indexed"),
        (["--compare", "nonesuch", "nonesuch"], "There is no file nonesuch"),
        (["--compare", "broken.json", "broken.json"], "does not contain results"),
        (["reef.json", "--out", "broken.json"], "--out"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(empty: EvalShell, arguments: list[str], words: str) -> None:
    """The command exits with 1, prints nothing on stdout, and one line on stderr."""
    Path("broken.json").write_text("{", encoding="utf-8")
    Path("reef.json").write_text(json.dumps(DATASET), encoding="utf-8")
    Path("lines.jsonl").write_text('{"question": "When?"}', encoding="utf-8")
    result = empty("eval", *arguments)
    assert (1, "", 1) == (result.exit_code, result.stdout, len(result.stderr.splitlines())), result.output
    assert words in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["init"],
        ["init", "a", "b"],
        ["a", "b"],
        ["a", "--compare", "b", "c"],
        ["--compare", "a"],
        ["a", "--metrics", "luck"],
        ["a", "--limit", "0"],
    ],
)
def test_wrong_usage_exits_with_two(empty: EvalShell, arguments: list[str]) -> None:
    """The command needs a dataset, init with a source, or two results, and nothing else."""
    assert 2 == empty("eval", *arguments).exit_code


@pytest.mark.parametrize("command", ["help", "compare"])
def test_nothing_draws_that_has_nothing_to_draw(imported: dict[str, set[str]], command: str) -> None:
    """Commands that need neither plots nor models import neither."""
    assert set() == imported[command] & {"matplotlib", "chromadb", "onnxruntime"}


def test_pictures_are_made_without_pyplot(imported: dict[str, set[str]]) -> None:
    """Plots do not import pyplot, which keeps global state and may need a screen."""
    assert {"matplotlib"} == imported["plots"] & {"matplotlib", "matplotlib.pyplot"}


@pytest.fixture(scope="module")
def imported() -> dict[str, set[str]]:
    """The modules that a new process has imported after each step, one step after the other."""
    code = """
import contextlib, json, sys
from bot.cli.command_line import cli
def report(step):
    print(json.dumps([step, sorted(sys.modules)]), file=sys.stderr)
for step, arguments in (("help", ["--help"]), ("compare", ["--compare", "nonesuch", "nonesuch"])):
    with contextlib.suppress(SystemExit):
        cli(["eval", *arguments])
    report(step)
import bot.evaluation.reporting.plots
report("plots")
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    steps = [json.loads(line) for line in ran.stderr.splitlines() if line.startswith("[")]
    return {step: set(modules) for step, modules in steps}


class _Oracle(FakeCatalog):
    """An index of one source whose answerer finds nothing."""

    fingerprint = "one"

    @property
    def catalog(self) -> Self:
        """The catalog."""
        return self

    @property
    def answerer(self) -> Self:
        """The answerer."""
        return self

    @property
    def indexer(self) -> IndexesSources:
        """Not used."""
        raise NotImplementedError

    @property
    def retriever(self) -> RanksQuestions:
        """Not used, but handed over."""
        return cast("RanksQuestions", None)

    def list_fingerprints(self) -> set[str]:
        """Return the fingerprint."""
        return {self.fingerprint}

    def require_fingerprint(self, fingerprint: str) -> None:
        """Accept the fingerprint."""
        assert fingerprint == self.fingerprint

    async def answer(self, question: Question) -> Answer:
        """Answer that the sources do not say."""
        return quote_answer(question.text)

    def close(self) -> None:
        """Close nothing."""


@pytest.mark.parametrize("installed", [True, False])
def test_a_report_without_plots_says_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, installed: bool
) -> None:
    """Without matplotlib the report has no plots, and a sentence says how to get them."""
    if not installed:
        monkeypatch.setitem(sys.modules, "matplotlib", None)
    (tmp_path / "lines.jsonl").write_text('{"question": "When?", "answer": "1811"}', encoding="utf-8")
    services: EvaluatedServices = _Oracle.containing((make_source(text=TOWER), TOWER))
    plan = EvalPlan(MetricGroup.ANSWERS, None, 0)
    run_evaluation(SystemUnderTest(services, lambda _: services, {}), tmp_path / "lines.jsonl", plan, tmp_path / "out")
    printed = capsys.readouterr()

    assert installed == ("latency.png" in printed.out)
    assert installed == ("pip install 'pincite[eval]'" not in printed.err)


class Scratch:
    """An index in memory that records the calls."""

    def __init__(self, fingerprint: str = "one", failing: str = "") -> None:
        """Create an empty index; texts with ``failing`` cannot be indexed."""
        self.fingerprint = fingerprint
        self.made_with: set[str] = set()
        self.done: list[str] = []
        self._texts: dict[str, str] = {}
        self._failing = failing

    @property
    def catalog(self) -> "Scratch":
        """Return this index as its own catalog."""
        return self

    @property
    def indexer(self) -> "Scratch":
        """Return this index as its own indexer."""
        return self

    def list_sources(self) -> list[Source]:
        """Return every indexed source."""
        return [self.get_source(id_) for id_ in self._texts]

    def get_source(self, id_: str) -> Source:
        """Return a source whose text has the same id."""
        return Source(id_, id_, "document", id_, None, None, "en", id_, 1)

    def get_text(self, id_: str) -> str | None:
        """The text of a source."""
        return self._texts.get(id_)

    def list_fingerprints(self) -> set[str]:
        """Return the fingerprints of the index."""
        return self.made_with

    def index(self, location: str, kind: Kind, limits: LinkLimits, watch: Watch) -> list[Outcome]:
        """Index a file without its links."""
        del watch
        assert 0 == limits.depth
        text = Path(location).read_text(encoding="utf-8")
        failed = bool(self._failing) and self._failing in text
        if not failed:
            self._texts[source_id(location)] = text
            self.made_with.add(self.fingerprint)
        self.done.append("index")
        error = "It is on fire; put it out." if failed else None
        return [Outcome(source_id(location), "", location, kind, 1, "failed" if failed else "added", error)]

    def rebuild(self, watch: Watch) -> list[Outcome]:
        """Rebuild the index."""
        del watch
        self.made_with = {self.fingerprint}
        self.done.append("rebuild")
        return []

    def remove(self, source_ids: Sequence[str]) -> list[Source]:
        """Remove sources."""
        for id_ in source_ids:
            del self._texts[id_]
            self.done.append("remove")
        return []


def dataset(folder: Path, content: dict[str, Any] = DATASET) -> Dataset:
    """Write a dataset to a file and read it."""
    (folder / "reef.json").write_text(json.dumps(content), encoding="utf-8")
    return read_dataset(folder / "reef.json")


def do_nothing() -> None:
    """Ignore progress."""


def test_an_index_that_is_complete_is_used_again(tmp_path: Path) -> None:
    """A second run indexes nothing and returns the same texts."""
    scratch = Scratch()
    first = index_articles(dataset(tmp_path), tmp_path / "index", scratch, do_nothing)
    assert [f"{TOWER}\n\n{LAMP}", BREAD] == [found.text for found in first]
    assert first == index_articles(dataset(tmp_path), tmp_path / "index", scratch, do_nothing)
    assert ["index", "index"] == scratch.done


def test_an_index_of_other_articles_or_settings_is_brought_up_to_date(tmp_path: Path) -> None:
    """Articles that left the dataset are removed, and another embedder rebuilds the index."""
    scratch = Scratch()
    index_articles(dataset(tmp_path), tmp_path / "index", scratch, do_nothing)
    smaller = dataset(tmp_path, DATASET | {"data": DATASET["data"][:1]})
    assert 1 == len(index_articles(smaller, tmp_path / "index", scratch, do_nothing))
    assert ["index", "index", "remove", "index"] == scratch.done
    scratch.fingerprint = "two"
    index_articles(smaller, tmp_path / "index", scratch, do_nothing)
    assert ["rebuild", "index"] == scratch.done[4:]


def test_an_article_that_cannot_be_indexed_stops_the_run(tmp_path: Path) -> None:
    """The error names the article's number, and the next run does not treat the index as complete."""
    scratch = Scratch(failing="Rye")
    for _ in range(2):
        with pytest.raises(DatasetError, match="Article 2 of the dataset cannot be indexed: It is on fire"):
            index_articles(dataset(tmp_path), tmp_path / "index", scratch, do_nothing)
    assert ["index"] * 4 == scratch.done


def test_a_run_that_broke_off_leaves_no_index_that_passes_for_complete(tmp_path: Path) -> None:
    """After a failed run with another dataset, the first dataset is indexed again where it changed."""
    scratch = Scratch(failing="burnt")
    index_articles(dataset(tmp_path), tmp_path / "index", scratch, do_nothing)
    changed = json.loads(json.dumps(DATASET).replace("granite", "marble").replace("Rye", "burnt"))
    with pytest.raises(DatasetError, match="Article 2"):
        index_articles(dataset(tmp_path, changed), tmp_path / "index", scratch, do_nothing)
    first, _ = index_articles(dataset(tmp_path), tmp_path / "index", scratch, do_nothing)
    assert f"{TOWER}\n\n{LAMP}" == first.text


def test_a_scratch_index_of_another_version_may_be_deleted(tmp_path: Path) -> None:
    """The sentence names the scratch folder, not the folder of the user's own index."""

    class Newer(Scratch):
        """An index of a newer version."""

        def list_sources(self) -> list[Source]:
            """Raise as the database does."""
            raise VersionError("Layout 9; use that version, or set PINCITE_DATA_DIR.")

        def close(self) -> None:
            """Close nothing."""

    dataset(tmp_path)
    opened: Callable[[Path], Any] = lambda _folder: Newer()  # noqa: E731 - an argument with its type
    product = SystemUnderTest(opened(tmp_path), opened, {})
    with pytest.raises(ResultsError, match=r"out.index was made by another version of Pincite; delete that folder"):
        run_evaluation(product, tmp_path / "reef.json", EvalPlan(MetricGroup.ALL, None, 0), tmp_path / "out")
