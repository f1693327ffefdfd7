"""A question for what somebody says: "What does the mayor say about the bridge?", and who says a sentence. Pure.

Such a question resembles every sentence about its topic, by any speaker. But the one that answers has the speaker
before a word such as "said", or right behind "according to". ``reported_speech.toml`` has the forms of the question.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.facts.languages import UNKNOWN, function_words
from bot.answering.facts.roles.hedges import find_speech
from bot.answering.facts.word_matching import are_related, fold_word
from bot.answering.questions.follow_ups import has_topic
from bot.answering.word_lists import UNSPACED_LANGUAGES, load_once, match_whole_words, read_word_list
from index.text.scripts import CHINESE_AND_JAPANESE, VOWEL_SIGNS

_MAX_WORDS = 8
_BEHIND = re.compile(r"(?:[^\w.;!?]*\w+){0,3}[^\w.;!?]*")
"""What may be between "according to" and its speaker: "according to the old mayor, Finch"."""
_QUOTED = re.compile('[“„«「『][^“”„«»「」『』]*[”“»」』]|"[^"]*"')
"""Words in quotation marks; whom they name does not speak."""
_LETTER = rf"(?:[^\W\d_]|[{VOWEL_SIGNS}])"
_UNSPACED = re.compile(f"[{CHINESE_AND_JAPANESE}]+")
_WORD = re.compile(rf"{_LETTER}{{2,}}|{_UNSPACED.pattern}")
_BESIDE = re.compile(r"\{speaker\} (?:\(\?:\S+ \)\?)?\{topic\}")
"""A form with no word between speaker and topic: the last word alone is the topic, for a name has several."""
_PAIR = 2


@dataclass(frozen=True, slots=True)
class AskedSpeech:
    """What a question asks about a speaker's words.

    Attributes:
        speaker: The words that name the speaker, folded.
        topic: The words of the topic, folded; empty where the question asks for anything that the speaker says.
    """

    speaker: tuple[str, ...]
    topic: tuple[str, ...]

    def is_named_in(self, text: str) -> bool:
        """Return whether a text has the words of the speaker."""
        return bool(_find_mentions(self.speaker, text))

    def is_said_in(self, text: str, language: str) -> bool:
        """Return whether the speaker says, claims or believes something in a sentence."""
        own_voice = _QUOTED.sub(lambda found: " " * len(found[0]), text)
        mentions = _find_mentions(self.speaker, own_voice)
        said = [*_find_saying(own_voice, language)] if mentions else []
        return any(
            mention.end() <= start or (is_attribution and _follows(mention, end, own_voice))
            for mention in mentions
            for start, end, is_attribution in said
        )

    def get_share(self, text: str) -> float:
        """Return the share of the topic's words that a text has, in [0, 1]; 1 without a topic."""
        if not self.topic:
            return 1.0
        return sum(bool(_find_mentions((word,), text)) for word in self.topic) / len(self.topic)


@lru_cache(maxsize=64)
def find_asked_speech(question: str) -> AskedSpeech | None:
    """Find the speaker and the topic of a question for what somebody says; None for any other question."""
    asked = strip_small_talk(question).strip(" .!?؟？¿¡")
    for pattern in _load_patterns():
        found = pattern.fullmatch(asked)
        if found is None or not has_topic(found["speaker"]):
            continue
        named = found.groupdict()
        speaker, topic = _list_words(named["speaker"]), _list_words(named.get("topic") or "")
        if speaker and len(speaker) <= _MAX_WORDS and (topic or not named.get("topic")):
            return AskedSpeech(speaker, topic)
    return None


def _find_saying(text: str, language: str) -> Iterator[tuple[int, int, bool]]:
    """Find the words by which somebody says something: start, end, and whether the speaker may follow them."""
    for hedge in find_speech(text, language):
        yield hedge.start, hedge.end, hedge.key == "attribution"
    for found in _load_saying(language).finditer(text):
        yield found.start(), found.end(), False


def _follows(mention: re.Match[str], end: int, text: str) -> bool:
    return mention.start() >= end and _BEHIND.fullmatch(text, end, mention.start()) is not None


def _list_words(text: str) -> tuple[str, ...]:
    """List the folded words that are no function words; of a text without blanks, its pairs of signs."""
    words: list[str] = []
    for word in _WORD.findall(text):
        if _UNSPACED.fullmatch(word):
            words += [word[at : at + _PAIR] for at in range(max(len(word) - 1, 1))]
        elif word.lower() not in function_words(UNKNOWN):
            words.append(fold_word(word))
    return tuple(dict.fromkeys(words))


def _find_mentions(wanted: Sequence[str], text: str) -> list[re.Match[str]]:
    """Find the words of a text that are one of the wanted ones; nothing where most of these are missing."""
    if any(_UNSPACED.fullmatch(word) for word in wanted):
        found = [[*re.finditer(re.escape(word), text)] for word in wanted]
    else:
        words = [(match, fold_word(match[0])) for match in _WORD.finditer(text)]
        found = [[match for match, word in words if are_related(word, one)] for one in wanted]
    has_most = 2 * sum(map(bool, found)) >= len(wanted)
    return [match for matches in found for match in matches] if has_most else []


@cache
def _load_saying(language: str) -> re.Pattern[str]:
    words: dict[str, list[str]] = read_word_list(__file__)["saying"]
    known = {language: words[language]} if language in words else {}
    return re.compile(match_whole_words(known) if known else r"(?!)", re.IGNORECASE)


@load_once
def _load_patterns() -> tuple[re.Pattern[str], ...]:
    forms: dict[str, list[str]] = read_word_list(__file__)["asked"]
    return tuple(_compile(form, code in UNSPACED_LANGUAGES - {"ko"}) for code, each in forms.items() for form in each)


def _compile(form: str, is_unspaced: bool) -> re.Pattern[str]:  # noqa: FBT001 - one of two ways to read a form
    part = ".+?" if is_unspaced else r"(?!\s)[^?]+?(?<!\s)"
    speaker = part.replace("+?", "+") if _BESIDE.search(form) else part
    pattern = form.replace("{speaker}", f"(?P<speaker>{speaker})").replace("{topic}", f"(?P<topic>{part})")
    return re.compile(pattern, re.IGNORECASE)
