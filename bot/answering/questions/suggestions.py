"""Suggested questions about a text, without a model. Pure.

A question asks about a topic of the text: a name in scripts with capitals, else one of its most repeated terms. The
question of each language is in ``suggestions.toml``; the topic needs no inflection there.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from bot.answering.facts.languages import UNKNOWN, function_words, resolve_language
from bot.answering.llm.prompt_injection import is_injection
from bot.answering.word_lists import join_forms, merge_words, read_word_list, strip_accents
from index.text.scripts import CHINESE_AND_JAPANESE, HANGUL, VOWEL_SIGNS

_MAX_TOPICS = 12
_MAX_TOPIC_QUESTION_CHARS = 160
_MIN_TOPIC_CHARS = 4
_MIN_KOREAN_CHARS, _MIN_CORE_CHARS = 2, 3
_SAMPLED_CHARS = 5_000
_MAX_MARKS = 32  # marks and blanks between a stop and the word after it

_CAPITALIZED = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_UNSPACED_RUN = re.compile(f"[\u0e00-\u0eff{CHINESE_AND_JAPANESE}]{{2,}}")
_HANGUL = re.compile(f"[{HANGUL}]")
_PERSIAN = re.compile("[پچژگکی]")
_ARABIC_ARTICLE = re.compile(r"(?:[وفبك])?ال([^\W\d_]\w*[^\s]*)")
_NOMINATIVE = "ون"  # of an Arabic plural, which a preposition would change
_CASELESS_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{VOWEL_SIGNS}\u064b-\u0655\u200c])+")
_KANA = re.compile("[\u3041-\u309f]")  # the grammar of Japanese
_SENTENCE = re.compile(r"[^.!?。！？\n]*[.!?。！？\n]*")
_TERM = re.compile(r"[^\W\d_]{5,}")


def suggest_from_text(text: str, language: str) -> list[str]:
    """Suggest questions about the topics of a text, the most prominent topic first.

    Args:
        text: Canonical text.
        language: ISO 639-1 code; a language without a question of its own gets English.
    """
    return [ask_about(topic, language) for topic in find_topics(text)]


def ask_about(topic: str, language: str | None) -> str:
    """Return a question about a topic, in a language that has a form for it; else in English."""
    forms: Mapping[str, str] = read_word_list(__file__)["questions"]
    return forms.get(language or "en", forms["en"]).format(topic)


def find_asked_topic(question: str) -> str | None:
    """Return the topic of a question about a topic: "What does the article say about the tower?"; None for another."""
    if len(question) > _MAX_TOPIC_QUESTION_CHARS:
        return None
    spoken = resolve_language(question, UNKNOWN)
    words = read_word_list(__file__)
    known: Mapping[str, list[str]] = words["topic_questions"]
    for form in words["questions"].values():
        before, after = form.split("{}")
        asked = question.strip()
        if asked.startswith(before) and asked.endswith(after) and len(asked) > len(before) + len(after):
            return asked[len(before) : len(asked) - len(after)]
    for language in [spoken] if spoken in known else known:
        for pattern in _load_topic_questions(language):
            found = pattern.fullmatch(question)
            if found is not None:
                return str(found["topic"]).strip()
    return None


@cache
def _load_topic_questions(language: str) -> tuple[re.Pattern[str], ...]:
    forms: list[str] = read_word_list(__file__)["topic_questions"][language]
    topic = r"(?P<topic>[^?？؟]{2,80}?)"
    return tuple(re.compile(rf"\W*{form.replace('{}', topic)}\W*", re.IGNORECASE) for form in forms)


def find_topics(text: str) -> list[str]:
    """Find the names or terms that a text repeats, most prominent first; none contains another.

    Sentences with prompt injection give no topic.
    """
    text = "".join(sentence for sentence in _SENTENCE.findall(text) if not is_injection(sentence))
    names = Counter(_find_names(text))
    if not _has_capitals(text):  # a foreign name or two are not what it is about
        repeated = Counter(_find_repeated(text)) or Counter(_find_repeated_words(text))
        names = repeated + Counter({name: count for name, count in names.items() if count > 1}) if repeated else names
    counts = names or Counter(_find_repeated(text)) or Counter(_TERM.findall(text))
    ranked = sorted(counts, key=lambda topic: (-counts[topic] * (1 + topic.count(" ")), text.find(topic)))
    kept: list[str] = []
    for topic in ranked:
        if len(kept) < _MAX_TOPICS and not any(topic in other or other in topic for other in kept):
            kept.append(topic)
    return kept


def _has_capitals(text: str) -> bool:
    """Return whether most letters of a text belong to a script with capitals."""
    letters = [character for character in text[:_SAMPLED_CHARS] if character.isalpha()]
    return 2 * sum(character.lower() != character.upper() for character in letters) >= len(letters)


def _find_repeated_words(text: str) -> Iterator[str]:
    """Find words that a text in a script with blanks and without capitals repeats, each as it reads alone."""
    functions = function_words(UNKNOWN) | merge_words(read_word_list(__file__)["no_topics"])
    forms = defaultdict[str, list[str]](list)
    is_arabic = _ARABIC_ARTICLE.search(text) is not None and not _PERSIAN.search(text)
    for found_word in _CASELESS_WORD.finditer(text):
        word = found_word.group()
        noun = _find_korean_noun(word) if _HANGUL.match(word) else word
        if noun is None:
            continue
        if is_arabic:
            article = None if noun.endswith(_NOMINATIVE) else _ARABIC_ARTICLE.fullmatch(noun)
            forms[strip_accents(article[1] if article else noun)].append(f"ال{article[1]}" if article else "")
        elif noun not in functions:
            forms[strip_accents(noun)].append(noun)
    for core, found in forms.items():
        shown = min(filter(None, found), key=len, default="")  # an Arabic noun has its article somewhere
        is_topic = len(core) >= (_MIN_KOREAN_CHARS if _HANGUL.match(core) else _MIN_CORE_CHARS)
        if len(found) > 1 and shown and is_topic and not functions & {core, shown}:
            yield from [shown] * len(found)


def _find_korean_noun(word: str) -> str | None:
    """Return a Korean noun without its particle; None for a verb."""
    endings: Mapping[str, list[str]] = read_word_list(__file__)["endings"]
    if word.endswith(tuple(endings["verb"])):
        return None
    found = next((end for end in endings["noun"] if word.endswith(end) and len(word) - len(end) > 1), "")
    return word.removesuffix(found)


def _find_names(text: str) -> Iterator[str]:
    """Find runs of capitalized words, without the first word of a sentence, which is always capitalized.

    Before two more capitalized words it belongs to a name, as in "Isambard Kingdom Brunel", unless it is a word that
    the text or a language also writes in small letters.
    """
    run: list[str] = []
    opening = ""
    small = {word for word in _CAPITALIZED.findall(text) if word[0].islower()} | function_words(UNKNOWN)
    end = -1
    for word in _CAPITALIZED.finditer(text):
        first = word.group()[0]
        opens = _opens_sentence(text, word.start())
        adjacent = word.start() == end + 1 and text[end] == " "
        if run and not (adjacent and first.isupper()):
            yield from _join_name(run, opening)
            run, opening = [], ""
        if opens:
            opening = "" if word.group().lower() in small else f"{word.group()} "
        elif first.isupper():
            opening = opening if run or adjacent else ""
            run.append(word.group())
        else:
            opening = ""
        end = word.end()
    yield from _join_name(run, opening)


def _join_name(run: list[str], opening: str) -> Iterator[str]:
    name = (opening if len(run) > 1 else "") + " ".join(run)
    if len(name) >= _MIN_TOPIC_CHARS and not name.isupper():
        yield name


def _opens_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - _MAX_MARKS) : at].rstrip(" “\"«„'‘(—–-")[-1:]
    return before in ("", ".", "!", "?", ":", "\n", "…", "”", "。")


def _find_repeated(text: str) -> Iterator[str]:
    """Find repeated strings of two to four characters in scripts without spaces."""
    grammar = re.compile(join_forms(read_word_list(__file__)["grammar"]))
    found = Counter(
        run[at : at + size]
        for run in _UNSPACED_RUN.findall(text)
        for size in (4, 3, 2)
        for at in range(len(run) - size + 1)
        if not (grammar.search(run[at : at + size]) or _KANA.search(run[at : at + size]))
    )
    for topic, count in found.items():
        if count > 1:
            yield from [topic] * (count * count * (len(topic) - 1))
