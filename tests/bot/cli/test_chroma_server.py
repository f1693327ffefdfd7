"""An index whose vectors are on a Chroma server, by the commands of ``pincite``."""

import json
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from chromadb.api.models.Collection import Collection

from index.passages.chroma_server import ChromaServer, ServerAddress
from tests.support.chroma_server import RunningChroma, running_chroma
from tests.support.shell import OIL, PAGE, Shell

QUESTION, ABOUT_OIL = "When was the tower finished?", "Who made paraffin from coal?"


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChroma]:
    """A Chroma server for all tests of this module; each test has a catalog of its own."""
    with running_chroma(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with two pages."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "lamp.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "pages" / "oil.html").write_text(OIL, encoding="utf-8")
    return tmp_path / "pages"


def cited(shell: Shell, question: str, **settings: str) -> list[Any]:
    """Return the answer to a question, without ids and times."""
    answer = shell.json("ask", question, **settings)
    return [answer["status"], answer["text"], answer["sure"], [one["quote"] for one in answer["citations"]]]


def findings(shell: Shell, **settings: str) -> list[str]:
    """Return the problems and repairs of the deep check."""
    found = shell.json("doctor", "--deep", **settings)["findings"]
    return [one["words"] for one in found if one["level"] in {"problem", "repaired"}]


@contextmanager
def own_collections(url: str, folder: Path) -> Iterator[tuple[ChromaServer, list[Collection]]]:
    """Give the collections of a data folder on a server."""
    with closing(sqlite3.connect(folder / "data" / "catalog.sqlite")) as catalog:
        [(identity,)] = catalog.execute("SELECT id FROM identity").fetchall()
    server = ChromaServer(ServerAddress(url))
    yield server, [one for one in server.list_collections() if one.name.endswith(identity)]
    server.close()


def stored_texts(url: str, folder: Path) -> list[str]:
    """Return the texts of a data folder on a server."""
    with own_collections(url, folder) as (_, found):
        return [text for one in found for text in one.get(include=["documents"])["documents"] or ()]


def test_an_index_on_a_server_answers_as_one_in_the_folder(chroma: RunningChroma, pages: Path, tmp_path: Path) -> None:
    """Indexing, re-indexing, removal, rebuild and the deep check work; the folder has no Chroma."""
    server, folder = Shell(tmp_path / "server"), Shell(tmp_path / "folder")
    assert 0 == server("index", pages, CHROMA_URL=chroma.url).exit_code
    assert 0 == folder("index", pages).exit_code
    for question in (QUESTION, ABOUT_OIL, "What did the keepers eat?"):
        assert cited(folder, question) == cited(server, question, CHROMA_URL=chroma.url)
    assert not (server.folder / "data" / "chroma").exists()
    assert [] == findings(server, CHROMA_URL=chroma.url)

    (pages / "lamp.html").write_text(PAGE.replace("October 1811", "October 1812"), encoding="utf-8")
    assert 0 == server("reindex", "--all", CHROMA_URL=chroma.url).exit_code
    assert "October 1812" in cited(server, QUESTION, CHROMA_URL=chroma.url)[1]
    assert not any("October 1811" in text for text in stored_texts(chroma.url, server.folder))

    [oil] = [one["id"] for one in server.json("sources", CHROMA_URL=chroma.url)["sources"] if "oil" in one["location"]]
    assert 0 == server("remove", oil, CHROMA_URL=chroma.url).exit_code
    assert not any("James Young" in text for text in stored_texts(chroma.url, server.folder))
    assert 0 == server("rebuild", CHROMA_URL=chroma.url).exit_code
    assert [] == findings(server, CHROMA_URL=chroma.url)


