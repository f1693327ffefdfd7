"""Pages that are pictures: what was surely read is kept, and is known to be read from a picture."""

import io
import signal
from collections.abc import Iterable, Sequence

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont

from index.errors import EmptyError
from index.parsing.draft import DocumentDraft
from index.parsing.extraction import extract
from index.parsing.pdf import pdf_document
from index.parsing.pdf.printed_line import RecognizedLine
from index.parsing.pdf.recognition.tesseract import name_recognizer
from index.parsing.pdf.recognition.text_recognition import read_page
from index.types import Raw
from tests.support.pdf_files import Print, pdf

PICTURE = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q"
WORDS = ("The tower was finished in 1811,", "and its lamp burned whale oil.")


class FakeRecognizer:
    """Finds the same lines in each picture, and counts the pictures."""

    def __init__(self, lines: Sequence[RecognizedLine]) -> None:
        self.lines = lines
        self.pictures = 0

    def recognize(self, _picture: Image.Image) -> Iterable[RecognizedLine]:
        """The lines."""
        self.pictures += 1
        return self.lines


def line(text: str, top: float, *, left: float = 200, confidence: float = 0.99, width: float = 0) -> RecognizedLine:
    """A line whose letters are as wide as usual, unless ``width`` is set."""
    return RecognizedLine(text, left, top, left + (width or 16 * len(text)), top + 40, confidence)


def read(data: bytes, lines: Sequence[RecognizedLine] | None) -> DocumentDraft:
    """The draft of a PDF file whose pictures have these lines; None is a machine without the extra."""
    recognizer = None if lines is None else FakeRecognizer(lines)
    return pdf_document.read(data, "/texts/report.pdf", lambda: recognizer)


def test_a_page_that_is_a_picture_is_read() -> None:
    """Its lines make sentences, as printed ones do."""
    draft = read(pdf([[]], before=PICTURE), [line(WORDS[1], 260), line(WORDS[0], 205)])
    assert (" ".join(WORDS), (1,)) == (draft.text, draft.recognized)


def test_a_page_with_text_is_not_recognized() -> None:
    """The file's own letters are better, and a page without anything has nothing to read."""
    recognizer = FakeRecognizer([line("Another text.", 200)])
    text = "The pump was mended by the keeper in the spring."
    draft = pdf_document.read(pdf([[Print(text)], []]), "/texts/report.pdf", lambda: recognizer)
    assert (text, (), 0) == (draft.text, draft.recognized, recognizer.pictures)


@pytest.mark.parametrize(
    "unsure",
    [
        line("Nobody knows his name.", 400, confidence=0.7),
        line("1811 .", 400, width=480),  # a line of Cyrillic letters, which the model leaves out
        line("~ . :", 400),
    ],
)
def test_a_line_that_was_not_surely_read_is_left_out(unsure: RecognizedLine) -> None:
    """A line of low confidence, one with too few letters for its width, and one without letters are no text."""
    draft = read(pdf([[]], before=PICTURE), [line(WORDS[0], 205), line(WORDS[1], 260), unsure])
    assert " ".join(WORDS) == draft.text


def test_columns_of_a_picture_are_read_down() -> None:
    """Lines beside each other are parts of one row, and the layout reads the columns."""
    left = ["The first tower stands in", "Brell and was lit in 1903", "by the widow of its man", "on a Sunday in May."]
    right = ["The second tower stands", "in Tarn and was lit in 1871", "before the harbour", "was dug and walled."]
    found = [line(text, 200 + 50 * at) for at, text in enumerate(left)]
    found += [line(text, 202 + 50 * at, left=900) for at, text in enumerate(right)]
    assert f"{' '.join(left)}\n\n{' '.join(right)}" == read(pdf([[]], before=PICTURE), found).text


def test_a_place_in_the_picture_is_a_place_on_the_page() -> None:
    """The rows go down the page, in points."""
    page = pdfium.PdfDocument(pdf([[]], before=PICTURE))[0]
    (first,), (second,) = read_page(page, FakeRecognizer([line(WORDS[0], 200), line(WORDS[1], 300)]))
    assert first.bottom > second.bottom > 0
    assert (200 + 16 * len(WORDS[0])) / (2_200 / 842) == pytest.approx(first.right)


def test_a_scan_without_the_extra_says_how_to_install_it() -> None:
    """With it, a picture without words needs another program."""
    told = []
    machines: tuple[list[RecognizedLine] | None, ...] = (None, [])
    for lines in machines:
        with pytest.raises(EmptyError) as caught:
            read(pdf([[]], before=PICTURE), lines)
        told.append("pip install 'pincite[ocr]'" in str(caught.value))
    assert [True, False] == told


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no alarm")
def test_a_file_with_other_pages_is_kept_if_time_is_short() -> None:
    """Its pictures are not read shortly before the worker's alarm; a scan has nothing else, and is read."""
    text = "The pump was mended by the keeper in the spring."
    found = [line(WORDS[0], 205), line(WORDS[1], 260)]
    signal.setitimer(signal.ITIMER_REAL, 20)
    try:
        mixed = read(pdf([[Print(text)], []], before=PICTURE), found)
        scan = read(pdf([[], []], before=PICTURE), found)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    assert ((text, ()), (1, 2)) == ((mixed.text, mixed.recognized), scan.recognized)


@pytest.mark.slow
@pytest.mark.skipif(name_recognizer() is None, reason="neither the extra ocr nor Tesseract is installed")
def test_a_recognizer_reads_a_scan() -> None:
    """RapidOCR reads printed letters with its own weights, and Tesseract with those of the system."""
    picture = Image.new("RGB", (1240, 1754), "white")
    for at, text in enumerate(WORDS):
        ImageDraw.Draw(picture).text((120, 200 + 60 * at), text, fill="black", font=ImageFont.load_default(36))
    written = io.BytesIO()
    picture.save(written, "PDF", resolution=150)
    document = extract(Raw("/texts/scan.pdf", written.getvalue(), "application/pdf"))
    assert (" ".join(WORDS), (1,)) == (document.text, document.recognized)
