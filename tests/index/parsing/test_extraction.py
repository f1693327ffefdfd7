"""``index.parsing.extraction``: the detected formats, and the refused ones."""

import codecs
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import EmptyError, SourceError, UnsupportedError
from index.parsing.extraction import extract
from index.text.language import detect
from index.text.normalization import canonicalize
from index.types import Document, Raw
from tests.support.pdf_files import archive

OCTETS = "application/octet-stream"
FRENCH = "L’été dernier, le vieux pont fut fermé à la circulation pendant près de trois semaines, dit-on."
RUSSIAN = "Старый мост был закрыт прошлым летом почти на три недели, говорят жители деревни у реки."
JAPANESE = "古い橋は去年の夏に三週間ほど閉鎖されたと川沿いの村の住民は言う。"


def read(
    data: bytes | str, media_type: str = OCTETS, location: str = "/texts/a", charset: str | None = None
) -> Document:
    """The document of some bytes."""
    return extract(Raw(location, data.encode() if isinstance(data, str) else data, media_type, charset))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (archive({"notes": "words"}), "a ZIP archive"),
        (archive({"xl/workbook.bin": "words"}), "a binary Excel workbook (save it as XLSX)"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"\x7fELF\x02", "a program"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"\0\0\0\x18ftypmp42", "a video"),
        (b"words\0words", "a binary file"),
        (b"\x01\x02\x03\x04 a", "a binary file"),
        (b'<?xml version="1.0"?><rss>words</rss>', "XML data"),
    ],
)
def test_not_text(data: bytes, expected: str) -> None:
    """The error names the format of bytes that are no text."""
    with pytest.raises(UnsupportedError) as caught:
        read(data, location="/texts/report.x")

    reads = "HTML, PDF, DOCX, ODT, RTF, PPTX, ODP, XLSX, ODS, CSV, EPUB, Markdown, notebooks (IPYNB), mail (EML), "
    reads += "saved pages (MHTML), subtitles (WebVTT, SubRip) and plain text"
    assert f"report.x is {expected}; Pincite reads {reads}." == str(caught.value)


@pytest.mark.parametrize(
    ("media_type", "expected"), [("application/pdf", "a PDF file"), ("application/epub+zip", "an EPUB book")]
)
def test_declared_and_not_kept(media_type: str, expected: str) -> None:
    """A page that is declared as a PDF file or a book is read; other bytes with that type are refused."""
    with pytest.raises(UnsupportedError, match=f"https://a.example/b is declared as {expected} and is none; open it"):
        read("words", media_type, "https://a.example/b")
    assert "Log in first." == read("<html><body><p>Log in first.</p></body></html>", media_type).text


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("image/svg+xml", "an image file"),
        ("video/mp4", "a video file"),
        ("application/json", "JSON data"),
        ("application/ld+json", "JSON data"),
        ("application/rss+xml", "XML data"),
    ],
)
def test_declared_not_text(media_type: str, expected: str) -> None:
    """Bytes that are declared as another format, and do not look like a page, are refused."""
    with pytest.raises(UnsupportedError, match=f"https://a.example/b is {expected}; Pincite reads"):
        read("some words", media_type, "https://a.example/b")


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", b"...!\n--", "\u200b\u00ad".encode()])
def test_nothing_to_read(data: bytes) -> None:
    """A text without a letter or digit is empty."""
    with pytest.raises(EmptyError, match=r"^a\.txt .*; give a file or page that has text\.$"):
        read(data, "text/plain", "/texts/a.txt")


PAGE = "<!DOCTYPE html><html><body><p>It <b>is</b> open.</p></body></html>"


@pytest.mark.parametrize(
    ("data", "media_type", "location", "expected"),
    [
        (PAGE, OCTETS, "/texts/a", "It is open."),
        (PAGE, "text/plain", "/texts/a.txt", "It is open."),
        (PAGE, "application/pdf", "https://a.example/b.pdf", "It is open."),
        (f"<!-- saved --><!-- twice -->\n{PAGE}", "text/plain", "/texts/a.txt", "It is open."),
        ("<p>It <b>is</b> open.</p>", OCTETS, "/texts/a", "It is open."),
        ("<p>It <b>is</b> open.</p>", "text/plain", "https://a.example/b.html?c", "It is open."),
        ("<p>It <b>is</b> open.</p>", "text/plain", "/texts/a.txt", "<p>It <b>is</b> open.</p>"),
        ("It is open, 1 < 2.", "text/html", "/texts/a", "It is open, 1 < 2."),
        ("It *is* open.", "text/markdown", "https://a.example/b", "It is open."),
        ("It *is* open.", "text/plain", "https://a.example/b.md", "It is open."),
        ("It *is* open.", "text/plain", "https://a.example/b", "It *is* open."),
        ("It *is* open.", OCTETS, "/texts/README", "It *is* open."),
        ("a,b\nis,open", "text/csv", "/texts/a.csv", "a | b\nis | open"),
    ],
)
def test_format(data: str, media_type: str, location: str, expected: str) -> None:
    """The content decides, then the declared type, then the name."""
    assert expected == read(data, media_type, location).text