def test_vectors_that_the_server_lost_are_restored(chroma: RunningChroma, pages: Path, tmp_path: Path) -> None:
    """A check tells of them, and a rebuild writes them again from the vector files."""
    shell = Shell(tmp_path / "bot")
    assert 0 == shell("index", pages, CHROMA_URL=chroma.url).exit_code
    before = stored_texts(chroma.url, shell.folder)
    with own_collections(chroma.url, shell.folder) as (server, found):
        for one in found:
            server.delete_collection(one.name)
    told = shell("doctor", CHROMA_URL=chroma.url)
    assert (1, True) == (told.exit_code, f"{len(before)} of {len(before)} passages have no vector" in told.stdout)
    rebuilt = shell.json("rebuild", CHROMA_URL=chroma.url)["sources"]
    assert {"unchanged"} == {one["status"] for one in rebuilt}
    assert sorted(before) == sorted(stored_texts(chroma.url, shell.folder))
    assert [] == findings(shell, CHROMA_URL=chroma.url)


def test_two_bots_share_a_server(chroma: RunningChroma, pages: Path, tmp_path: Path) -> None:
    """Neither deletes the vectors of the other, whatever it repairs or rebuilds."""
    first, second = Shell(tmp_path / "first"), Shell(tmp_path / "second")
    assert 0 == first("index", pages / "lamp.html", CHROMA_URL=chroma.url).exit_code
    assert 0 == second("index", pages / "oil.html", CHROMA_URL=chroma.url).exit_code
    assert 0 == second("rebuild", CHROMA_URL=chroma.url).exit_code
    assert [] == findings(second, CHROMA_URL=chroma.url)
    assert [] == findings(first, CHROMA_URL=chroma.url)
    assert 0 < len(stored_texts(chroma.url, first.folder))


def test_a_backup_has_the_vectors_of_the_server(chroma: RunningChroma, pages: Path, tmp_path: Path) -> None:
    """It restores to the same answers, on a server beside the original, and in a folder."""
    shell, file = Shell(tmp_path / "bot"), tmp_path / "pincite.tar.gz"
    assert 0 == shell("index", pages, CHROMA_URL=chroma.url).exit_code
    shutil.rmtree(shell.folder / "data" / "vectors")
    made = shell("backup", file, CHROMA_URL=chroma.url)
    assert 0 == made.exit_code, made.output
    with tarfile.open(file) as archive:
        names = archive.getnames()
    assert (True, False) == (any(one.endswith("vectors.npy") for one in names), any("chroma" in one for one in names))
    before = cited(shell, QUESTION, CHROMA_URL=chroma.url)
    for name, settings in (("server", {"CHROMA_URL": chroma.url}), ("folder", {})):
        copy = Shell(tmp_path / name)
        ran = copy("restore", file, **settings)
        assert (0, True) == (ran.exit_code, "every check passed" in ran.stdout), ran.output
        assert before == cited(copy, QUESTION, **settings)
        assert [] == findings(copy, **settings)
    assert [] == findings(shell, CHROMA_URL=chroma.url)


def test_a_backup_of_a_folder_restores_to_a_server(chroma: RunningChroma, pages: Path, tmp_path: Path) -> None:
    """Without vector files, as above 100,000 passages, the vectors come from the Chroma of the backup."""
    shell, file = Shell(tmp_path / "bot"), tmp_path / "pincite.tar"
    assert 0 == shell("index", pages).exit_code
    before = cited(shell, QUESTION)
    shutil.rmtree(shell.folder / "data" / "vectors")
    assert 0 == shell("backup", file).exit_code
    copy = Shell(tmp_path / "copy")
    down = copy("restore", file, CHROMA_URL="http://127.0.0.1:9")
    assert (1, True) == (down.exit_code, "cannot be reached" in down.stderr)
    ran = copy("restore", file, CHROMA_URL=chroma.url)
    assert (0, "") == (ran.exit_code, ran.stderr), ran.output
    assert not (copy.folder / "data" / "chroma").exists()
    assert before == cited(copy, QUESTION, CHROMA_URL=chroma.url)
    assert [] == findings(copy, CHROMA_URL=chroma.url)


