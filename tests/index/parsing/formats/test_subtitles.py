"""Captions and subtitles: what is said, sentence by sentence, and when."""

import pytest

from index.parsing.extraction import extract
from index.types import Document, Raw

VTT = """WEBVTT - The lamp

NOTE made by hand

STYLE
::cue { color: red }

1
00:00:01.000 --> 00:00:03.500 align:start
<v Mara>The lamp burned
<i>whale oil</i> &amp; nothing else.

00:03.600 --> 00:00:05.000
It could be seen

00:05.000 --> 00:07.000
for twelve miles.

01:02:03.000 --> 01:02:05.000
Then it went out.
"""
SRT = "1\r\n00:00:01,000 --> 00:00:03,500\r\n<b>The lamp burned</b>\r\n{\\an8}whale oil.\r\n\r\n2\r\n00:00:04,000 --> \
00:00:05,000\r\n1811 was its year.\r\n"
ROLLING = """WEBVTT

00:01.000 --> 00:02.000
the lamp burned

00:02.000 --> 00:03.000
the lamp burned
whale oil

00:03.000 --> 00:04.000
whale oil
for years
"""


def read(text: str, name: str = "a.vtt", media_type: str = "application/octet-stream") -> Document:
    """The document of a file."""
    return extract(Raw(f"/texts/{name}", text.encode(), media_type))


@pytest.mark.parametrize(("name", "media_type"), [("a.vtt", "text/vtt"), ("a", "text/plain"), ("a.txt", "text/plain")])
def test_each_sentence_has_its_time(name: str, media_type: str) -> None:
    """Cues are joined to sentences, speakers are named, and a pause starts a paragraph."""
    expected = (
        "[0:01] Mara: The lamp burned whale oil & nothing else.\n[0:03] It could be seen for twelve miles.\n\n"
        "[1:02:03] Then it went out."
    )
    assert expected == read(VTT, name, media_type).text


def test_subrip_is_read_like_webvtt() -> None:
    """Numbers of cues are no words; numbers in them are."""
    assert "[0:01] The lamp burned whale oil.\n[0:04] 1811 was its year." == read(SRT, "a.srt").text


def test_rolling_captions_are_read_once() -> None:
    """A cue that repeats the line before it adds only what is new."""
    assert "[0:01] the lamp burned whale oil for years" == read(ROLLING).text


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        ("- Is it lit?\n- Yes, and\n  bright.", "[0:01] - Is it lit?\n[0:01] - Yes, and bright."),
        (">> Is it lit\n>> Yes", "[0:01] >> Is it lit\n[0:01] >> Yes"),
        ("<v Mara>Is it lit</v>\n<v Ned>Yes</v>", "[0:01] Mara: Is it lit\n[0:01] Ned: Yes"),
        ("<v Mara>It is\n\n00:02.000 --> 00:03.000\n<v Mara>lit", "[0:01] Mara: It is lit"),
        (">> It is\n\n00:02.000 --> 00:03.000\n>> It is\nlit", "[0:01] >> It is lit"),
    ],
    ids=["dashes", "live", "voices", "one voice", "rolling"],
)
def test_each_speaker_has_a_line(cues: str, expected: str) -> None:
    """What two speakers say in one cue is two lines; a sentence of one speaker names that speaker once."""
    assert expected == read(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{cues}\n").text


def test_numbers_of_cues_without_blank_lines_are_not_read() -> None:
    """Some files have no blank line before the number of a cue."""
    text = "1\n00:00:01,000 --> 00:00:02,000\nIt is lit.\n2\n00:00:02,000 --> 00:00:03,000\n1811\n"
    assert read(text, "a.srt").text == "[0:01] It is lit.\n[0:02] 1811"


def srt(*cues: str) -> str:
    """A file of subtitles without pauses."""
    return "\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{cue}\n" for n, cue in enumerate(cues, 1))


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        (("[door slams]", "MARA: The lamp", "is out."), "[0:01] [door slams]\n[0:02] MARA: The lamp is out."),
        (("♪ music ♪", "It rained", "all day."), "[0:01] ♪ music ♪\n[0:02] It rained all day."),
        (("箱は階段の", "下にありました"), "[0:01] 箱は階段の\n[0:02] 下にありました"),
        (("箱は階段の", "下にありました。"), "[0:01] 箱は階段の下にありました。"),
        (("（マラ）箱です", "（ヨン）はい"), "[0:01] （マラ）箱です\n[0:02] （ヨン）はい"),
    ],
)
def test_sounds_names_and_cues_without_stops_are_lines(cues: tuple[str, ...], expected: str) -> None:
    """A sound is no part of what is said after it, a name begins a turn, and Japanese cues often have no stop."""
    assert expected == read(srt(*cues), "a.srt").text
