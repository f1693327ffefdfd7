"""The command line: JSON documents, exit codes, and one sentence for each error."""

import json
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperArgument, TyperCommand
from typer.main import get_group

from bot.cli.command_line import cli
from bot.state.engine import open_bot_database
from bot.state.heartbeat import Heartbeat
from tests.support.pdf_files import Print, pdf
from tests.support.shell import OIL, PAGE, Shell, modules_after, run_process


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell whose index contains a page and the page that it links to."""
    folder = tmp_path_factory.mktemp("shell")
    (folder / "lamp.html").write_text(PAGE, encoding="utf-8")
    (folder / "oil.html").write_text(OIL, encoding="utf-8")
    made = Shell(folder)
    assert 0 == made("index", str(folder / "lamp.html")).exit_code
    yield made


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """A shell without an index."""
    return Shell(tmp_path)


def only(shell: Shell, title: str) -> dict[str, Any]:
    """Return the source of a title."""
    [found] = [source for source in shell.json("sources")["sources"] if source["title"] == title]
    return dict(found)


def test_a_citation_from_a_pdf_names_its_page(empty: Shell) -> None:
    """The JSON document and the line under the quote both name the page."""
    texts = ("The tower on Gull Reef was finished in 1811.", "Paraffin was burned in its lamp from 1868 on.")
    (empty.folder / "reef.pdf").write_bytes(pdf([[Print(text)] for text in texts]))
    assert 0 == empty("index", str(empty.folder / "reef.pdf")).exit_code
    question = "When was paraffin burned in the lamp?"
    [citation, *_] = empty.json("ask", question)["citations"]
    assert (2, texts[1]) == (citation["page"], citation["quote"])
    assert "p. 2, characters 46–91" in empty("ask", question).stdout


def test_index_reports_each_source_with_its_status(shell: Shell) -> None:
    """The document lists every source, and a second run changes nothing."""
    report = shell.json("index", str(shell.folder / "lamp.html"))["sources"]
    assert ["The lamp on the reef", "Paraffin in lighthouses"] == [source["title"] for source in report]
    assert ["unchanged", "unchanged"] == [source["status"] for source in report]
    assert {"id", "title", "location", "kind", "passages", "status", "error", "changes"} == set(report[0])
    assert ["document", "linked"] == [source["kind"] for source in report]


def test_a_check_prints_a_verdict_for_each_statement(shell: Shell) -> None:
    """The document is that of an answer; the terminal shows a line for each statement, then the quotes."""
    text = "The tower was finished in October 1811. A lamp with nine wicks burned whale oil."
    checked = shell.json("check", text)
    assert ("check", ["supported", "contradicted"]) == (
        checked["mode"],
        [statement["verdict"] for statement in checked["statements"]],
    )
    shown = shell("check", "-", stdin=text).stdout.splitlines()
    assert ["supported", "contradicted"] == [line.split()[0] for line in shown[:2]]
    assert "no statement to check" in shell("check", "When was it finished?").stderr


def test_every_quote_is_the_slice_that_it_says_it_is(shell: Shell) -> None:
    """``quote`` equals ``text[start:end]`` of the output of ``pincite text``, with emoji and Cyrillic."""
    for question in ("When was the tower finished?", "Где стоит маяк?", "Who made paraffin from coal?"):
        answer = shell.json("ask", question)
        assert "answered" == answer["status"]
        for citation in answer["citations"]:
            text = shell("text", citation["source_id"]).stdout_bytes.decode()
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_an_answer_has_the_agreed_shape(shell: Shell) -> None:
    """The document has the agreed keys, and statements refer to citations by number."""
    answer = shell.json("ask", "How far away could the light be seen?")
    assert "nineteen miles" in answer["citations"][0]["quote"]
    agreed = {"question", "status", "mode", "text", "statements", "citations", "timings_ms"}
    assert agreed | {"nearest", "notice", "parts", "sure", "writing"} == set(answer)
    agreed = {"n", "source_id", "title", "location", "kind", "start", "end", "quote", "link"}
    assert agreed | {"page", "section", "head", "also", "recognized"} == set(answer["citations"][0])
    assert {"retrieve", "answer", "total"} == set(answer["timings_ms"])
    numbers = [citation["n"] for citation in answer["citations"]]
    assert list(range(1, len(numbers) + 1)) == numbers
    assert [[number] for number in numbers] == [statement["citations"] for statement in answer["statements"]]
    assert answer["text"].startswith(answer["citations"][0]["quote"] + " [1]")


def test_a_question_in_another_language_is_answered(shell: Shell) -> None:
    """A German question finds the English sentence."""
    answer = shell.json("ask", "Wann wurde der Turm fertiggestellt?")
    assert "October 1811" in answer["citations"][0]["quote"]


def test_what_the_sources_do_not_say_is_not_found(shell: Shell) -> None:
    """A question about another topic gets no citation, and the terminal says so."""
    assert ("not_found", []) == tuple(
        shell.json("ask", "How do I bake sour dough bread?")[k] for k in ("status", "citations")
    )
    assert "The sources do not say." in shell("ask", "How do I bake sour dough bread?").stdout


def test_an_answer_for_people_says_where_each_quote_stands(shell: Shell) -> None:
    """The line below a quote names title, author, date and kind."""
    lines = shell("ask", "When was the tower finished?").stdout.splitlines()
    assert lines[0].startswith("[1] “The tower on Gull Reef was finished in October 1811")
    assert lines[1].startswith("    The lamp on the reef, Mara Quill, 2026-03-04 (document), characters 0–")


def test_a_batch_answers_each_line_in_order(shell: Shell) -> None:
    """Each line repeats its id, and a line's sources restrict that line only."""
    oil = only(shell, "Paraffin in lighthouses")["id"]
    lines = [{"id": 7, "question": "When was the tower finished?"}, {"question": "Who lived there?", "sources": [oil]}]
    result = shell("ask", "--batch", "-", stdin="\n".join(map(json.dumps, lines)))
    first, second = map(json.loads, result.stdout.splitlines())
    assert (7, "answered") == (first["id"], first["status"])
    assert "id" not in second
    assert {oil} >= {citation["source_id"] for citation in second["citations"]}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[" * 30_000, "not JSON"),
        ("[]", "question"),
        ('{"id": 1}', "question"),
        ('{"question": " "}', "empty"),
        ('{"question": "\\ud800"}', "empty"),
        ('{"question": "' + "x" * 100_000 + '"}', "100,000 characters"),
        ('{"question": "a", "sources": "b"}', "sources"),
        ('{"question": "When?", "sources": ["nowhere"]}', "nowhere"),
        ('{"question": "When?", "sources": ["\\ud800"]}', "source"),
    ],
    ids=lambda value: value[:40],
)
def test_a_bad_line_of_a_batch_fails_alone(shell: Shell, line: str, words: str) -> None:
    """Its place has an error with the number of the line; the lines around it are answered, and the exit code is 1."""
    good = '{"question": "When was the tower finished?"}'
    result = shell("ask", "--batch", "-", stdin=f"{good}\n\n{line}\n{good}\n")
    first, error, last = map(json.loads, result.stdout.splitlines())
    assert (1, "") == (result.exit_code, result.stderr)
    assert ["answered", "answered"] == [first["status"], last["status"]]
    assert (3, {"line", "error"}) == (error["line"], set(error) - {"id"})
    assert words in error["error"]