def test_vectors_move_to_a_server_and_back(chroma: RunningChroma, pages: Path, tmp_path: Path) -> None:
    """Nothing is embedded; answers and citations are the same, and a second run writes nothing."""
    shell = Shell(tmp_path / "bot")
    assert 0 == shell("index", pages).exit_code
    before = [cited(shell, question) for question in (QUESTION, ABOUT_OIL)]
    shutil.rmtree(shell.folder / "data" / "vectors")
    moved = shell("migrate", CHROMA_URL=chroma.url)
    assert (0, True) == (moved.exit_code, "none was embedded" in moved.stdout), moved.output
    assert "; 0 were written" in shell("migrate", CHROMA_URL=chroma.url).stdout
    shutil.rmtree(shell.folder / "data" / "chroma")
    assert before == [cited(shell, question, CHROMA_URL=chroma.url) for question in (QUESTION, ABOUT_OIL)]
    assert [] == findings(shell, CHROMA_URL=chroma.url)
    shutil.rmtree(shell.folder / "data" / "vectors")
    returned = shell("migrate", "--back", CHROMA_URL=chroma.url)
    assert 0 == returned.exit_code, returned.output
    assert before == [cited(shell, question) for question in (QUESTION, ABOUT_OIL)]
    assert [] == findings(shell)


def test_a_migration_without_a_server_is_told(tmp_path: Path) -> None:
    """The command names the setting."""
    ran = Shell(tmp_path)("migrate")
    assert (2, True) == (ran.exit_code, "set PINCITE_CHROMA_URL" in ran.stderr)


def test_a_question_to_a_server_that_is_down_is_one_sentence(pages: Path, tmp_path: Path) -> None:
    """Without the vector files the question fails; with them, and with the server again, it is answered."""
    shell = Shell(tmp_path / "bot")
    with running_chroma(tmp_path / "chroma") as chroma:
        assert 0 == shell("index", pages, CHROMA_URL=chroma.url).exit_code
        before = cited(shell, QUESTION, CHROMA_URL=chroma.url)
        chroma.stop()
        assert before == cited(shell, QUESTION, CHROMA_URL=chroma.url)
        shutil.rmtree(shell.folder / "data" / "vectors")
        failed = shell("ask", QUESTION, CHROMA_URL=chroma.url)
        assert (1, "") == (failed.exit_code, failed.stdout)
        assert f"pincite: The Chroma server {chroma.url} cannot be reached" in failed.stderr
        (pages / "lamp.html").write_text(PAGE.replace("October 1811", "October 1812"), encoding="utf-8")
        assert 1 == shell("index", pages / "lamp.html", CHROMA_URL=chroma.url).exit_code
        assert chroma.start()
        assert before == cited(shell, QUESTION, CHROMA_URL=chroma.url)
        assert ["The rest of a killed run was deleted."] == findings(shell, CHROMA_URL=chroma.url)


def test_an_evaluation_of_a_dataset_uses_no_server(chroma: RunningChroma, tmp_path: Path) -> None:
    """Its scratch index is in a folder, which is deleted afterwards."""
    dataset = tmp_path / "set.json"
    answers = [{"text": "1811", "answer_start": 13}]
    asked = {"id": "1", "question": "When was it built?", "answers": answers}
    paragraph = {"context": "It was built 1811. Three keepers lived there.", "qas": [asked]}
    dataset.write_text(json.dumps({"data": [{"title": "The lamp", "paragraphs": [paragraph]}]}))
    server = ChromaServer(ServerAddress(chroma.url))
    before = {one.name for one in server.list_collections()}
    down = "postgresql://127.0.0.1:9/none"  # would be an error if the evaluation used it
    ran = Shell(tmp_path)("eval", dataset, "--out", tmp_path / "report", CHROMA_URL=chroma.url, DATABASE_URL=down)
    assert 0 == ran.exit_code, ran.output
    assert before == {one.name for one in server.list_collections()}
    server.close()
