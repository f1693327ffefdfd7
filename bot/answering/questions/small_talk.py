"""Small talk: greetings, thanks and polite frames around a question, and messages that ask nothing of the sources.

"Hi! Could you tell me when the tower was built? Thanks a lot" asks when the tower was built. The other words would only
mislead the search. Words and phrases of each language are in ``small_talk.toml``. Pure, without a model.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from bot.answering.word_lists import join_forms, read_word_list
from index.text import language
from index.text.chunking import split

SmallTalk = Literal["greeting", "thanks", "help"]
WordLists: TypeAlias = Mapping[str, Mapping[str, list[str]]]
"""Regular expressions by kind of small talk and by language."""

_EMOJI = "\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d"
_PAUSE = rf"[\s,.!¡;:…~()，。！、；：،؛–—{_EMOJI}-]"
_STOP = rf"\s*[,.!;:…，。！、；：،؛–—\n{_EMOJI}]{_PAUSE}*"
_MAX_CLOSING_CHARS = 80
_MAX_SMALL_TALK_CHARS = 80

_WIDE_STOP = re.compile(r"[。！？]+")
_QUOTES = " \"'”’»」』"
_WORD = re.compile(r"\w{2}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class _SmallTalkPatterns:
    """Compiled patterns.

    Attributes:
        openings: Small talk before a question.
        closings: Small talk after a question.
        greeting: A message that only greets.
        help: A message that asks for help with the bot.
        thanks: A message that only thanks, confirms or praises.
    """

    openings: tuple[re.Pattern[str], ...]
    closings: tuple[re.Pattern[str], ...]
    greeting: re.Pattern[str]
    help: re.Pattern[str]
    thanks: re.Pattern[str]


def classify_small_talk(text: str) -> SmallTalk | None:
    """Classify a message that asks nothing of the sources; None for a question."""
    if not text.strip() or len(text) > _MAX_SMALL_TALK_CHARS:
        return None
    if _load_patterns().greeting.fullmatch(text):
        return "greeting"
    if _load_patterns().help.fullmatch(strip_small_talk(text)):
        return "help"
    return "thanks" if _load_patterns().thanks.fullmatch(text) else None


def strip_small_talk(question: str) -> str:
    """Strip greetings, thanks and polite frames around a question; a message of nothing else stays as it is."""
    left, before = question.strip(), ""
    while left != before:
        before = left
        for opening in _load_patterns().openings:
            match = opening.match(left)
            if match and _WORD.search(left, match.end()):
                left = left[match.end() :]
        for closing in _load_patterns().closings:
            match = closing.search(left, max(0, len(left) - _MAX_CLOSING_CHARS))
            if match and _WORD.search(left, 0, match.start()):
                mark = left[match.end() :].strip(" ,.!;:")
                left = left[: match.start()].rstrip(" ,;:–—،，、") + (mark if mark in {"?", "؟"} else "")
    return left


def find_asking_sentence(question: str) -> str | None:
    """Find the one sentence of a message that asks; None if the message is one sentence, or several sentences ask."""
    lines = _WIDE_STOP.sub(r"\g<0>\n", question)  # the splitter ignores a stop before a digit
    spans = [span for passage in split(lines, language.UNKNOWN) for span in passage.sentences]
    sentences = [span.slice(lines) for span in spans if _WORD.search(span.slice(lines))]
    asked = [sentence for sentence in sentences if sentence.rstrip(_QUOTES).endswith(("?", "？", "؟"))]
    return asked[0] if len(asked) == 1 < len(sentences) else None


@cache
def _load_patterns() -> _SmallTalkPatterns:
    words: WordLists = read_word_list(__file__)
    greeting = join_forms(words["greetings"], spaced=True) + f"(?: {join_forms(words['addressees'])})?"
    unspaced_greeting = join_forms(words["greetings"], spaced=False)
    thanks, unspaced_thanks = (join_forms(words["thanks"], spaced=spaced) for spaced in (True, False))
    please, unspaced_please = (join_forms(words["please"], spaced=spaced) for spaced in (True, False))
    polite = _join(thanks, please, join_forms(words["excuses"]), join_forms(words["acknowledgements"], spaced=True))
    asks, requests = join_forms(words["question_words"]), join_forms(words["requests"])
    wellbeing = join_forms(words["wellbeing"])
    accepts = _join(thanks, unspaced_thanks, join_forms(words["acknowledgements"]), join_forms(words["praise"]))
    return _SmallTalkPatterns(
        openings=_compile_all(
            rf"¡?{_join(greeting, polite)}{_STOP}",
            rf"{_join(greeting, please)}\s+(?=[¿¡]?{_join(asks, requests)}\b)",
            rf"{_join(unspaced_greeting, unspaced_please)}{_PAUSE}*",
            rf"{unspaced_thanks}{_PAUSE}+",
            rf"¿?{wellbeing}\s*[?？؟]+{_PAUSE}*",
            rf"[¿¡]?\s*{requests}(?:,?\s+{please})?\s*[,:]?\s+(?={asks}\b)",
        ),
        closings=_compile_all(
            rf"(?:(?<=[?؟])\s*|{_STOP}){_join(thanks, please)}(?={_PAUSE}*$)",
            rf"(?<!they)(?<!you)(?<!we)(?<!one){_PAUSE}+{please}(?={_PAUSE}*[?؟]?{_PAUSE}*$)",
            rf"(?<=[?？。！!,，\s])\s*{unspaced_thanks}(?={_PAUSE}*$)",
        ),
        greeting=_compile(
            rf"{_PAUSE}*(?:(?:👋|¿?{_join(wellbeing, greeting, unspaced_greeting)})(?:[?？؟]|{_PAUSE})*)+"
        ),
        help=_compile(rf"[¿¡]?{join_forms(words['help'])}(?:[?？؟]|{_PAUSE})*"),
        thanks=_compile(
            rf"{_PAUSE}*(?:{accepts}(?:{_PAUSE}+|$))+"
            r"|[\s👍👌🙏👏❤🤝💯🔥🎉😊🙂😀😁🥰\U0001f3fb-\U0001f3ff\ufe0f\u200d]+"
        ),
    )


def _join(*forms: str) -> str:
    return f"(?:{'|'.join(forms)})"


def _compile(form: str) -> re.Pattern[str]:
    return re.compile(form, re.IGNORECASE)


def _compile_all(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(_compile, forms))