def test_odd_characters_in_a_batch_are_answered(shell: Shell) -> None:
    """Lone surrogates, NUL and direction marks are left out of the question; the id comes back as it was."""
    question = "When\\ud83d was\\u0000 the \\u202etower finished?"
    result = shell("ask", "--batch", "-", stdin=f'{{"id": "\\ud800", "question": "{question}"}}\n')
    answer = json.loads(result.stdout)
    assert ("\ud800", "When was the tower finished?", "answered") == tuple(
        answer[key] for key in ("id", "question", "status")
    )


def test_a_batch_without_an_index_ends_at_once(empty: Shell) -> None:
    """An error that concerns every line is one sentence and no document."""
    result = empty("ask", "--batch", "-", stdin='{"question": "When?"}\n' * 3)
    assert (1, "", 1) == (result.exit_code, result.stdout, len(result.stderr.splitlines()))


def test_search_gives_slices_best_first(shell: Shell) -> None:
    """Hits have a span and a text; ``-k`` limits them; a batch prints a line for each query."""
    hits = shell.json("search", "keepers in the tower", "-k", "2")["hits"]
    assert len(hits) <= 2
    assert {"source_id", "start", "end", "text", "score"} == set(hits[0])
    text = shell("text", hits[0]["source_id"]).stdout_bytes.decode()
    assert text[hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    batch = shell("search", "--batch", "-", stdin='{"id": "a", "query": "whale oil"}\n{"id": "b", "query": "coal"}')
    assert ["a", "b"] == [json.loads(line)["id"] for line in batch.stdout.splitlines()]


def test_removing_a_source_removes_it(tmp_path: Path) -> None:
    """A removed source is no longer listed, and removing it again fails."""
    shell = Shell(tmp_path)
    (tmp_path / "oil.html").write_text(OIL, encoding="utf-8")
    shell("index", str(tmp_path / "oil.html"))
    [source] = shell.json("sources")["sources"]
    assert {"removed": [source["id"]]} == shell.json("remove", source["id"])
    assert [] == shell.json("sources")["sources"]
    assert 1 == shell("remove", source["id"]).exit_code


def test_a_source_is_removed_by_its_file(tmp_path: Path) -> None:
    """The user need not look up the id."""
    shell = Shell(tmp_path)
    (tmp_path / "oil.html").write_text(OIL, encoding="utf-8")
    shell("index", tmp_path / "oil.html")

    assert 1 == len(shell.json("remove", tmp_path / "oil.html")["removed"])
    assert [] == shell.json("sources")["sources"]


def test_chat_answers_shows_a_passage_and_ends(shell: Shell) -> None:
    """A number shows its quote in the passage; an unknown number or command gets an explanation."""
    result = shell("chat", stdin="When was the tower finished?\n1\n9\n/what\n/sources\n/quit\nnever asked\n")
    assert 0 == result.exit_code
    assert "each block locks into the next" in result.stdout
    assert "The last answer has no quote [9]" in result.stdout
    assert "/what is not a command" in result.stdout
    assert "never asked" not in result.stdout


def test_chat_answers_small_talk(shell: Shell) -> None:
    """The chat answers a greeting and thanks without a search."""
    result = shell("chat", stdin="Hello!\nThank you\n/quit\n")
    assert 0 == result.exit_code
    assert "Hello! Ask anything" in result.stdout
    assert "You are welcome!" in result.stdout
    assert "do not say" not in result.stdout


def test_chat_shows_the_passage_to_those_who_doubt(shell: Shell) -> None:
    """A doubt and a question for the source are no questions about the sources."""
    question = "When was the tower finished?"
    result = shell("chat", stdin=f"source?\n{question}\nI disagree\nquote 1\nare you a bot?\n/quit\n")

    assert result.stdout.count("Gull Reef was finished in October 1811") == 3
    assert "There is no answer with quotes yet" in result.stdout
    assert "That is no question about the sources." in result.stdout


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_dash_reads_the_question_from_the_standard_input(shell: Shell, command: str) -> None:
    """A pipe can ask."""
    result = shell(command, "-", stdin="When was the tower finished?\n")

    assert "October 1811" in result.stdout


def test_chat_sees_that_the_article_is_indexed(tmp_path: Path) -> None:
    """The chat indexes the article of the settings with its links, and introduces it with questions."""
    (tmp_path / "lamp.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "oil.html").write_text(OIL, encoding="utf-8")
    shell = Shell(tmp_path)
    result = shell("chat", stdin="", ARTICLE=str(tmp_path / "lamp.html"), QUESTIONS='["How tall is it?"]')
    assert "The lamp on the reef, Mara Quill, 2026-03-04\n  How tall is it?" in result.stdout
    assert {"article", "linked"} == {source["kind"] for source in shell.json("sources")["sources"]}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.txt", None, "no file"),
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", "text"),
        ("binary.txt", bytes(range(256)) * 9, ""),
        ("scan.pdf", b"%PDF-1.7 \x00\x01", "PDF"),
        ("script.html", b"<html><body><script>render()</script></body></html>", "text"),
    ],
)
def test_a_bad_file_is_one_sentence_and_the_index_stays(
    shell: Shell, name: str, content: bytes | None, words: str
) -> None:
    """An unreadable file exits with 1 and a reason, and the index stays as it was."""
    if content is not None:
        (shell.folder / name).write_bytes(content)
    before = shell.json("sources")
    result = shell("index", str(shell.folder / name))
    assert 1 == result.exit_code
    assert words in result.stderr
    assert "Traceback" not in result.output
    assert before == shell.json("sources")


