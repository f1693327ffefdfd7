"""Claims: messages that end as a statement, not as a question: "The letter was sent to Biden".

A claim has at least four words, a finite verb or a full stop, and neither a question mark nor a question word where its
language has it. The words of each language are in ``claim_words.toml``. Pure, without a model.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from bot.answering.chat_language.reactions import classify_message
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.facts.languages import UNKNOWN, resolve_language
from bot.answering.questions.asking_words import asks_by_its_words
from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

_MIN_WORDS, _MIN_UNSPACED_LETTERS = 4, 7
_WITHOUT_ARTICLES = frozenset({"ar", "pl", "ru", "tr", "uk"})
"""Languages in which a sentence of three words says as much."""
_QUESTION_MARKS = re.compile("[?？؟⁇⁈⸮՞፧¿]")
_STOPPED = re.compile(r"[\w\"'”»’」)\]%][.!。！۔।]+[\"'”»’」)\]]*$")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def is_claim(text: str) -> bool:
    """Return whether a message states something, so that it can be true or false."""
    if _QUESTION_MARKS.search(text):
        return False
    text = strip_small_talk(text).strip()
    if classify_message(text) is not None or asks_by_its_words(text):
        return False
    if _UNSPACED.search(text):
        spoken, is_long = "zh", sum(map(str.isalpha, text)) >= _MIN_UNSPACED_LETTERS
    else:
        spoken = resolve_language(text, UNKNOWN)
        is_long = len(_WORD.findall(text)) >= _MIN_WORDS - (spoken in _WITHOUT_ARTICLES)
    if not is_long:
        return False
    patterns = _load_patterns(spoken)
    return (_STOPPED.search(text) or patterns.finite.search(text)) is not None and not patterns.asking.search(text)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Patterns of one language: what asks or orders, and finite verbs."""

    asking: re.Pattern[str]
    finite: re.Pattern[str]


@cache
def _load_patterns(language: str) -> _Patterns:
    """Compile the patterns of a language; one without words of its own gets those of all."""
    words: Mapping[str, Mapping[str, list[str]]] = read_word_list(__file__)
    asking, edge, orders, finite = (
        _join(words[kind], language) for kind in ("asking", "asking_at_edge", "imperatives", "finite_verbs")
    )
    if language in UNSPACED_LANGUAGES:
        return _Patterns(re.compile(asking), re.compile(finite))
    forms = (
        rf"(?<!\w){asking}(?!\w)",
        rf"^\W*(?:[\w'’-]+\W+){{0,2}}{edge}(?!\w)",
        rf"(?<!\w){edge}\W*$",
        rf"^\W*{orders}(?!\w)",
    )
    # No finite verb is the first word, where many of them ask.
    is_finite = rf"(?<=\w)[\s,\"'”»’)]+{finite}(?!\w)"
    return _Patterns(re.compile("|".join(forms), re.IGNORECASE), re.compile(is_finite, re.IGNORECASE))


def _join(words: Mapping[str, list[str]], language: str) -> str:
    """Join the words of a language, or of all that write as it does, into one group that never matches if empty."""
    is_unspaced = language in UNSPACED_LANGUAGES
    own = None if is_unspaced else words.get(language)
    all_words = (forms for code, forms in words.items() if (code in UNSPACED_LANGUAGES) == is_unspaced)
    return f"(?:{'|'.join(own or chain.from_iterable(all_words)) or '(?!)'})"
