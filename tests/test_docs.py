"""The Markdown pages: links resolve, commands and paths exist, shapes are the real ones, prose is wrapped."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from bot.answering.types import Answer, Citation, Generation, HeadRow, Statement, Timings
from bot.cli.command_line import cli
from bot.integrations import json_documents
from index.catalog.crawl_state import FailedPage, KnownList
from index.indexing.types import Outcome
from index.sources.diff import SentenceChanges, SourceChange
from index.types import Hit, Source, Span
from tests.support.paths import ROOT

FOLDERS = ("benchmarks", "bot", "config", "docs", "index", "pincite", "prompts", "samples", "tests")
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "benchmarks").glob("*.md"),
        ROOT / "benchmarks/verification/README.md",
        ROOT / "samples/README.md",
    ]
)
GENERATED = ROOT / "docs" / "settings.md"
WIDTH = 100

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PATH = re.compile(rf"(?:{'|'.join(FOLDERS)})/[\w./-]*")
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
STOCK = re.compile(r"\b(?:a[n]ew|who[e]ver)\b|what st[a]nds", re.IGNORECASE)
"""One letter of each phrase is in brackets, so that this file has none of them."""
TERM = re.compile(r"^\| (.+?) \| (.+?) \| `([\w/.]+)`(?: \(`(\w+)`\))? \|$", re.MULTILINE)
MADE_UP = re.compile(r"\b(?:CODE|FORMAT|LANGUAGE|N)\b|results\.json")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def prose(page: Path) -> str:
    """Return a page without its code blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(prose(page))}


def commands(page: Path) -> Iterator[str]:
    """Yield the commands of a page: lines of shell blocks, and code in the text."""
    text = page.read_text(encoding="utf-8")
    for language, block in FENCE.findall(text):
        if language == "sh":
            yield from (line.partition(" #")[0].strip() for line in block.splitlines())
    yield from CODE.findall(prose(page).replace("\\|", "|"))


@pages
def test_relative_links_resolve(page: Path) -> None:
    """Each relative link leads to a file, and each anchor to a heading of it."""
    for target in LINK.findall(prose(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@pages
def test_paths_exist(page: Path) -> None:
    """A path of the repository that a page names as code exists."""
    missing = [
        code
        for code in CODE.findall(prose(page))
        if PATH.fullmatch(code) and not MADE_UP.search(code) and not (ROOT / code).exists()
    ]
    assert [] == missing


@pages
def test_named_tests_exist(page: Path) -> None:
    """Each test that a page names as proof is a function of its module."""
    for module, name in PROOF.findall(prose(page)):
        tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, kinds)}, (module, name)


