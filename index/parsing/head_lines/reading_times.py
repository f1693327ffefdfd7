"""The time that an article takes to read, in a line that contains nothing else. Pure."""

import re

from index.text.word_files import read_word_list

_WORDS = read_word_list(__file__)


def _any_of(kind: str) -> str:
    words = sorted({word for own in _WORDS[kind].values() for word in own}, key=len, reverse=True)
    return "|".join(map(re.escape, words))


_TIME = rf"(?:about |ca\.? |约|約|~|≈|<)?\s*\d{{1,3}}(?:\s*[-–]\s*\d{{1,3}})?[\s-]*(?:{_any_of('minutes')})"
_LABEL = rf"(?:{_any_of('labels')})"
_LINE = re.compile(
    rf"{_LABEL}\s*[:：]?\s*{_TIME}(?:\s*{_LABEL})?|{_TIME}[\s,.:-]*{_LABEL}(?:\s*{_LABEL})?", re.IGNORECASE
)


def is_reading_time(line: str) -> bool:
    """Whether a line says only how long reading takes."""
    return _LINE.fullmatch(line.strip(" .。()（）")) is not None
