"""Follow-up questions: recognized by their words, and made standalone by a model or by joining the question before.

Words of each language are in ``follow_ups.toml``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.facts import find_own_words
from bot.answering.facts.languages import UNKNOWN, function_words
from bot.answering.llm.prompt_text import neutralize
from bot.answering.llm.replies.reply_parser import parse_lines
from bot.answering.questions.intent import classify_intent
from bot.answering.questions.source_details import classify_details
from bot.answering.types import Turn, Usage
from bot.answering.word_lists import UNSPACED_LANGUAGES, join_forms, load_once, merge_words, read_word_list
from index.text import analyzer
from index.text.scripts import CHINESE_AND_JAPANESE, VOWEL_SIGNS

if TYPE_CHECKING:
    from bot.answering.llm.model import LanguageModel
    from prompts.library import PromptLibrary

_MAX_TURNS = 3
_MAX_ANSWER_CHARS = 300
_REWRITTEN_TOKENS = 80
_MAX_GROWTH, _MIN_CHARS = 6, 120
"""A rewritten question is at most six times as long as the original, or 120 characters."""

_UNSPACED = re.compile(f"[{CHINESE_AND_JAPANESE}]")
_LETTER = rf"(?:[^\W_]|[{VOWEL_SIGNS}])"
_WORD = re.compile(rf"{_LETTER}+(?:['’]{_LETTER}+)?")
_NAME = re.compile(r"(?<!^)(?<![.!?¿¡] )(?<![¿¡\"“«])\b[A-ZÀ-ÞА-ЯЁ][^\W\d_]+|\d{2,}")
_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|on|ce)\b", re.IGNORECASE)
"""The pronoun in "le câble a-t-il été posé" repeats its noun, and points to nothing before."""
_GERMAN_IT = re.compile(r"^(?:wann|wie|warum|wo|wer|was)\b(?!.*\b(?:gab|gibt|geht)\b).* es\b", re.IGNORECASE)
_OPENING_MARKS = "¿¡ "
_MIN_WORDS, _MIN_CHARACTERS = 3, 4
_MAX_KEYWORDS, _MAX_KEYWORD_CHARACTERS = 3, 4

FollowUp = Literal["alone", "short", "leaning"]


@dataclass(frozen=True, slots=True)
class _FollowUpWords:
    """Words that make a question a follow-up, from ``follow_ups.toml``."""

    openings: frozenset[str]
    pronouns: frozenset[str]
    unspaced_openings: tuple[str, ...]
    unspaced_pronoun: re.Pattern[str]
    source_phrase: re.Pattern[str]
    topicless: frozenset[str]
    unspaced_topicless: re.Pattern[str]


def is_follow_up(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question cannot be understood without the turns before it."""
    if not history:
        return False
    known = _load_words()
    if _UNSPACED.search(question):
        letters = sum(character.isalpha() for character in question)
        opens = question.startswith(known.unspaced_openings)
        return letters < _MIN_CHARACTERS or opens or known.unspaced_pronoun.search(question) is not None
    words = [word.casefold() for word in _WORD.findall(_INVERTED.sub("", question))]
    if not words:
        return True
    if len(words) < _MIN_WORDS or words[0] in known.openings or not has_topic(question):
        return True
    # "When was it built?" is a follow-up; "Is the tower older than it looks?" names its subject.
    return (points_back(question) or _GERMAN_IT.search(question) is not None) and not _NAME.search(question)


def classify_follow_up(question: str, history: Sequence[Turn]) -> FollowUp:
    """Classify how a question depends on the turns before it.

    Returns:
        ``alone`` if the question can be understood without them: it names a task about a whole source, or its subject.
        ``short`` if it has few words, and one of them may be its subject. ``leaning`` for all other follow-ups.
    """
    is_number = question.strip().isdecimal()  # "350" looks for the number; "1866?" may go on
    if is_number or not is_follow_up(question, history) or classify_intent(question) != "lookup":
        return "alone"
    return "short" if has_topic(question) and not points_back(question) else "leaning"


def opens_with_joint(question: str) -> bool:
    """Whether a question begins with a word that joins it to the one before: "and", "but"."""
    if _UNSPACED.search(question):
        return question.startswith(_load_words().unspaced_openings)
    return strip_openings(question) != question.strip().lstrip(_OPENING_MARKS)


def strip_openings(question: str) -> str:
    """Return a question without the words before it that only join it to the one before: "and", "ok but"."""
    known, rest = _load_words(), question.strip().lstrip(_OPENING_MARKS)
    while (first := _WORD.match(rest)) and first[0].casefold() in known.openings and _WORD.search(rest, first.end()):
        rest = rest[first.end() :].lstrip(" ,.;:")
    return rest


def has_topic(question: str) -> bool:
    """Whether a question has a word beside question words, pronouns and function words, such as a name."""
    known = _load_words()
    rest = known.unspaced_topicless.sub("", question) if _UNSPACED.search(question) else question
    words = [word.casefold() for word in _WORD.findall(_INVERTED.sub("", rest))]
    return any(word not in known.topicless for word in words)