@pages
def test_make_targets_exist(page: Path) -> None:
    """Each ``make TARGET`` is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set() == {command.split()[1] for command in commands(page) if re.match(r"make [a-z]", command)} - targets


@pages
def test_pincite_commands_and_options_exist(page: Path) -> None:
    """Each ``pincite COMMAND --option`` is a command of the program with that option."""
    group = typer.main.get_command(cli)
    known = {
        name: {option for parameter in command.params for option in parameter.opts}
        for name, command in getattr(group, "commands").items()  # noqa: B009 - typer hides that it is a group
    }
    for line in commands(page):
        found = re.search(r"(?:^|\s)pincite ([a-z]+)(.*)", line)
        if found is None:
            continue
        name, options = found[1], set(re.findall(r"(?<=[\s\[|])--?[a-z][\w-]*", found[2]))
        assert name in known, line
        assert set() == options - known[name] - {"--help"}, line


@pages
def test_benchmark_commands_exist(page: Path) -> None:
    """Each benchmark command names a script, and options that the script defines."""
    for line in commands(page):
        found = re.search(r"(benchmarks/[\w/]+\.py)(.*)", line)
        if found is None:
            continue
        script = ROOT / found[1]
        source = script.read_text(encoding="utf-8") + (ROOT / "benchmarks" / "corpus.py").read_text(encoding="utf-8")
        for option in re.findall(r"--[a-z][\w-]*", found[2]):
            assert f'"{option}"' in source, line


@pages
def test_prose_is_wrapped(page: Path) -> None:
    """Lines of prose have at most 100 columns; tables and code may be wider."""
    if page == GENERATED:
        return
    wide = [line for line in prose(page).splitlines() if len(line) > WIDTH and not line.startswith("|")]
    assert [] == wide


@pytest.mark.parametrize("suffix", ["md", "po", "py", "toml"])
def test_stock_phrases_are_absent(suffix: str) -> None:
    """No page, message or docstring uses the phrases that the rules of prose replace."""
    texts = [*ROOT.glob(f"*.{suffix}"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob(f"*.{suffix}"))]
    assert texts
    assert [] == [str(path.relative_to(ROOT)) for path in texts if STOCK.search(path.read_text(encoding="utf-8"))]


def test_glossary_names_what_exists() -> None:
    """Each term has a module, and each class of a term is defined there; terms are in order."""
    rows = TERM.findall(prose(ROOT / "docs" / "glossary.md"))
    terms = [term for term, *_ in rows]
    assert sorted(terms) == terms
    assert len(terms) >= 25
    for _, _, module, name in rows:
        tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
        assert not name or name in {node.name for node in tree.body if isinstance(node, ast.ClassDef)}, (module, name)


def keys(document: object) -> set[str]:
    """Return all keys of a JSON document, at any depth."""
    if isinstance(document, dict):
        return set(document).union(*map(keys, document.values()))
    return set().union(*map(keys, document)) if isinstance(document, (list, tuple)) else set()


def shown_keys(command: str) -> set[str]:
    """Return the keys in the first block about a command on the command line's page."""
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    block = re.search(rf"^## `pincite {command} .*?^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert block is not None
    without_values = re.sub(r'[:|] ?"[^"]*"', "", block[1])
    return set(re.findall(r'"(\w+)"', without_values))


def test_shapes_of_json_documents_are_the_real_ones() -> None:
    """The command line's page shows the keys of each document, no more and no fewer."""
    source = Source("id", "/a", "article", "A", None, None, "en", "text", 1)
    citation = Citation(1, source, Span(0, 1), Span(0, 1), "A", None, head=HeadRow(Span(0, 1), "A"))
    statement = Statement("A", (1,))
    answer = Answer("Q?", "answered", "quotes", (statement,), (citation,), Timings(0, 0, 0))
    documents: dict[str, json_documents.Json] = {
        "ask": json_documents.answer_document(answer),
        "index": json_documents.outcomes_document(
            [Outcome("id", "A", "/a", "article", 1, "updated", None, SentenceChanges(1, 1, ("B.",), ("A.",)))]
        ),
        "search": json_documents.hits_document((Hit("id", Span(0, 1), "A", 1.0),)),
        "sources": json_documents.sources_document(
            [source], [KnownList("id", "/b", "B", ())], [FailedPage("id", "/c", "linked", "/b", "gone")]
        ),
        "reindex": json_documents.changes_document([SourceChange("id", "A", "/a", "changed")]),
    }
    of_generation = {field.name for field in fields(Generation)}

    assert {name: keys(document) for name, document in documents.items()} == {
        name: shown_keys(name) - of_generation for name in documents
    }
    assert of_generation <= shown_keys("ask")


def test_the_kinds_of_faults_are_counted() -> None:
    """The first table of the page on reliability gives the number of rows in the table of each section."""
    first, *sections = (ROOT / "docs/reliability.md").read_text(encoding="utf-8").split("\n## ")
    tables = [re.search(r"^\| fault \|.*\n\|[-|]+\n((?:\|.*\n)+)", section, re.MULTILINE) for section in sections]
    rows = [len(table[1].splitlines()) for table in tables if table]
    assert f"| {', '.join(map(str, rows))} kinds |" in first
