"""The vector files: written whole or not at all, mapped by several processes, replaced by the next state."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.arrays import Vectors
from index.passages.vector_files import VectorFiles

IDS = [2, 3, 5, 8]


def fetch(ids: Sequence[int]) -> Vectors:
    """Vectors that name their ids."""
    return np.array([[id_, -id_] for id_ in ids], np.float32)


def names(folder: Path) -> list[str]:
    """The names of what is in a folder."""
    return [path.name for path in folder.iterdir()]


def test_written_files_are_mapped(tmp_path: Path) -> None:
    """Ids and vectors are as written, in a process that opens the folder later too."""
    written = VectorFiles(tmp_path / "vectors").write("state", IDS, fetch)
    found = VectorFiles(tmp_path / "vectors").open("state")
    assert found
    assert IDS == written.ids.tolist() == found.ids.tolist()
    assert fetch(IDS).tolist() == written.vectors.tolist() == found.vectors.tolist()
    assert VectorFiles(tmp_path / "vectors").open("other") is None


def test_many_vectors_are_fetched_in_parts(tmp_path: Path) -> None:
    """Not all vectors of a large index are in memory at once."""
    sizes: list[int] = []

    def count(ids: Sequence[int]) -> Vectors:
        sizes.append(len(ids))
        return fetch(ids)

    ids = list(range(1, 2_502))
    assert fetch(ids).tolist() == VectorFiles(tmp_path).write("state", ids, count).vectors.tolist()
    assert [1_000, 1_000, 501] == sizes


def test_the_next_state_replaces_the_one_before(tmp_path: Path) -> None:
    """Only the files of the last state remain; a reader of earlier ones keeps its mapping."""
    files = VectorFiles(tmp_path)
    before = files.write("before", IDS, fetch)
    files.write("after", IDS[1:], fetch)
    assert ["after"] == names(tmp_path)
    assert fetch(IDS).tolist() == before.vectors.tolist()


def test_a_state_that_another_process_wrote_is_left_as_it_is(tmp_path: Path) -> None:
    """Two processes that write the same state at the same time both end with its files."""
    files = VectorFiles(tmp_path)

    def fetch_late(ids: Sequence[int]) -> Vectors:
        if not (tmp_path / "state").exists():
            VectorFiles(tmp_path).write("state", IDS, fetch)
        return fetch(ids)

    assert fetch(IDS).tolist() == files.write("state", IDS, fetch_late).vectors.tolist()
    assert ["state"] == names(tmp_path)


@pytest.mark.parametrize("part", ["ids", "vectors"])
def test_files_that_are_cut_off_are_written_again(tmp_path: Path, part: str) -> None:
    """A file that lost its end counts as absent."""
    files = VectorFiles(tmp_path)
    files.write("state", IDS, fetch)
    path = tmp_path / "state" / f"{part}.npy"
    path.write_bytes(path.read_bytes()[:-4])
    assert files.open("state") is None
    assert fetch(IDS).tolist() == files.write("state", IDS, fetch).vectors.tolist()
    assert fetch(IDS).tolist() == files.open("state").vectors.tolist()  # type: ignore[union-attr]  # it was just written


def test_a_folder_that_cannot_be_written_costs_the_files_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The vectors stay in memory, and the log has one warning."""
    (tmp_path / "vectors").write_text("a file where the folder should be")
    found = VectorFiles(tmp_path / "vectors").write("state", IDS, fetch)
    assert (IDS, fetch(IDS).tolist()) == (found.ids.tolist(), found.vectors.tolist())
    assert 1 == caplog.text.count("the vectors stay in memory")


def test_the_rest_of_a_killed_process_is_removed_after_an_hour(tmp_path: Path) -> None:
    """Unfinished files of a running process stay, old ones go."""
    for name, age_s in (("unfinished-new", 60.0), ("unfinished-old", 7_200.0)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age_s,) * 2)
    VectorFiles(tmp_path).write("state", IDS, fetch)
    assert {"state", "unfinished-new"} == set(names(tmp_path))
