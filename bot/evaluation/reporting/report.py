"""Writes a report: ``results.json`` for programs; ``results.md``, plots and ``failures.html`` for people."""

import json
import logging
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.evaluation.errors import ResultsError
from bot.evaluation.records import SCHEMA, EvalResults
from bot.evaluation.reporting import report_tables
from bot.evaluation.reporting.failures_page import failures_page

RESULTS = "results.json"
_ADAPTER = TypeAdapter(EvalResults)


def write_report(results: EvalResults, folder: Path) -> list[Path]:
    """Write all files of a report.

    Args:
        results: The results of a run.
        folder: Created if missing; the files of an earlier run in it are replaced.

    Returns:
        The files, ``results.json`` first.

    Raises:
        ResultsError: The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stale = [path for name in ("recall", "abstention", "latency") for path in folder.glob(f"{name}.[ps][nv]g")]
        for path in stale:
            path.unlink()
        plots = _draw(results, folder)
        files = [folder / RESULTS, folder / "results.md", folder / "failures.html"]
        files[0].write_text(_json(results), encoding="utf-8")
        files[1].write_text(markdown(results, [path.name for path in plots if path.suffix == ".png"]), encoding="utf-8")
        files[2].write_text(failures_page(results), encoding="utf-8")
    except OSError as error:
        raise ResultsError(f"{folder} cannot be written ({error.strerror}); name another folder with --out.") from error
    return files + plots


def _json(results: EvalResults) -> str:
    """Render one JSON document with a line for each question, so that it is readable and small."""
    document = _ADAPTER.dump_python(results, mode="json")
    questions = ",\n".join(json.dumps(record, ensure_ascii=False) for record in document.pop("questions"))
    return f'{json.dumps(document, ensure_ascii=False, indent=1)[:-2]},\n "questions": [\n{questions}\n ]\n}}\n'


def can_draw_plots() -> bool:
    """Return whether matplotlib is installed; the extra ``pincite[eval]`` brings it."""
    return find_spec("matplotlib") is not None


def _draw(results: EvalResults, folder: Path) -> list[Path]:
    if not can_draw_plots():
        return []
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it reports on its font cache, which helps no user
    from bot.evaluation.reporting.plots import draw_plots  # noqa: PLC0415 - half a second that only a report needs

    return draw_plots(results.questions, folder)


def read_results(path: Path) -> EvalResults:
    """Read ``results.json``, by its own path or that of its folder; raises ``ResultsError``."""
    file = path / RESULTS if path.is_dir() else path
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise ResultsError(f"There is no file {file}; name a {RESULTS} or its folder.") from error
    except OSError as error:
        raise ResultsError(f"{file} cannot be read ({error.strerror}); name a {RESULTS}.") from error
    try:
        results = _ADAPTER.validate_json(data)
    except ValidationError as error:
        raise ResultsError(
            f"{file} does not contain results of this version; measure again with `pincite eval`."
        ) from error
    if results.schema != SCHEMA:
        raise ResultsError(f"{file} was written by another version of Pincite; measure again with `pincite eval`.")
    return results


def markdown(results: EvalResults, pictures: list[str]) -> str:
    """Render the report as Markdown."""
    return (
        "\n".join([*_head(results), "", *_table(results), "", *_facts(results), "", *_pictures(pictures)]).rstrip()
        + "\n"
    )


def _head(results: EvalResults) -> Iterator[str]:
    limit = f" --limit {results.limit}" if results.limit else ""
    metrics = f" --metrics {results.measured}" if results.measured != "all" else ""
    yield f"# {_plain(results.dataset.name)}"
    yield ""
    yield f"`pincite eval {results.dataset.name}{metrics}{limit} --seed {results.seed}`, {results.date}"
    for note in results.notes:
        yield ""
        yield _plain(note)


def _table(results: EvalResults) -> Iterator[str]:
    yield f"| {' | '.join(report_tables.HEADINGS)} |"
    yield "|---|---|---:|---:|---:|"
    for row in report_tables.figure_rows(results.figures):
        yield f"| {' | '.join(row)} |"


def _facts(results: EvalResults) -> Iterator[str]:
    yield "| | |"
    yield "|---|---|"
    yield f"| dataset, SHA-256 | {results.dataset.sha256} |"
    yield f"| index | {_plain(results.fingerprint)} |"
    for title, facts in (("settings", results.settings), ("versions", results.versions), ("machine", results.machine)):
        known = [f"{name} {value}" for name, value in facts.items() if value is not None]
        yield f"| {title} | {_plain(', '.join(known))} |"


def _pictures(names: list[str]) -> Iterator[str]:
    for name in names:
        yield f"![{Path(name).stem}]({name})"


def _plain(text: str) -> str:
    """Escape the characters that Markdown takes for markup."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>|#" else character for character in text)