def test_a_failed_source_is_in_the_document_too(shell: Shell) -> None:
    """With ``--json`` the document and stderr both report a failure, and the exit code is 1."""
    result = shell("index", "/nonesuch.txt", "--json")
    [source] = json.loads(result.stdout)["sources"]
    assert (1, "failed", True) == (result.exit_code, source["status"], source["error"] in result.stderr)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", "When?"], "pincite index"),
        (["search", "When?"], "pincite index"),
        (["text", "nonesuch"], "pincite sources"),
        (["remove", "nonesuch"], "pincite sources"),
        (["chat"], "pincite index"),
        (["serve"], "@BotFather"),
        (["ask", " "], "empty"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_with_a_way_out(empty: Shell, arguments: list[str], words: str) -> None:
    """The command exits with 1 and prints one line on stderr, which says what to do."""
    result = empty(*arguments)
    assert (1, "", 1) == (result.exit_code, result.stdout, len(result.stderr.splitlines()))
    assert words in result.stderr


@pytest.mark.parametrize(
    "arguments", [["ask"], ["frobnicate"], ["search", "a", "-k", "0"], ["ask", "a", "--batch", "b"], ["index"]]
)
def test_wrong_usage_exits_with_two(empty: Shell, arguments: list[str]) -> None:
    """A usage error has its own exit code."""
    assert 2 == empty(*arguments).exit_code


def test_a_bad_setting_is_one_sentence(empty: Shell) -> None:
    """The sentence names the setting, and there is no traceback."""
    result = empty("sources", LINK_DEPTH="many")
    assert (2, 1) == (result.exit_code, len(result.stderr.splitlines()))
    assert "PINCITE_LINK_DEPTH" in result.stderr


def test_settings_that_do_not_go_together_are_one_sentence(empty: Shell) -> None:
    """The sentence names the missing setting, and nothing of pydantic."""
    result = empty("sources", LLM_PROVIDER="openai")
    words = (
        "PINCITE_LLM_PROVIDER needs PINCITE_LLM_MODEL, the name of the model; docs/settings.md lists the valid values."
    )
    assert (2, f"pincite: {words}\n") == (result.exit_code, result.stderr)


def test_a_data_directory_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    """A file in place of the folder, and a file that is not a database."""
    (tmp_path / "data").write_text("a file")
    result = Shell(tmp_path)("sources")
    assert (1, 1) == (result.exit_code, len(result.stderr.splitlines()))
    (tmp_path / "data").unlink()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalog.sqlite").write_bytes(b"no database" * 500)
    result = Shell(tmp_path)("sources")
    assert (1, 1) == (result.exit_code, len(result.stderr.splitlines()))


def test_doctor_finds_a_sound_index_sound_and_a_broken_one_broken(shell: Shell, tmp_path: Path) -> None:
    """The doctor names every part; a problem means exit code 1, and ``--quiet`` prints nothing else."""
    sound = shell("doctor", "--json")
    assert 0 == sound.exit_code
    assert {"ok", "note"} >= {finding["level"] for finding in json.loads(sound.stdout)["findings"]}
    assert "" == shell("doctor", "--quiet", "--fast").output
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalog.sqlite").write_bytes(b"no database" * 500)
    broken = Shell(tmp_path)("doctor", "--quiet")
    assert 1 == broken.exit_code
    assert "data directory: " in broken.stderr


def test_doctor_notes_a_folder_that_everyone_can_read(tmp_path: Path) -> None:
    """A folder of a copy may have other permissions than one that Pincite makes."""
    (tmp_path / "lamp.html").write_text(PAGE, encoding="utf-8")
    shell = Shell(tmp_path)
    assert 0 == shell("index", tmp_path / "lamp.html").exit_code
    assert "every user" not in shell("doctor", "--fast").stdout
    (tmp_path / "data").chmod(0o755)
    assert f"every user of this machine can read {tmp_path / 'data'}; run" in shell("doctor", "--fast").stdout


def test_doctor_repairs_the_index_and_says_so(shell: Shell, tmp_path: Path) -> None:
    """With ``--deep``, a lost vector is repaired; a damaged text is a problem, which means exit code 1."""
    shutil.copytree(shell.folder / "data", tmp_path / "data")
    copy = Shell(tmp_path)
    assert {"ok", "note"} >= {found["level"] for found in copy.json("doctor", "--deep", "--fast")["findings"]}
    with closing(sqlite3.connect(tmp_path / "data" / "catalog.sqlite")) as connection, connection:
        connection.execute("INSERT INTO text VALUES ('orphan', 'words')")
    found = copy.json("doctor", "--deep", "--fast")["findings"]
    repaired = {"part": "deep index", "level": "repaired", "words": "1 texts belonged to no source and were deleted."}
    assert repaired in found
    with closing(sqlite3.connect(tmp_path / "data" / "catalog.sqlite")) as connection, connection:
        connection.execute("UPDATE text SET body = replace(body, 'granite', 'marble')")
    result = copy("doctor", "--deep", "--fast", "--quiet")
    assert (1, True) == (result.exit_code, "is damaged; run `pincite remove" in result.stderr)


@pytest.mark.parametrize(
    ("ago_s", "words"), [(None, "No bot has served"), (3_000, "received no updates for 30"), (30, None)]
)
def test_doctor_knows_whether_a_bot_serves(tmp_path: Path, ago_s: int | None, words: str | None) -> None:
    """With ``--serving``, a bot that never ran or is stuck is a problem; a recent heartbeat is not."""
    (tmp_path / "data").mkdir()
    if ago_s is not None:
        open_bot_database(tmp_path / "data" / "bot.sqlite").close()
        Heartbeat(tmp_path / "data" / "heartbeat", lambda: time.time() - ago_s).beat()
    found = Shell(tmp_path)("doctor", "--quiet", "--fast", "--serving")

    assert (1 if words else 0, True) == (found.exit_code, (words or "") in found.stderr)


@pytest.fixture(scope="module")
def imported(shell: Shell) -> dict[str, tuple[int, set[str]]]:
    """The exit code and the modules that a new process has imported after each command, one command after the other."""
    # A question for a date, a number or an amount needs Babel for the names of months and units.
    commands = [["--help"], ["sources"], ["ask", "What do the keepers do?"]]
    return modules_after(commands, shell.folder / "data")


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        ("--help", {"numpy", "sqlalchemy", "chromadb", "llama_index", "telegram", "httpx", "trafilatura", "pydantic"}),
        ("sources", {"chromadb", "llama_index", "telegram", "httpx", "trafilatura", "onnxruntime"}),
        (
            "ask",
            {
                *("chromadb", "llama_index", "telegram", "httpx", "trafilatura", "pypdfium2", "babel"),
                *("index.indexing", "index.parsing", "index.fetching", "index.sources"),
            },
        ),
    ],
)
def test_a_command_loads_only_what_it_uses(
    imported: dict[str, tuple[int, set[str]]], command: str, unwanted: set[str]
) -> None:
    """A command does not import heavy libraries that it does not need."""
    code, modules = imported[command]

    assert (0, set()) == (code, modules & unwanted)