@pytest.mark.parametrize(
    ("text", "encoding", "charset"),
    [
        (FRENCH, "utf-8", None),
        (FRENCH, "utf-8", "iso-8859-1"),
        (FRENCH, "cp1252", "iso-8859-1"),
        (FRENCH, "cp1252", "utf-8"),
        (FRENCH, "cp1252", None),
        (FRENCH, "utf-16", None),
        (FRENCH, "utf-16-le", "utf-16-le"),
        (FRENCH, "utf-8-sig", None),
        (FRENCH, "utf-8", "no-such-charset"),
        (FRENCH, "utf-8", "base64"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp1251", "utf-8"),
        (JAPANESE, "iso-2022-jp", "iso-2022-jp"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (JAPANESE * 5, "euc_jp", None),
    ],
)
def test_charset(text: str, encoding: str, charset: str | None) -> None:
    """The character set is detected despite a wrong declaration."""
    assert text == read(text.encode(encoding), "text/plain", charset=charset).text


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        ('<html><head><meta charset="windows-1251"></head>', None),
        ('<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head>', None),
        ('<?xml version="1.0" encoding="windows-1251"?><html>', None),
        ('<html><head><meta charset="windows-1251"></head>', "utf-8"),
        ('<html><head><meta charset="koi8-r"></head>', "windows-1251"),
    ],
)
def test_charset_of_page(head: str, charset: str | None) -> None:
    """A page's own statement of its character set counts after the server's."""
    data = f"{head}<body><p>{RUSSIAN}</p></body></html>".encode("cp1251")

    assert RUSSIAN == read(data, "text/html", charset=charset).text


@pytest.mark.parametrize("charset", ["idna", "punycode", "unicode_escape", "undefined", "rot13", "utf-7", "\0", "mbcs"])
def test_odd_charset(charset: str) -> None:
    """An unknown character set in a declaration is ignored."""
    assert FRENCH == read(FRENCH.encode("cp1252"), "text/plain", charset=charset).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FRENCH, "fr"),
        (RUSSIAN, "ru"),
        (JAPANESE, "ja"),
        ("The old bridge was closed last summer for almost three weeks.", "en"),
        ("اجتمع المجلس يوم الاثنين ووافق على خطة الجسر الجديدة في المدينة.", "ar"),
        ("旧桥去年夏天关闭了三个星期。", "zh"),
        ("Low Bridge", "und"),
        ("1902 1903 1904", "und"),
        ("zxq wvk zxq wvk qqz kkw vvz xxq", "und"),
    ],
)
def test_language(text: str, expected: str) -> None:
    """A sentence is enough to detect the language; less is not."""
    assert expected == detect(text)


def test_stated_language() -> None:
    """A text too short for detection has the language that its page states."""
    assert "nl" == read('<html lang="nl-BE"><body><p>Brug dicht</p></body></html>').language


def test_light_import() -> None:
    """Reading plain text loads no HTML or Markdown library."""
    program = (
        "import sys; from index.parsing.extraction import extract; from index.types import Raw;"
        "extract(Raw('/a.txt', b'A word', 'text/plain'));"
        "print([name for name in ('trafilatura', 'lxml', 'markdown_it', 'py3langid', 'httpx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout


LOCATIONS = st.sampled_from(["https://a.example/b", "/texts/a.md", "/texts/a.html", "/texts/a.txt", "/texts/a"])
TYPES = st.sampled_from(["text/html", "text/plain", "text/markdown", OCTETS, "application/json", ""])
CHARSETS = st.sampled_from([None, "utf-8", "latin-1", "utf-16", "big5", "base64", "idna", "nonsense"])
BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text("<>/phliad=\"'!- \n#*[]()&;1", max_size=200).map(str.encode),
    st.binary(max_size=100).map(codecs.BOM_UTF16_LE.__add__),
)


@settings(deadline=None)
@given(BYTES, TYPES, LOCATIONS, CHARSETS)
def test_any_bytes(data: bytes, media_type: str, location: str, charset: str | None) -> None:
    """Any bytes become a document with canonical text and a title, or raise ``SourceError``."""
    try:
        document = read(data, media_type, location, charset)
    except SourceError:
        return
    assert document.text
    assert document.text == canonicalize(document.text)
    assert 1 == len(document.title.splitlines())
