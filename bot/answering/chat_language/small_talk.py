"""Small talk: greetings, thanks and polite frames around a question, and messages that ask nothing of the sources.

"Hi! Could you tell me when the tower was built? Thanks a lot" asks when the tower was built. The other words would only
mislead the search. Words and phrases of each language are in ``small_talk.toml``; accents are ignored. Pure, without
a model.
"""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from bot.answering.chat_language.chat_abbreviations import expand_abbreviations
from bot.answering.word_lists import QUESTION_MARKS, fold_accents, join_forms, load_once, read_word_list
from index.text import language
from index.text.chunking import split
from index.text.scripts import EAST_ASIAN

SmallTalk = Literal["greeting", "thanks", "acknowledgement", "help"]
WordLists: TypeAlias = Mapping[str, Mapping[str, list[str]]]
"""Regular expressions by kind of small talk and by language."""

_EMOJI = "\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d"
_PAUSE = rf"[\s,.!¡;:…~()，。！、；：،؛–—{_EMOJI}-]"
_STOP = rf"\s*[,.!;:…，。！、；：،؛–—\n{_EMOJI}]{_PAUSE}*"
_MAX_CLOSING_CHARS = 80
_MAX_SMALL_TALK_CHARS = 80

_WIDE_STOP = re.compile(r"[。！？]+")
_QUOTES = " \"'”’»」』"
_WORD = re.compile(rf"\w{{2}}|[{EAST_ASIAN}]")


def classify_small_talk(text: str) -> SmallTalk | None:
    """Classify a message that asks nothing of the sources; None for a question."""
    if not text.strip() or len(text) > _MAX_SMALL_TALK_CHARS:
        return None
    text = fold_accents(expand_abbreviations(text))
    if _load_patterns().greeting.fullmatch(text):
        return "greeting"
    if _load_patterns().help.fullmatch(fold_accents(strip_small_talk(text))):
        return "help"
    if _load_patterns().acknowledgement.fullmatch(text):
        return "acknowledgement"
    return "thanks" if _load_patterns().thanks.fullmatch(text) else None


@lru_cache(maxsize=256)
def strip_small_talk(question: str) -> str:
    """Strip greetings, thanks and polite frames around a question, and write out its chat abbreviations.

    A message of nothing else stays as it is.
    """
    left, before = expand_abbreviations(question).strip(), ""
    while left != before:
        before, folded = left, fold_accents(left)
        for opening in _load_patterns().openings:
            match = opening.match(folded)
            if match and _WORD.search(left, match.end()):
                left, folded = left[match.end() :], folded[match.end() :]
        for closing in _load_patterns().closings:
            match = closing.search(folded, max(0, len(left) - _MAX_CLOSING_CHARS))
            if match and _WORD.search(left, 0, match.start()):
                mark = left[match.end() :].strip(" ,.!;:")
                left = left[: match.start()].rstrip(" ,;:–—،，、") + (mark if mark in {"?", "؟"} else "")
                folded = fold_accents(left)
    return left


def find_asking_sentence(question: str) -> str | None:
    """Find the one sentence of a message that asks; None if the message is one sentence, or several sentences ask."""
    lines = _WIDE_STOP.sub(r"\g<0>\n", question)  # the splitter ignores a stop before a digit
    spans = [span for passage in split(lines, language.UNKNOWN) for span in passage.sentences]
    sentences = [span.slice(lines) for span in spans if _WORD.search(span.slice(lines))]
    asked = [sentence for sentence in sentences if sentence.rstrip(_QUOTES).endswith(QUESTION_MARKS)]
    return asked[0] if len(asked) == 1 < len(sentences) else None


