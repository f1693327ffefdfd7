"""The classifier of languages: unpacked once into a folder, and mapped from there."""

from pathlib import Path

import pytest

from index.text.language_classifier import load_classifier

TEXTS = (
    "Wann wurde die Brücke gebaut?",
    "Le pont a été construit en 1871.",
    "桥是什么时候建的",
    "Коли збудували міст?",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked model."""
    folder = tmp_path_factory.mktemp("models")
    load_classifier(folder)
    return folder


def test_the_mapped_model_tells_the_same_as_the_packed_one(folder: Path) -> None:
    """Languages and probabilities are equal."""
    packed, mapped = load_classifier(None), load_classifier(folder)

    assert [packed(text) for text in TEXTS] == [mapped(text) for text in TEXTS]


def test_the_model_is_unpacked_once(folder: Path) -> None:
    """A second process finds the file, and one that may not write reads it too."""
    [path] = folder.iterdir()
    written = path.stat()

    assert "de" == load_classifier(folder)(TEXTS[0])[0]
    assert "de" == load_classifier(folder, may_write=False)(TEXTS[0])[0]
    assert [path] == list(folder.iterdir())
    assert written.st_mtime_ns == path.stat().st_mtime_ns


def test_a_process_that_may_not_write_leaves_the_folder_empty(tmp_path: Path) -> None:
    """A parsing worker unpacks the model for itself if nothing has kept it yet."""
    assert "de" == load_classifier(tmp_path, may_write=False)(TEXTS[0])[0]
    assert [] == list(tmp_path.iterdir())
