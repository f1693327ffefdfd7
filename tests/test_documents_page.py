"""The page of ten documents shows the texts that are stored."""

from tests.support.screenshots.document_samples import SAMPLES
from tests.support.screenshots.documents import FOLDER, PAGE, render_page


def test_the_page_shows_what_is_stored() -> None:
    """A change of what is read needs a new page: ``python -m tests.support.screenshots.documents``."""
    assert render_page() == PAGE.read_text(encoding="utf-8")


def test_each_document_has_a_small_picture() -> None:
    """Ten pictures together are smaller than one photo."""
    sizes = [(FOLDER / f"{sample.name}.png").stat().st_size for sample in SAMPLES]
    assert 10 == len(sizes)
    assert sum(sizes) < 200_000
