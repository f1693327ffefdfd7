"""Pictures for the docs: ``python -m tests.support.screenshots.documents`` writes ``docs/documents/``.

Chromium, if it is installed, takes pictures of web pages, books and plain files; PDFium draws PDF files.
"""

import shutil
import subprocess
import textwrap
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageOps

from index.parsing.extraction import extract
from index.types import Document, Raw
from tests.support.paths import ROOT
from tests.support.screenshots.document_samples import SAMPLES, DocumentSample

FOLDER = ROOT / "docs" / "documents"
PAGE = FOLDER / "README.md"
_WIDTH, _TALL, _COLOURS, _MARGIN, _COLUMNS = 520, 900, 32, 12, 96
_STYLE = (
    "body { font: 15px/1.4 'Noto Sans', 'Noto Sans CJK JP', sans-serif; margin: 12px; } td, th { padding: 2px 12px; }"
)
_HEAD = """\
# Ten documents and their stored text

Each picture shows a document as a reader sees it. Below it is the text that Pincite stores, from
which every quote is cut. Long lines are wrapped here. A test compares the texts with what is read.
`python -m tests.support.screenshots.documents` writes this page.
"""


def main() -> None:
    """Write the page, and the pictures where Chromium is installed."""
    FOLDER.mkdir(exist_ok=True)
    PAGE.write_text(render_page(), encoding="utf-8")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with TemporaryDirectory() as folder:
        for sample in SAMPLES:
            if sample.file.endswith(".pdf"):
                _save(_draw_pdf(sample.data), sample)
            elif chromium:
                _save(_photograph(chromium, sample, Path(folder)), sample)


def read(sample: DocumentSample) -> Document:
    """The document as it is stored."""
    location = f"https://harbour.example/{sample.file}" if sample.file.endswith(".html") else f"/texts/{sample.file}"
    return extract(Raw(location, sample.data, "application/octet-stream"))


def render_page() -> str:
    """The page in Markdown."""
    parts = [_HEAD]
    for sample in SAMPLES:
        stored = "\n".join(
            "\n".join(textwrap.wrap(line, _COLUMNS, drop_whitespace=True)) if len(line) > _COLUMNS else line
            for line in read(sample).text.split("\n")
        )
        parts.append(
            f"## {sample.title}\n\nThis document has {sample.hard}.\n\n"
            f"![{sample.title}]({sample.name}.png)\n\n````text\n{stored}\n````\n"
        )
    return "\n".join(parts)


def _draw_pdf(data: bytes) -> Image.Image:
    document = pdfium.PdfDocument(data)
    pages = [_cut(page.render(scale=1.3).to_pil().convert("RGB")) for page in document]
    whole = Image.new("RGB", (max(page.width for page in pages), sum(page.height + 6 for page in pages) - 6), "grey")
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height + 6
    return whole


def _photograph(chromium: str, sample: DocumentSample, scratch: Path) -> Image.Image:
    shot, html = scratch / f"{sample.name}.png", scratch / f"{sample.name}.html"
    body = sample.html or f"<pre>{escape(sample.data.decode())}</pre>"
    html.write_text(f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style><body>{body}', encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={_WIDTH},{_TALL}"]
    subprocess.run(
        [chromium, *flags, f"--screenshot={shot}", html.as_uri()], check=True, capture_output=True, timeout=60
    )
    with Image.open(shot) as image:
        return _cut(image.convert("RGB"))


def _cut(picture: Image.Image) -> Image.Image:
    """The picture without white margins, but for a small one."""
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    return ImageOps.expand(picture.crop(box), _MARGIN, "white")


def _save(picture: Image.Image, sample: DocumentSample) -> None:
    framed = ImageOps.expand(picture, 1, "#bbbbbb")
    framed.quantize(_COLOURS).save(FOLDER / f"{sample.name}.png", optimize=True)


if __name__ == "__main__":
    main()
