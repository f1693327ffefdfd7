"""Pictures of pages: the marker is where the quote is printed."""

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image

from index.parsing.page_pictures.page_drawing import draw
from index.parsing.page_pictures.page_painter import DRAW_FUNCTION, PagePainter
from index.parsing.page_pictures.quote_places import PagePart
from index.parsing.page_pictures.task_format import PagePicture, decode_pictures, write_task
from index.parsing.pdf.printed_line import RecognizedLine
from index.parsing.worker_pool import ParserPool
from index.types import Raw, Span
from tests.support.pdf_files import HEIGHT, Print, pdf
from tests.support.true_type import true_type

LINES = ["The tower was built in 1811.", "It stands on a reef that the tide covers.", "Nobody lives there now."]
TEXT = " ".join(LINES)
QUOTE = Span(TEXT.index("It stands"), TEXT.index(" Nobody"))
FILE = pdf([[Print(line, x=100, y=700 - 20 * number) for number, line in enumerate(LINES)]])


def turned(data: bytes, angle: int) -> bytes:
    """The file with its pages turned, as a viewer shows them."""
    document = pdfium.PdfDocument(data)
    for page in document:
        page.set_rotation(angle)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def marked_area(data: bytes, span: Span = QUOTE) -> tuple[float, float, float, float]:
    """The area of the marker, as shares of width and height from the upper left corner."""
    task = write_task([PagePart(0, TEXT, span)], draws=True)
    (picture,) = decode_pictures(draw(Raw("a.pdf", data, "application/pdf"), task))
    image = Image.open(io.BytesIO(picture.jpeg)).convert("RGB")
    _, _, blue = image.split()
    red = image.split()[0]
    yellow = Image.eval(blue, lambda value: 255 * (value < 150))
    bright = Image.eval(red, lambda value: 255 * (value > 200))
    yellow.paste(0, mask=Image.eval(bright, lambda value: 255 - value))
    box = yellow.getbbox()
    assert box is not None
    return box[0] / image.width, box[1] / image.height, box[2] / image.width, box[3] / image.height


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_the_marker_covers_the_quote(angle: int) -> None:
    """The marked area is the second line's, also on a page that is turned."""
    left, top, right, bottom = marked_area(turned(FILE, angle))
    across, down = (left + right) / 2, (top + bottom) / 2
    middle = 1 - 684 / HEIGHT
    x = {0: across, 90: down, 180: 1 - across, 270: 1 - down}[angle]
    y = {0: down, 90: 1 - across, 180: 1 - down, 270: across}[angle]
    assert middle == pytest.approx(y, abs=0.012)
    assert (100 + 5.5 * len(LINES[1]) / 2) / 595 == pytest.approx(x, abs=0.05)


def test_a_quote_beside_the_numbers_of_its_lines() -> None:
    """A quote of two lines is found without the numbers beside them."""
    texts = (
        "The tower was built in 1811 on a reef that",
        "the tide covers twice a day. Nobody lives",
        "there now, and the light is lit by a clock",
        "in the harbour office of Brell, miles away.",
    )
    page = [
        part
        for number, text in enumerate(texts)
        for part in (Print(str(number + 1), x=60, y=700 - 20 * number), Print(text, x=100, y=700 - 20 * number))
    ]
    text = " ".join(texts)
    span = Span(text.index("on a reef"), text.index(" Nobody"))
    task = write_task([PagePart(0, text, span)], draws=True)
    (picture,) = decode_pictures(draw(Raw("a.pdf", pdf([page]), "application/pdf"), task))
    assert picture.jpeg


def test_a_quote_in_vertical_writing() -> None:
    """A quote over two lines of vertical writing is found, though PDFium sorts the lines from the left."""
    texts = (
        "灯台は港の入り口に立っている。百年前に石で",
        "建てられ、今も毎晩光を放つ。守り人は三人い",
        "て、冬の嵐の夜も光を守った。",
    )
    data = pdf([[Print(line, 500 - 18 * n, 700) for n, line in enumerate(texts)]], font=true_type(""))
    text = "".join(texts)
    span = Span(text.index("百年前"), text.index("守り人"))
    task = write_task([PagePart(0, text, span)], draws=True)
    (picture,) = decode_pictures(draw(Raw("a.pdf", data.replace(b"/Identity-H", b"/Identity-V"), ""), task))
    assert picture.jpeg


def test_a_worker_draws() -> None:
    """The pictures come from another process; a file without the words gives none, and a broken one neither."""
    pool = ParserPool(timeout_s=60, memory_bytes=1_500_000_000, parse_function=DRAW_FUNCTION)
    painter = PagePainter(pool)
    try:
        (picture,) = painter.draw(FILE, TEXT, (0,), QUOTE)
        assert (1, b"\xff\xd8") == (picture.page, picture.jpeg[:2])
        assert (True, False, False) == (
            painter.is_sure(FILE, TEXT, (0,), QUOTE),
            painter.is_sure(FILE, TEXT.replace("reef", "hill"), (0,), QUOTE),
            painter.is_sure(b"%PDF-1.7 and no more", TEXT, (0,), QUOTE),
        )
    finally:
        painter.close()


def test_a_strip_is_no_picture() -> None:
    """A page that Telegram would refuse as a photo has no picture."""
    document = pdfium.PdfDocument(FILE)
    document[0].set_mediabox(0, 0, 595, 40_000)
    written = io.BytesIO()
    document.save(written)
    task = write_task([PagePart(0, TEXT, QUOTE)], draws=True)
    assert [] == decode_pictures(draw(Raw("a.pdf", written.getvalue(), "application/pdf"), task))


class FakeRecognizer:
    """Finds the two lines of a page, in pixels of a picture that is 2,200 high."""

    def recognize(self, picture: Image.Image) -> list[RecognizedLine]:
        """The lines."""
        return [
            RecognizedLine(text, 0.1 * picture.width, top, 0.6 * picture.width, top + 40, 0.99)
            for text, top in ((LINES[0], 500), (LINES[1], 600))
        ]


SCAN = pdf([[]], before="q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q")


def draw_scan(recognizer: FakeRecognizer | None, *, draws: bool = True) -> list[PagePicture]:
    """The picture of a page that is a scan."""
    raw, task = Raw("a.pdf", SCAN, "application/pdf"), write_task([PagePart(0, TEXT, QUOTE)], draws=draws)
    return decode_pictures(draw(raw, task, lambda: recognizer))


def test_the_marker_covers_the_recognized_quote() -> None:
    """On a scan it is where the words are recognized again."""
    (picture,) = draw_scan(FakeRecognizer())
    image = Image.open(io.BytesIO(picture.jpeg)).convert("RGB")
    (_, inside, blue), (red, _, grey) = (
        image.crop((500, top, 501, top + 1)).resize((1, 1)).tobytes() for top in (round(2000 * 620 / 2200), 470)
    )
    assert (True, True) == (blue < inside - 50, abs(red - grey) < 5)


def test_a_scan_is_drawn_without_a_marker_too() -> None:
    """The page of a recognized quote is known, even where its place is not; finding it takes no recognition."""
    (picture,) = draw_scan(None)
    red, _, blue = Image.open(io.BytesIO(picture.jpeg)).convert("RGB").resize((1, 1)).tobytes()
    assert abs(red - blue) < 5
    assert 1 == len(draw_scan(None, draws=False))
