"""Vectors in Chroma: kept on disk, one collection for each fingerprint, errors in words."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreError
from index.passages.chroma import ChromaVectors

AXES = np.eye(4, dtype=np.float32)


def test_the_nearest_vectors_come_first(tmp_path: Path) -> None:
    """A query finds the vector that points its way, then the next."""
    vectors = ChromaVectors(tmp_path, "one")
    vectors.add([11, 12, 13], AXES[:3])
    assert [12, 11] == vectors.find_nearest(np.array([0.5, 1, 0, 0], np.float32), 2, newest=13)


def test_deleted_ids_are_gone_and_unknown_ones_are_no_error(tmp_path: Path) -> None:
    """Deleting twice, or what was never there, changes nothing else."""
    vectors = ChromaVectors(tmp_path, "one")
    vectors.add([11, 12], AXES[:2])
    vectors.delete([11, 99])
    vectors.delete([11])
    assert ([12], 1) == (vectors.find_nearest(AXES[0], 5, newest=12), vectors.count())


def test_another_fingerprint_sees_nothing_and_can_drop_the_rest(tmp_path: Path) -> None:
    """Vectors of two embedders are never mixed."""
    ChromaVectors(tmp_path, "one").add([11], AXES[:1])
    other = ChromaVectors(tmp_path, "two")
    assert 0 == other.count()
    other.add([12], AXES[:1])
    other.drop_others()
    assert (1, 0) == (other.count(), ChromaVectors(tmp_path, "one").count())


def test_what_another_process_wrote_is_found(tmp_path: Path) -> None:
    """A search finds an id that another process added after this one had opened the folder."""
    vectors = ChromaVectors(tmp_path, "one")
    vectors.add([11], AXES[:1])
    assert [11] == vectors.find_nearest(AXES[1], 5, newest=11)
    code = (
        "import sys, numpy; from pathlib import Path; from index.passages.chroma import ChromaVectors\n"
        "ChromaVectors(Path(sys.argv[1]), 'one').add([12], numpy.eye(4, dtype=numpy.float32)[1:2])"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert [12, 11] == vectors.find_nearest(AXES[1], 5, newest=12)


def test_a_damaged_folder_is_one_sentence(tmp_path: Path) -> None:
    """A Chroma file that is no database becomes an error that says what to do."""
    (tmp_path / "chroma.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="pincite rebuild"):
        ChromaVectors(tmp_path, "one").count()