def test_reindex_says_what_would_change_and_then_changes_it(empty: Shell) -> None:
    """A dry run counts sentences and changes nothing; the run reports like ``index``; an unknown name fails."""
    page = empty.folder / "lamp.html"
    page.write_text(PAGE, encoding="utf-8")
    (empty.folder / "oil.html").write_text(OIL, encoding="utf-8")
    assert 0 == empty("index", str(page)).exit_code
    page.write_text(PAGE.replace("Three keepers", "Four keepers"), encoding="utf-8")
    (empty.folder / "oil.html").unlink()
    dry = empty("reindex", "--all", "--dry-run", "--json")
    changes = json.loads(dry.stdout)["changes"]
    assert [("changed", 1, 1), ("failed", 0, 0)] == [
        (change["status"], change["sentences_added"], change["sentences_removed"]) for change in changes
    ]
    assert "+1 −1" in empty("reindex", str(page), "--dry-run").stdout
    assert "Three keepers" in empty("text", only(empty, "The lamp on the reef")["id"]).stdout
    (empty.folder / "oil.html").write_text(OIL, encoding="utf-8")
    shown = empty("reindex", str(page)).stdout
    assert all(part in shown for part in ("+1 −1 sentences", "+ Four keepers", "− Three keepers"))
    page.write_text(PAGE.replace("Three keepers", "Six keepers"), encoding="utf-8")
    (empty.folder / "oil.html").unlink()
    done = empty("reindex", str(page), "--json")
    assert (0, ["updated", "failed"]) == (done.exit_code, [o["status"] for o in json.loads(done.stdout)["sources"]])
    assert 1 == empty("reindex", "--all").exit_code
    assert "Six keepers" in empty("text", only(empty, "The lamp on the reef")["id"]).stdout
    assert (1, 2, 2) == (empty("reindex", "nonesuch").exit_code, empty("reindex").exit_code, 2)


