"""Questions to offer about a text, found without a model. Pure.

A question asks what the text says about one of its topics: names in scripts with capitals, else its most repeated
terms. The forms are chosen so that the topic needs no inflection.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from bot.answering.word_lists import read_word_list

_MOST = 12
_MIN_TOPIC = 4

_CAPITALISED = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_UNSPACED_RUN = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2,}")
_TERM = re.compile(r"[^\W\d_]{5,}")


def suggest_from_text(text: str, language: str) -> list[str]:
    """Questions about a text's topics, most prominent first.

    Args:
        text: Canonical text.
        language: ISO 639-1 code; a language without a form of its own gets English.
    """
    forms: Mapping[str, str] = read_word_list(__file__)["questions"]
    form = forms.get(language, forms["en"])
    return [form.format(topic) for topic in find_topics(text)]


def find_topics(text: str) -> list[str]:
    """Names or terms that a text returns to, most prominent first; none contains another."""
    counts = Counter(_find_names(text)) or Counter(_find_repeated(text)) or Counter(_TERM.findall(text))
    ranked = sorted(counts, key=lambda topic: (-counts[topic] * (1 + topic.count(" ")), text.find(topic)))
    kept: list[str] = []
    for topic in ranked:
        if len(kept) < _MOST and not any(topic in other or other in topic for other in kept):
            kept.append(topic)
    return kept


def _find_names(text: str) -> Iterator[str]:
    """Runs of capitalised words inside sentences; a sentence's first word may be capitalised for that alone."""
    run: list[str] = []
    end = -1
    for word in _CAPITALISED.finditer(text):
        first = word.group()[0]
        opens = _opens_sentence(text, word.start())
        adjacent = word.start() == end + 1 and text[end] == " "
        if run and not (adjacent and first.isupper()):
            yield from _join_name(run)
            run = []
        if first.isupper() and not opens:
            run.append(word.group())
        end = word.end()
    yield from _join_name(run)


def _join_name(run: list[str]) -> Iterator[str]:
    name = " ".join(run)
    if len(name) >= _MIN_TOPIC and not name.isupper():
        yield name


def _opens_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" “\"«„'‘(—–-")[-1:]
    return before in ("", ".", "!", "?", ":", "\n", "…", "”", "。")


def _find_repeated(text: str) -> Iterator[str]:
    """Strings of two to four characters that come back, in scripts without spaces."""
    grammar = frozenset(read_word_list(__file__)["grammar"]["zh"])
    found = Counter(
        run[at : at + size]
        for run in _UNSPACED_RUN.findall(text)
        for size in (4, 3, 2)
        for at in range(len(run) - size + 1)
        if not grammar.intersection(run[at : at + size])
    )
    for topic, count in found.items():
        if count > 1:
            yield from [topic] * (count * count * (len(topic) - 1))