def points_back(question: str) -> bool:
    """Whether a text has a pronoun that points to something said before, not to the article itself."""
    known = _load_words()
    if _UNSPACED.search(question):
        return known.unspaced_pronoun.search(question) is not None
    rest = known.source_phrase.sub("", _INVERTED.sub("", question))
    return any(word.casefold() in known.pronouns for word in _WORD.findall(rest))


def asks_nothing(question: str) -> bool:
    """Whether a first message of a conversation asks nothing: "why?" has no subject, "what happened?" is a task."""
    return not has_topic(question) and classify_intent(question) == "lookup" and not classify_details(question)


def is_keyword(question: str) -> bool:
    """Whether a message names a topic in a few words without asking: "weapons", "the letter"."""
    if _UNSPACED.search(question):
        letters = sum(character.isalpha() for character in question)
        return letters <= _MAX_KEYWORD_CHARACTERS and not _load_words().unspaced_topicless.search(question)
    words = _WORD.findall(question)
    return len(words) <= _MAX_KEYWORDS and "?" not in question and has_topic(question)


def join_previous(question: str, history: Sequence[Turn]) -> str:
    """Join a follow-up to the latest question with a topic, as its search text without a model.

    A task about a whole source, such as a summary, is no topic; after it the follow-up stays as it is. A question about
    a detail of the source, such as its author, is none either.
    """
    for at in range(len(history) - 1, -1, -1):
        before = strip_small_talk(history[at].question)
        if has_topic(before) and not classify_details(before):
            if classify_intent(before) != "lookup":
                return question
            if classify_follow_up(before, history[:at]) == "leaning":
                before = join_previous(before, history[:at])
            return f"{before} {question}"
    return question


async def rewrite(
    question: str, history: Sequence[Turn], model: "LanguageModel", prompts: "PromptLibrary"
) -> tuple[str, str, Usage]:
    """Have a model rewrite a follow-up as a standalone question.

    If the reply is cut, too long, lacks most words of the question, or names something that nobody mentioned, the
    question is joined to the one before.

    Returns:
        The question, the name of the prompt, and the tokens of the call.

    Raises:
        ModelError: The model failed or timed out.
    """
    conversation = "\n".join(
        f"Question: {neutralize(turn.question)}\nAnswer: {neutralize(turn.answer)[:_MAX_ANSWER_CHARS]}"
        for turn in history[-_MAX_TURNS:]
    )
    prompt = prompts.get("condense").render({"conversation": conversation, "question": neutralize(question)})
    written = await model.complete(prompt.system, prompt.user, max_tokens=_REWRITTEN_TOKENS)
    lines = [line.strip(' "“”*') for line in parse_lines(written.text)]
    found = lines[0] if lines else ""
    # A model that repeats the question before would repeat its answer.
    is_repeated = any(_is_same(found, turn.question) for turn in history)
    is_unusable = not found or written.is_cut or is_repeated or _loses_question(found, question)
    if (
        is_unusable
        or len(found) > max(_MIN_CHARS, _MAX_GROWTH * len(question))
        or _is_invented(found, question, history)
    ):
        found = join_previous(question, history)
    return found, prompt.name, written.usage


def _loses_question(found: str, question: str) -> bool:
    """Whether a rewritten question lacks the question word, or more than half of the words, of the question."""
    known = _load_words()
    topicless = known.topicless
    kept = {word.casefold() for word in _WORD.findall(found)}
    words = (word.casefold() for word in _WORD.findall(question))
    first = next((word for word in words if word not in known.openings), "")
    if first in topicless - known.pronouns and first not in kept and not _UNSPACED.search(question):
        return True
    asked = {word for word in find_own_words(question, "", UNKNOWN) if word not in topicless}
    lost = find_own_words(question, found, UNKNOWN) & asked
    return 2 * len(lost) > len(asked)


def _is_same(one: str, other: str) -> bool:
    return analyzer.words(one) == analyzer.words(other)


def _is_invented(found: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a rewritten question contains a name that the conversation does not."""
    said = analyzer.fold(" ".join([question, *(f"{turn.question} {turn.answer}" for turn in history)]))
    return any(analyzer.fold(name) not in said for name in _NAME.findall(found))


@load_once
def _load_words() -> _FollowUpWords:
    words = read_word_list(__file__)
    return _FollowUpWords(
        openings=merge_words(words["openings"]),
        pronouns=merge_words(words["pronouns"]),
        unspaced_openings=tuple(word for code in UNSPACED_LANGUAGES for word in words["openings"].get(code, ())),
        unspaced_pronoun=re.compile(join_forms(words["pronouns"], spaced=False)),
        source_phrase=re.compile(join_forms(words["source_phrases"]), re.IGNORECASE),
        topicless=frozenset().union(
            function_words(UNKNOWN),
            *(merge_words(words[kind]) for kind in ("openings", "pronouns", "topicless")),
        ),
        unspaced_topicless=re.compile(join_forms(words["topicless"], spaced=False)),
    )