def test_lists_and_missed_pages_are_listed_and_can_be_forgotten(empty: Shell) -> None:
    """The command lists folders and failed pages beside the sources; ``remove`` accepts the ids of both."""
    folder = empty.folder / "notes"
    folder.mkdir()
    (folder / "oil.html").write_text(OIL, encoding="utf-8")
    (empty.folder / "lamp.html").write_text(PAGE, encoding="utf-8")
    assert 0 == empty("index", str(folder), str(empty.folder / "lamp.html")).exit_code
    found = empty.json("sources")
    assert [("notes", 1)] == [(known["title"], known["entries"]) for known in found["lists"]]
    [missed] = found["missed"]
    assert (str(empty.folder / "oil.html"), str(empty.folder / "lamp.html")) == (missed["location"], missed["parent"])
    assert "There is no file" in missed["error"]
    shown = empty("sources").stdout
    assert "Lists that are searched for new pages:" in shown
    assert "Pages that the next `pincite reindex --all` tries again:" in shown
    assert 0 == empty("reindex", "--all").exit_code
    (folder / "more.html").write_text(OIL.replace("oil", "paraffin"), encoding="utf-8")
    assert "added" in empty("reindex", str(folder)).stdout
    ids = [found["lists"][0]["id"], missed["id"]]
    assert {"removed": ids} == empty.json("remove", *ids)
    after = empty.json("sources")
    assert (3, [], []) == (len(after["sources"]), after["lists"], after["missed"])


