"""Detection of character sets: declared, undeclared and wrongly declared."""

import pytest

from index.errors import UnsupportedError
from index.parsing.extraction import extract
from index.types import Raw

RUSSIAN = "Старый мост был закрыт прошлым летом почти на три недели, говорят жители деревни у реки."
FRENCH = "L’été dernier, le vieux pont fut fermé à la circulation pendant près de trois semaines, dit-on."
JAPANESE = "古い橋は去年の夏に三週間ほど閉鎖されたと、川沿いの村の住民は言う。"
ARABIC = "أغلق الجسر القديم في الصيف الماضي قرابة ثلاثة أسابيع، كما يقول سكان القرية على النهر."
HEBREW = "הגשר הישן נסגר בקיץ שעבר לכמעט שלושה שבועות, אומרים תושבי הכפר שליד הנהר."
THAI = "สะพานเก่าถูกปิดเกือบสามสัปดาห์เมื่อฤดูร้อนที่แล้ว ชาวบ้านริมแม่น้ำกล่าว"
VIETNAMESE = "Cây cầu cũ đã bị đóng gần ba tuần vào mùa hè năm ngoái, dân làng bên sông nói vậy."
EVERY = [RUSSIAN, FRENCH, JAPANESE, ARABIC, HEBREW, THAI, VIETNAMESE]


def read(data: bytes, charset: str | None = None, media_type: str = "text/plain") -> str:
    """The text of bytes with this declared type."""
    return extract(Raw("https://example.org/a", data, media_type, charset)).text


@pytest.mark.parametrize("text", EVERY)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_needs_no_declaration(text: str, encoding: str) -> None:
    """A text in any form of Unicode is read, UTF-16 also without a mark at its start."""
    assert text == read(text.encode(encoding))


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (JAPANESE, "shift-jis", "shift_jis"),
        (JAPANESE, "euc-jp", "euc-jp"),
        (JAPANESE, "iso-2022-jp", "iso-2022-jp"),
        (ARABIC, "cp1256", "windows-1256"),
        (HEBREW, "cp1255", "windows-1255"),
        (THAI, "cp874", "windows-874"),
        (FRENCH, "cp1252", "iso-8859-1"),
    ],
)
def test_a_declaration_is_believed(text: str, encoding: str, declared: str) -> None:
    """The declared character set decides among those in which the bytes are valid."""
    assert text == read(text.encode(encoding), declared)


@pytest.mark.parametrize("text", EVERY)
@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "us-ascii", "utf-16", "nonesuch"])
def test_utf8_is_utf8_whatever_is_declared(text: str, declared: str) -> None:
    """Valid UTF-8 is read as UTF-8 despite a wrong declaration."""
    assert text == read(text.encode(), declared)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (ARABIC, "cp1256"), (HEBREW, "cp1255"), (JAPANESE, "euc-jp")],
)
def test_a_page_is_believed_where_its_server_declares_the_default(text: str, encoding: str) -> None:
    """The page's own declaration counts more than the Western default of many servers."""
    page = f'<html><head><meta charset="{encoding}"></head><body><p>{text}</p></body></html>'
    assert text == read(page.encode(encoding), "iso-8859-1", "text/html")


def test_a_text_in_another_script_is_guessed_where_its_server_declares_the_default() -> None:
    """Without any other sign, a text in another script is not read as Western."""
    text = " ".join([RUSSIAN] * 5)
    assert text == read(text.encode("cp1251"), "iso-8859-1")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The lamp cost £10 a night, in a cold of -5 °C. The lamp cost £10 a night.", "cp1252"),
        ("Den gamla hamnen grävdes för hand på våren, och männen fick fisk och olja som lön.", "cp1252"),
        ("Il faro è stato costruito a mano, perché così si può fare. La torre è vecchia.", "cp1252"),
        ("Stara luka iskopana je ručno u proljeće sušne godine, a ljudi su plaćeni ribom.", "cp1250"),
        ("Stary port został wykopany ręcznie wiosną suchego roku, a mężczyźni dostali ryby.", "iso8859-2"),
        ("Senasis uostas buvo iškastas rankomis sausų metų pavasarį, o vyrams buvo mokama.", "cp1257"),
        ("Eski liman kurak bir yılın baharında elle kazıldı ve adamlara balık ödendi.", "cp1254"),
    ],
)
def test_a_latin_text_is_guessed_by_its_language(text: str, encoding: str) -> None:
    """The bytes of a short text fit several character sets of Europe; its language tells which it is."""
    assert text == read(text.encode(encoding))


