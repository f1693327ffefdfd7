"""``pincite eval DATASET``: reads the dataset, indexes it, asks the questions, computes metrics, writes the report."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot.answering.types import AnswersQuestions
from bot.evaluation import environment
from bot.evaluation.aggregation import curves, summarise
from bot.evaluation.datasets.dataset import Dataset, DatasetInfo, read_dataset
from bot.evaluation.datasets.question_file import ReadsSourceTexts, bind_lines
from bot.evaluation.datasets.scratch_index import IndexesSources, ReadsCatalog, index_articles
from bot.evaluation.datasets.squad import bind_squad
from bot.evaluation.datasets.types import GoldSpan, QuestionSet
from bot.evaluation.errors import DatasetError, ResultsError
from bot.evaluation.eval_plan import EvalPlan
from bot.evaluation.records import SCHEMA, EvalResults, QuestionRecord
from bot.evaluation.reporting import report_tables
from bot.evaluation.reporting.report import can_draw_plots, write_report
from bot.evaluation.runner import EvalRunner, RanksQuestions, draw_questions
from bot.evaluation.screen import Screen
from index.errors import VersionError

_FOLDER = Path("eval-results")
_TIME = "time"
_NO_PLOTS = (
    "The report has no plots, because matplotlib is not installed: run `pip install 'pincite[eval]'` to get them."
)


class SearchableCatalog(ReadsCatalog, Protocol):
    """Reads the catalog, and checks whether the index can be searched."""

    def require_fingerprint(self, fingerprint: str) -> None:
        """Raise where nothing is indexed, or something with other settings."""


class EvaluatedServices(Protocol):
    """The services that an evaluation measures; ``bot.composition.container.Container`` has them."""

    @property
    def fingerprint(self) -> str:
        """Names the splitter, analyzer and embedder of the index."""

    @property
    def catalog(self) -> SearchableCatalog:
        """The catalog of the index."""

    @property
    def indexer(self) -> IndexesSources:
        """Adds and removes sources."""

    @property
    def retriever(self) -> RanksQuestions:
        """Ranks passages and sentences."""

    @property
    def answerer(self) -> AnswersQuestions:
        """Answers questions."""

    def close(self) -> None:
        """Close every service that was made."""


@dataclass(frozen=True, slots=True)
class SystemUnderTest:
    """The system under test.

    Attributes:
        services: The services of the user's own index; unused for a dataset with its own articles.
        open_scratch: Opens services with the same settings over another data directory.
        settings: By name, with secrets wrapped.
    """

    services: EvaluatedServices
    open_scratch: Callable[[Path], EvaluatedServices]
    settings: Mapping[str, object]


def run_evaluation(system: SystemUnderTest, dataset: Path, plan: EvalPlan, folder: Path | None) -> None:
    """Measure a dataset, write the report and print its table.

    Args:
        system: The system under test.
        dataset: SQuAD-shaped JSON, or JSON Lines about the indexed sources.
        plan: The questions to ask and the metrics to compute.
        folder: The folder of the report; ``eval-results/`` and the dataset's name if None.
    """
    screen = Screen()
    read = read_dataset(dataset)
    folder = folder or _FOLDER / dataset.stem
    if read.info.shape == "lines":
        suite = _suite_of_lines(system.services, read)
        _make(folder)
        records = _ask(system.services, suite, plan, screen)
    else:
        with closing(system.open_scratch(folder / "index")) as services:
            suite = _suite_of_articles(services, read, folder, screen)
            records = _ask(services, suite, plan, screen)
    results = _results(system, read.info, plan, suite.notes, records)
    files = write_report(results, folder)
    for note in results.notes:
        screen.notice(note)
    screen.show_table(report_tables.HEADINGS, report_tables.figure_rows(results.figures), words=2)
    screen.say(f"\n{folder}: {', '.join(file.name for file in files)}")
    if not can_draw_plots():
        screen.notice(_NO_PLOTS)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResultsError(f"{folder} cannot be made ({error.strerror}); name another folder with --out.") from error


def _suite_of_lines(services: EvaluatedServices, dataset: Dataset) -> QuestionSet:
    services.catalog.require_fingerprint(services.fingerprint)
    return bind_lines(dataset.info.name, dataset.lines, dataset.notes, services.catalog)


def _suite_of_articles(services: EvaluatedServices, dataset: Dataset, folder: Path, screen: Screen) -> QuestionSet:
    index = folder / "index"
    try:
        with screen.show_progress("indexing articles", len(dataset.articles)) as advance:
            return bind_squad(index_articles(dataset, index, services, advance))
    except VersionError as error:
        raise ResultsError(
            f"{index} was made by another version of Pincite; delete that folder, and the next run rebuilds it."
        ) from error


def _ask(services: EvaluatedServices, suite: QuestionSet, plan: EvalPlan, screen: Screen) -> list[QuestionRecord]:
    questions = draw_questions(suite, plan)
    if not questions:
        raise DatasetError("The dataset has no question for these metrics; try --metrics all.")
    runner = EvalRunner(services.retriever, services.answerer, _words(services.catalog), plan)
    with screen.show_progress("asking questions", len(questions)) as advance:
        return runner.run(questions, advance)


def _results(
    system: SystemUnderTest, info: DatasetInfo, plan: EvalPlan, notes: tuple[str, ...], records: list[QuestionRecord]
) -> EvalResults:
    figures = tuple(summarise(records, plan.group))
    return EvalResults(
        schema=SCHEMA,
        dataset=info,
        measured=plan.group.value,
        limit=plan.limit,
        seed=plan.seed,
        fingerprint=system.services.fingerprint,
        settings=environment.settings_that_matter(system.settings),
        versions=environment.versions(),
        machine=environment.machine(),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        notes=(*notes, *_what_is_missing(records, {figure.group for figure in figures})),
        figures=figures,
        curves=tuple(curves(records)),
        questions=tuple(records),
    )


def _what_is_missing(records: list[QuestionRecord], measured: set[str]) -> list[str]:
    if measured - {_TIME}:
        return []
    return [f"None of the {len(records)} questions has the quote or answer that these metrics need."]


def _words(catalog: ReadsSourceTexts) -> Callable[[GoldSpan], str]:
    """Return a function that reads the characters of a span; each stored text is read once."""
    text_ids = {source.id: source.text_id for source in catalog.list_sources()}
    texts: dict[str, str] = {}

    def words(place: GoldSpan) -> str:
        id_ = text_ids[place.source_id]
        if id_ not in texts:
            texts[id_] = catalog.get_text(id_) or ""
        return place.span.slice(texts[id_])

    return words