def test_the_article_of_the_settings_is_indexed_by_a_question_and_by_a_bare_index(
    tmp_path: Path,
) -> None:
    """``ask`` indexes it once, ``index`` without a target reads it again, and without an article it asks for one."""
    (tmp_path / "lamp.html").write_text(PAGE, encoding="utf-8")
    shell, article = Shell(tmp_path), str(tmp_path / "lamp.html")
    first = shell("ask", "When was the tower finished?", ARTICLE=article)
    second = shell("ask", "When was the tower finished?", ARTICLE=article)
    assert (0, 0) == (first.exit_code, second.exit_code), first.output
    assert "October 1811" in first.stdout
    assert ("indexed lamp.html" in first.stderr, "indexed" in second.stderr) == (True, False)
    assert ["article"] == [one["kind"] for one in shell.json("index", ARTICLE=article)["sources"][:1]]
    nothing = shell("index")
    assert 2 == nothing.exit_code
    assert "set PINCITE_ARTICLE" in nothing.stderr


@pytest.mark.parametrize("command", [("check", "The tower was finished in 1811."), ("search", "tower")])
def test_every_command_that_asks_indexes_the_article(tmp_path: Path, command: tuple[str, str]) -> None:
    """A user who has set the article needs no other command first."""
    (tmp_path / "lamp.html").write_text(PAGE, encoding="utf-8")
    ran = Shell(tmp_path)(*command, ARTICLE=str(tmp_path / "lamp.html"))
    assert (0, True) == (ran.exit_code, "1811" in ran.stdout), ran.output