class _SmallTalkPatterns:
    """Patterns of all languages, each compiled when it is first needed: one takes 3 ms, longer than many an import."""

    def __init__(self, words: WordLists) -> None:
        self._words = words
        endearments = join_forms(words["endearments"])
        self._called = rf"(?:{_PAUSE}*{endearments}(?!\w))?"
        addressees = _join(join_forms(words["addressees"]), endearments)
        self._greeting = join_forms(words["greetings"], spaced=True) + rf"(?:,? {addressees}(?!\w))?"
        self._unspaced_greeting = join_forms(words["greetings"], spaced=False)
        self._thanks, self._unspaced_thanks = (join_forms(words["thanks"], spaced=spaced) for spaced in (True, False))
        self._please, self._unspaced_please = (join_forms(words["please"], spaced=spaced) for spaced in (True, False))
        self._wellbeing = join_forms(words["wellbeing"])

    @cached_property
    def openings(self) -> tuple[re.Pattern[str], ...]:
        """Small talk before a question."""
        words, thanks, please = self._words, self._thanks, self._please
        polite = _join(thanks, please, join_forms(words["excuses"]), join_forms(words["acknowledgements"], spaced=True))
        asks, requests = join_forms(words["question_words"]), join_forms(words["requests"])
        return _compile_all(
            rf"¡?{_join(self._greeting, polite)}{_STOP}",
            rf"{_join(self._greeting, please)}\s+(?=[¿¡]?{_join(asks, requests)}\b)",
            rf"{_join(self._unspaced_greeting, self._unspaced_please)}{_PAUSE}*",
            rf"{self._unspaced_thanks}{_PAUSE}+",
            rf"¿?{self._wellbeing}\s*[?？؟]+{_PAUSE}*",
            rf"[¿¡]?\s*{requests}(?:,?\s+{please})?\s*[,:]?\s+(?={asks}\b)",
            rf"{join_forms(words['corrections'], spaced=True)}\s*[:,]?\s+",
            rf"{join_forms(words['corrections'], spaced=False)}[\s:：，,]*",
        )

    @cached_property
    def closings(self) -> tuple[re.Pattern[str], ...]:
        """Small talk after a question."""
        return _compile_all(
            rf"(?:(?<=[?؟])\s*|{_STOP}){_join(self._thanks, self._please)}{self._called}(?={_PAUSE}*$)",
            rf"(?<!they)(?<!you)(?<!we)(?<!one){_PAUSE}+{self._please}(?={_PAUSE}*[?؟]?{_PAUSE}*$)",
            rf"(?<=[?？。！!,，\s])\s*{self._unspaced_thanks}(?={_PAUSE}*$)",
        )

    @cached_property
    def greeting(self) -> re.Pattern[str]:
        """A message that only greets."""
        greetings = _join(self._wellbeing, self._greeting, self._unspaced_greeting)
        return _compile(rf"{_PAUSE}*(?:(?:👋|¿?{greetings})(?:[?？؟]|{_PAUSE})*)+")

    @cached_property
    def help(self) -> re.Pattern[str]:
        """A message that asks for help with the bot."""
        return _compile(rf"[¿¡]?{join_forms(self._words['help'])}(?:[?？؟]|{_PAUSE})*")

    @cached_property
    def acknowledgement(self) -> re.Pattern[str]:
        """A message that only confirms: nobody is welcome who has not said thanks."""
        return _compile(rf"{_PAUSE}*(?:{join_forms(self._words['acknowledgements'])}(?:{_PAUSE}+|$))+")

    @cached_property
    def thanks(self) -> re.Pattern[str]:
        """A message that only thanks, confirms or praises."""
        words = self._words
        accepts = _join(
            self._thanks, self._unspaced_thanks, join_forms(words["acknowledgements"]), join_forms(words["praise"])
        )
        return _compile(
            rf"{_PAUSE}*(?:{accepts}{self._called}(?:{_PAUSE}+|$))+"
            r"|[\s👍👌🙏👏❤🤝💯🔥🎉😊🙂😀😁🥰\U0001f3fb-\U0001f3ff\ufe0f\u200d]+"
        )


@load_once
def _load_patterns() -> _SmallTalkPatterns:
    return _SmallTalkPatterns(read_word_list(__file__))


def _join(*forms: str) -> str:
    return f"(?:{'|'.join(forms)})"


def _compile(form: str) -> re.Pattern[str]:
    return re.compile(fold_accents(form), re.IGNORECASE)


def _compile_all(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(_compile, forms))
