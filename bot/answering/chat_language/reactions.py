"""Reactions: short messages that answer the bot instead of asking the sources, and requests that it cannot serve.

"Yes", "more", "are you sure?", "are you a bot?", an emoji and "write me a poem" have a short reply of their own. A
search would answer them with sentences that have nothing to do with them. The phrases of each language are in
``reactions.toml``. Pure, without a model.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Literal, get_args

from bot.answering.chat_language import small_talk
from bot.answering.chat_language.answer_length import is_length_wish
from bot.answering.chat_language.chat_abbreviations import expand_abbreviations
from bot.answering.chat_language.small_talk import SmallTalk, classify_small_talk, strip_small_talk
from bot.answering.word_lists import (
    QUESTION_MARKS,
    join_forms,
    load_once,
    match_whole_words,
    read_word_list,
    strip_accents,
)
from index.text.scripts import VOWEL_SIGNS

Reaction = Literal[
    "more", "further", "next", "origin", "sources", "adding", "statistics", "removing", "undoing", "reindexing",
    "forgetting", "data", "stop", "leaving", "restart", "starters", "sure", "unclear", "identity", "bot", "language",
    "goodbye", "repeat", "disagreement", "complaint", "yes", "no", "remark", "noise", "request", "length",
]  # fmt: skip
MessageKind = Literal[SmallTalk, Reaction]

_WHOLE: tuple[Reaction, ...] = tuple(kind for kind in get_args(Reaction) if kind not in {"request", "length"})
"""Kinds whose phrases must match a whole part of a message; the first that fits counts."""
_NEVER_ASKED: frozenset[Reaction] = frozenset({"goodbye", "remark", "stop", "leaving", "restart"})
"""Kinds whose phrases, with a question mark, are a question: "and later?"."""
_MAX_CHARS, _MAX_REQUEST_CHARS, _MAX_NUMBER_CHARS, _MAX_PERSONAL_CHARS = 80, 400, 40, 160

_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_APOSTROPHES = str.maketrans("’‘`´", "''''")
_UNITS = re.compile("[%‰٪$€£¥₽°]")
"""Signs beside an amount, such as "11%", which is the number of no quote."""
_PART = re.compile("[^,.!;:…，。！、；：،؛\n?？؟]+[?？؟]*")
_NOT_IN_WORDS = re.compile(rf"[^\w{VOWEL_SIGNS}'?？؟ +*/×÷-]")


@lru_cache(maxsize=1024)
def classify_message(text: str) -> MessageKind | None:
    """Classify a message that is no question about the sources; None for a question.

    Several steps of the handling of one message ask for its kind, which takes a millisecond.
    """
    text = expand_abbreviations(text)
    plain = classify_small_talk(text) or ("length" if is_length_wish(text) else None)
    if plain is not None:
        return plain
    if text.strip() and not any(map(str.isalnum, text)):
        return "noise"
    if len(text) > _MAX_REQUEST_CHARS:
        return None  # also one repeated letter, which is short once it is simplified
    whole = simplify(text)
    for simple in dict.fromkeys((whole, simplify(strip_small_talk(text)))):
        kind = _classify_parts(simple) if len(simple) <= _MAX_CHARS else None
        if kind is not None:
            return kind
    if len(whole) <= _MAX_CHARS and any(classify_small_talk(rest) == "help" for rest in without_fillers(whole)):
        return "help"
    return "request" if _load_requests().match(trim(whole)) else None


def addresses_bot(text: str) -> bool:
    """Whether a message has a word that addresses the bot, beside the polite frame of a question."""
    simple = simplify(strip_small_talk(text))
    return len(simple) <= _MAX_CHARS and _load_second_person().search(simple) is not None


def is_denial(text: str) -> bool:
    """Whether a message contradicts what was said: "no!", "NO"; a calm "no" rather declines to ask more."""
    is_loud = "!" in text or "！" in text or (len(text) > 1 and text.isupper())
    return is_loud and _load_denial().fullmatch(_collapse(trim(simplify(text)))) is not None


def asks_for_progress(text: str) -> bool:
    """Whether a message asks how far the bot is with its work: "progress?", "are you done yet?"."""
    simple = trim(simplify(strip_small_talk(text)))
    return len(simple) <= _MAX_CHARS and _load_progress().fullmatch(simple) is not None


def is_personal(text: str) -> bool:
    """Whether a message tells something of its writer and asks nothing: "I live in Caracas", "my dog is ill"."""
    if len(text) > _MAX_PERSONAL_CHARS or any(mark in text for mark in QUESTION_MARKS):
        return False
    simple = _collapse(simplify(strip_small_talk(expand_abbreviations(text))))
    personal, asking = _load_personal()
    return personal.fullmatch(simple) is not None and asking.search(simple) is None


def find_quote_number(text: str) -> int | None:
    """Return the number of the quote that a message asks for: "2", "[2]", "quote 2"; None for another message.

    A larger number alone, such as "350", is looked for in the sources.
    """
    if len(text) > _MAX_NUMBER_CHARS or _UNITS.search(text):
        return None
    found = _load_quote_number().fullmatch(trim(simplify(text)))
    return int(found[1] or found[2]) if found else None


def _classify_parts(simple: str) -> Reaction | None:
    """Classify a message whose every part is a reaction, or a word that stands beside one; the last part counts."""
    kinds = [_classify_part(_collapse(part)) for part in _PART.findall(simple) if any(map(str.isalnum, part))]
    if None in kinds:
        return None
    reactions = [kind for kind in kinds if kind is not None and kind != "filler"]
    return reactions[-1] if reactions else None


def _classify_part(part: str) -> Reaction | Literal["filler"] | None:
    for shorter in without_fillers(part):
        for kind, pattern in _load_patterns().items():
            is_asked = kind in _NEVER_ASKED and shorter.endswith(QUESTION_MARKS)
            if not is_asked and (pattern.fullmatch(shorter) or pattern.fullmatch(shorter.rstrip("?？؟ "))):
                return kind
    return "filler" if _load_fillers().fullmatch(part.rstrip("?？؟ ")) else None


def without_fillers(part: str) -> Iterator[str]:
    """Yield a part as it is, then without the words before and after it, one by one."""
    yield part
    for edge in _load_edges():
        while (rest := edge.sub("", part, count=1)) != part:
            part = rest
            yield part


def _collapse(part: str) -> str:
    """Write a word that is repeated once, without emoji and other signs: "no no no" is "no"."""
    words = _NOT_IN_WORDS.sub(" ", part).split()
    return " ".join(next(same) for _, same in groupby(words, str.casefold))


def simplify(text: str) -> str:
    """Return a text without accents and emphasis: one apostrophe, one blank, no letter more than twice."""
    straight = _REPEATED.sub(r"\1", text.translate(_APOSTROPHES))
    return " ".join(strip_accents(straight).split())


def trim(text: str) -> str:
    """Return a text without signs around it."""
    kept = [at for at, character in enumerate(text) if unicodedata.category(character)[0] in "LMN"]
    return text[kept[0] : kept[-1] + 1] if kept else ""


def _compile(form: str) -> re.Pattern[str]:
    return re.compile(strip_accents(form), re.IGNORECASE)


@load_once
def _load_patterns() -> Mapping[Reaction, re.Pattern[str]]:
    words = read_word_list(__file__)
    return {kind: _compile(join_forms(words[kind])) for kind in _WHOLE}


def _join_fillers() -> str:
    """Join the words that may stand beside a reaction or a question: "and", "well", "my friend"."""
    lists = read_word_list(__file__)["fillers"], read_word_list(small_talk.__file__)["endearments"]
    return f"(?:{'|'.join(map(join_forms, lists))})"


@load_once
def _load_fillers() -> re.Pattern[str]:
    return _compile(_join_fillers())


@load_once
def _load_edges() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of a filler before other words, and that of one after them."""
    filler = _join_fillers()
    return _compile(rf"^{filler} (?=.)"), _compile(rf"(?<=\S) {filler}[?？؟ ]*$")


@load_once
def _load_second_person() -> re.Pattern[str]:
    words = read_word_list(__file__)["second_person"]
    return _compile(match_whole_words(words))


@load_once
def _load_personal() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of whole sentences about oneself, and of words that ask within one."""
    words = read_word_list(__file__)
    return _compile(join_forms(words["personal"])), _compile(match_whole_words(words["asking"]))


@load_once
def _load_denial() -> re.Pattern[str]:
    return _compile(join_forms(read_word_list(__file__)["denial"]))


@load_once
def _load_progress() -> re.Pattern[str]:
    return _compile(rf"(?:{_join_fillers()}[\s,]+)*{join_forms(read_word_list(__file__)['progress'])}")


@load_once
def _load_requests() -> re.Pattern[str]:
    return _compile(join_forms(read_word_list(__file__)["request"]))


@load_once
def _load_quote_number() -> re.Pattern[str]:
    """Return the pattern of a number behind its word, or of one alone, which names no quote from 100 on."""
    named = join_forms(read_word_list(__file__)["quote_number"])
    return _compile(rf"(?:{named}[\W_]*(\d{{1,3}})|[\W_]*(\d{{1,2}}))[条條个個番번]?")
