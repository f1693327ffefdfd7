"""Captions and subtitles (WebVTT, SubRip) to a draft: a line for each sentence, after the time at which it is said.

The time is part of the line, so that a quote says when.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from index.parsing.draft import DocumentDraft
from index.parsing.links import bare_links, unique_links
from index.text.normalization import canonicalize, join_lines
from index.text.scripts import CHINESE_AND_JAPANESE

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}"
_TIMES = re.compile(rf"^[ \t]*{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}[^\n]*$", re.MULTILINE)
_SKIPPED = re.compile(r"^(?:NOTE|STYLE|REGION)\b.*?(?:\n[ \t]*\n|\Z)", re.MULTILINE | re.DOTALL)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
_TAG = re.compile(r"<[^>\n]*>|\{\\[^}\n]*\}")
_NUMBER_AT_END = re.compile(r"\n[ \t]*\n[^\n]*\n?\Z")
_BARE_NUMBER_AT_END = re.compile(r"\n[ \t]*(\d+)[ \t]*\n\Z")
_TURN = re.compile(
    r"^(?=[-–—] ?[^\W\d_]|>>|<v[. \t]|[A-ZÀ-ÞА-ЯΑ-Ω][A-ZÀ-ÞА-ЯΑ-Ω .'’-]{1,30}:(?:\s|$)|[（(][^\W\d_]{1,12}[）)]\S)",
    re.MULTILINE,
)
"""The start of what another speaker says: a dash, the mark of live captions, a voice, or a name."""
_SOUND = re.compile(r"[\[(（【♪♫].*[\])）】♪♫]", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"”’»)\]]*$")
_MAX_CHARS = 280
_MAX_PAUSE_S = 4
_MIN_STOPPED = 0.05
_WIDE_END = re.compile(f"[{CHINESE_AND_JAPANESE}]$")


class _Cue(NamedTuple):
    start_s: int
    end_s: int
    speaker: str
    text: str
    is_turn: bool  # whether somebody else begins to speak


def read(text: str, location: str) -> DocumentDraft:
    """Read subtitles: joins cues to sentences, and parts paragraphs at pauses."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines: list[str] = []
    words: list[str] = []
    began_s = ended_s = 0
    cues = list(_without_repeats(_cues(_SKIPPED.sub("", text))))
    has_stops = sum("。" in cue.text for cue in cues) > _MIN_STOPPED * len(cues)
    for cue in cues:
        is_paused = cue.start_s - ended_s > _MAX_PAUSE_S
        is_long = sum(map(len, words)) > _MAX_CHARS
        if words and (is_paused or cue.is_turn or is_long or _ends(words[-1], has_stops=has_stops)):
            lines += (_line(began_s, words), "")[: 1 + is_paused]
            words = []
        began_s = began_s if words else cue.start_s
        words.append(cue.text if words or not cue.speaker else f"{cue.speaker}: {cue.text}")
        ended_s = cue.end_s
    if words:
        lines.append(_line(began_s, words))
    body = "\n".join(lines)
    return DocumentDraft(body, links=unique_links(bare_links(body), location))


def _ends(words: str, *, has_stops: bool) -> bool:
    """Whether a sentence or a sound ends; in Japanese and Chinese without stops, one ends with each cue."""
    if _SENTENCE_END.search(words) or _SOUND.fullmatch(words):
        return True
    return not has_stops and _WIDE_END.search(words) is not None


def _cues(text: str) -> Iterator[_Cue]:
    found = list(_TIMES.finditer(text))
    speaker = ""
    for place, times in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        payload = text[times.end() : end]
        if place + 1 < len(found):
            payload = _NUMBER_AT_END.sub("", payload)  # of the next cue
            bare = _BARE_NUMBER_AT_END.search(payload)
            if bare and int(bare[1]) == place + 2:
                payload = payload[: bare.start()]
        span = _to_seconds(*times.group(1, 2, 3)), _to_seconds(*times.group(4, 5, 6))
        for turn in _TURN.split(payload):
            voice = _VOICE.match(turn)
            plain = unescape(_TAG.sub("", turn))
            said = join_lines(line for line in map(str.strip, canonicalize(plain).split("\n")) if line)
            if said:
                name = canonicalize(unescape(voice[1])) if voice else ""
                yield _Cue(*span, name, said, name != speaker if voice else _TURN.match(turn) is not None)
                speaker = name


def _without_repeats(cues: Iterator[_Cue]) -> Iterator[_Cue]:
    """Leave out what a cue repeats of the one before, as captions that roll do."""
    before = ""
    for cue in cues:
        said = cue.text.removeprefix(before).strip() if before else cue.text
        if said:
            yield cue._replace(text=said, is_turn=cue.is_turn and said == cue.text)
            before = said


def _line(began_s: int, words: list[str]) -> str:
    hours, rest = divmod(began_s, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return f"[{clock}] {join_lines(words)}"


def _to_seconds(hours: str | None, minutes: str, seconds: str) -> int:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