@pytest.mark.parametrize("command", [["rebuild"], ["reindex", "--all"], ["reindex", "--all", "--dry-run"]])
def test_a_change_of_an_empty_index_says_that_it_is_empty(tmp_path: Path, command: list[str]) -> None:
    """Otherwise nobody would see that the settings name another folder."""
    ran = Shell(tmp_path)(*command, "--json")
    assert (0, "Nothing is indexed yet; run `pincite index LINK-OR-FILE` first.\n") == (ran.exit_code, ran.stderr)


def test_an_article_that_cannot_be_read_keeps_no_question_from_its_answer(tmp_path: Path) -> None:
    """The reason is on stderr, and the indexed sources answer."""
    (tmp_path / "lamp.html").write_text(PAGE, encoding="utf-8")
    shell = Shell(tmp_path)
    assert 0 == shell("index", tmp_path / "lamp.html").exit_code
    asked = shell("ask", "When was the tower finished?", ARTICLE=str(tmp_path / "none.html"))
    assert 0 == asked.exit_code
    assert "October 1811" in asked.stdout
    assert "none.html" in asked.stderr


def test_a_token_has_a_name_and_an_id(empty: Shell) -> None:
    """A blank or endless name makes no token, and a number that no token has is refused in words."""
    for name in (" ", "x" * 101):
        made = empty("tokens", "create", name)
        assert (1, "") == (made.exit_code, made.stdout)
        assert "Name the program that uses the token" in made.stderr
    listed = empty("tokens")
    assert (0, "") == (listed.exit_code, listed.stdout)
    assert "`pincite tokens create NAME` makes one" in listed.stderr
    assert "No token has the id" in empty("tokens", "revoke", "9" * 30).stderr


def test_the_name_of_a_token_is_stored_as_it_is_shown(empty: Shell) -> None:
    """Bytes that are no text, and terminal commands, become escapes."""
    assert 0 == empty("tokens", "create", "a\udcff\x1b[2J").exit_code
    assert r"a\xff\x1b[2J" == empty("tokens").stdout.split("\t")[1]