def test_a_wrong_byte_does_not_spoil_the_rest() -> None:
    """One invalid byte, or a text truncated within a character, leaves the rest unchanged."""
    data = RUSSIAN.encode()
    assert f"{RUSSIAN} \ufffd." == read(data + b" \xff.", "iso-8859-1")
    assert RUSSIAN[:-2] + "\ufffd" == read(data[:-2])


@pytest.mark.parametrize(
    ("signs", "codec", "declared"),
    [
        ("①②Ⅳ㈱髙﨑～", "cp932", "Shift_JIS"),
        ("①②Ⅳ㈱髙﨑～", "cp932", "x-sjis"),
        ("囍鎔祕裏", "gb18030", "gb2312"),
        ("똠방각하 펲시콜라", "cp949", "euc-kr"),
        ("嘅咗喺", "big5hkscs", "big5"),
        ("ğış", "cp1254", "iso-8859-9"),
    ],
)
def test_a_label_means_what_it_means_on_the_web(signs: str, codec: str, declared: str) -> None:
    """Pages that declare a standard also use the signs that vendors added to it."""
    page = f'<html><head><meta charset="{declared}"></head><body><p>{signs} {signs} {signs}</p></body></html>'
    assert f"{signs} {signs} {signs}" == read(page.encode(codec), None, "text/html")


@pytest.mark.parametrize("declared", ["shift_jis", None])
def test_a_wrong_byte_does_not_spoil_a_wide_character_set(declared: str | None) -> None:
    """A slip in a page in Shift JIS costs its own sign, declared or not."""
    data = JAPANESE.encode("cp932")
    assert f"{JAPANESE}\ufffd {JAPANESE}" == read(data + b"\x85 " + data, declared)


def test_unmarked_japanese_mail_is_read() -> None:
    """Seven-bit Japanese is decoded, although its bytes are valid ASCII."""
    assert JAPANESE == read(JAPANESE.encode("iso-2022-jp"))


def test_zeros_alone_make_no_text() -> None:
    """Bytes with zeros that are no form of Unicode are refused."""
    for data in (b"\0\1\0\2\0\3\0\4" * 20, b"words\0words", bytes(range(256)) * 4):
        with pytest.raises(UnsupportedError):
            read(data, media_type="application/octet-stream")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("e\u0301te\u0301", "été"),
        ("\u1112\u1161\u11ab", "한"),
        ("لا\u064e", "لا\u064e"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("❤\ufe0f 1\ufe0f\u20e3", "❤\ufe0f 1\ufe0f\u20e3"),
        ("葛\U000e0100", "葛\U000e0100"),
    ],
)
def test_marks_that_scripts_need_stay(written: str, expected: str) -> None:
    """Combining marks are composed; joiners and variation selectors stay where they change the rendering."""
    assert f"1 {expected}" == read(f"1 {written}".encode())


@pytest.mark.parametrize(
    "unseen",
    [
        "\u200b",
        "\u200c",
        "\u200d",
        "\u200c\u200d\u200c",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u034f",
        "\u180e",
        "\u3164",
        "\ufe00\ufe01",
        "".join(chr(0xE0000 + ord(letter)) for letter in "praise"),
        "".join(chr(0xE0100 + ord(letter)) for letter in "praise"),
    ],
)
def test_characters_without_width_are_gone(unseen: str) -> None:
    """Invisible characters are removed, within words too."""
    assert "The tower is of granite." == read(f"The tow{unseen}er is{unseen} of granite.".encode())