def test_a_batch_names_its_sources_in_its_lines(shell: Shell) -> None:
    """``--source`` would not restrict a batch, so both together are wrong usage."""
    for command in ("ask", "search"):
        refused = shell(command, "--batch", "-", "--source", "x", stdin="{}", COLUMNS="200")
        assert 2 == refused.exit_code
        assert "--source is for one question" in " ".join(refused.stderr.split())


@pytest.mark.parametrize("command", get_group(cli).commands.values(), ids=lambda command: command.name)
def test_each_argument_of_a_command_has_a_plain_name_and_a_help(command: TyperCommand) -> None:
    """Typer adds brackets and dots to a name, so a name that has its own would show twice as many."""
    for argument in (one for one in command.params if isinstance(one, TyperArgument)):
        assert argument.help
        assert re.fullmatch(r"[A-Z-]+|DATASET \| init SOURCE|create NAME \| revoke ID", argument.metavar or "")


@pytest.mark.parametrize("arguments", [["sources"], ["sources", "--json"], ["--help"]])
def test_a_full_disk_below_stdout_is_one_sentence(tmp_path: Path, arguments: list[str]) -> None:
    """What the interpreter flushes at its end is not reported a second time."""
    with Path("/dev/full").open("wb") as full:
        ended = run_process(arguments, tmp_path, stdout=full)
    assert (1, "pincite: The disk is full; free some space and try again.\n") == (ended.returncode, ended.stderr)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["check", "-"], (1, "pincite: The standard input is not UTF-8 text; convert it, then try again.\n")),
        (["chat"], (0, "")),
    ],
)
def test_input_that_is_no_text_is_told_or_answered(
    shell: Shell, tmp_path: Path, command: list[str], expected: tuple[int, str]
) -> None:
    """A pipe may bring any bytes, and a user may paste them; a locale decides nothing about that."""
    (tmp_path / "bytes").write_bytes(b"When was the \xff\xfe finished?\n/quit\n")
    with (tmp_path / "bytes").open("rb") as given:
        ended = run_process(
            command, shell.folder / "data", subprocess.PIPE, given, PYTHONIOENCODING="utf-8:strict", PYTHONUTF8="0"
        )
    assert expected == (ended.returncode, ended.stderr)


def test_a_terminal_without_the_characters_of_a_quote_shows_their_codes(tmp_path: Path) -> None:
    """A command ends with its output, not with an error about an encoding."""
    (tmp_path / "tür.txt").write_text("The tower on Gull Reef was finished in 1811.", encoding="utf-8")
    assert 0 == Shell(tmp_path)("index", tmp_path / "tür.txt").exit_code
    ended = run_process(["sources"], tmp_path / "data", stdout=subprocess.PIPE, PYTHONIOENCODING="ascii")
    assert (0, "") == (ended.returncode, ended.stderr)
    assert r"t\xfcr.txt" in ended.stdout


def test_a_source_that_several_lead_to_is_told_once(tmp_path: Path) -> None:
    """Pages that link to each other, all of them named, are one line each: what became of it, and that it was named."""
    (tmp_path / "lamp.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "oil.html").write_text(OIL.replace("1851", '<a href="lamp.html">1851</a>'), encoding="utf-8")
    told = Shell(tmp_path).json("index", tmp_path / "lamp.html", tmp_path / "oil.html")["sources"]
    assert [("lamp.html", "added", "document"), ("oil.html", "added", "document")] == [
        (Path(one["location"]).name, one["status"], one["kind"]) for one in told
    ]


def test_users_who_are_listed_in_vain_are_told(tmp_path: Path) -> None:
    """A list of users restricts nobody while everyone may ask."""
    found = Shell(tmp_path)("doctor", "--fast", USERS="41").stdout
    assert "PINCITE_USERS restricts nobody" in found
    assert "restricts nobody" not in Shell(tmp_path)("doctor", "--fast", USERS="41", ACCESS="listed").stdout
