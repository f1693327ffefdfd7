"""Follow-up questions: which ones lean on what was said before, and how they are made to stand alone. Mostly pure."""

import re
from collections.abc import Sequence

from bot.answering.llm.citation_markers import strip_markers
from bot.answering.llm.model import LanguageModel
from bot.answering.llm.prompt_text import neutralize
from bot.answering.types import Turn, Usage
from index.text import analyzer
from prompts.library import PromptLibrary

_TURNS = 3
_ANSWER_CHARS = 300
_REWRITTEN_TOKENS = 80
_GROWTH = 6  # a rewritten question is at most so many times as long, and has at least _SHORT characters to itself
_SHORT = 120

_OPENS = frozenset(
    # and, but, so, then, also, what about
    [
        "and",
        "but",
        "so",
        "then",
        "also",
        "or",
        "y",
        "e",
        "pero",
        "entonces",
        "también",
        "mas",
        "então",
        "também",
        "ou",
        "et",
        "mais",
        "alors",
        "aussi",
        "und",
        "aber",
        "dann",
        "auch",
        "oder",
        "и",
        "а",
        "но",
        "тогда",
        "также",
        "или",
        "و",
        "لكن",
        "ثم",
        "أو",
        "فما",
        "那",
        "那么",
        "还有",
        "而",
        "但",
        "但是",
        "然后",
    ]
)
_LEANS = frozenset(
    # he, she, it, they; there, then; that one. Not words that are an article, a preposition or "is" in some language:
    # German and Spanish "es", Arabic "هو".
    [
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "it",
        "its",
        "they",
        "them",
        "their",
        "theirs",
        "this",
        "that",
        "these",
        "those",
        "there",
        "then",
        "one",
        "ones",
        "same",
        "él",
        "lo",
        "ella",
        "ello",
        "ellos",
        "ellas",
        "eso",
        "esa",
        "ese",
        "esto",
        "esta",
        "este",
        "allí",
        "ahí",
        "su",
        "sus",
        "mismo",
        "ele",
        "ela",
        "eles",
        "elas",
        "isso",
        "isto",
        "esse",
        "essa",
        "este",
        "lá",
        "seu",
        "sua",
        "seus",
        "suas",
        "il",
        "elle",
        "ils",
        "elles",
        "lui",
        "leur",
        "leurs",
        "cela",
        "ça",
        "celui",
        "celle",
        "ceux",
        "là",
        "sa",
        "ses",
        "er",
        "sie",
        "ihn",
        "ihm",
        "ihr",
        "ihre",
        "sein",
        "seine",
        "diese",
        "dieser",
        "dieses",
        "dort",
        "dann",
        "davon",
        "dazu",
        "damit",
        "darüber",
        "он",
        "она",
        "оно",
        "они",
        "его",
        "её",
        "ее",
        "их",
        "ему",
        "ей",
        "им",
        "него",
        "неё",
        "нее",
        "них",
        "этот",
        "эта",
        "это",
        "эти",
        "тот",
        "та",
        "то",
        "те",
        "там",
        "тогда",
        "هم",
        "هذا",
        "هذه",
        "ذلك",
        "تلك",
        "هناك",
    ]
)
_LEANS_UNSPACED = re.compile("(?<!其)[他她它]|那(?:里|个|时|些|是)|这(?:里|个|时|些|是)|其(?!他|中|实)")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NAME = re.compile(r"(?<!^)(?<![.!?¿¡] )(?<![¿¡\"“«])\b[A-ZÀ-ÞА-ЯЁ][^\W\d_]+|\d{2,}")
_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|on|ce)\b", re.IGNORECASE)  # "le câble a-t-il été posé" names it
_GERMAN_IT = re.compile(r"^(?:wann|wie|warum|wo|wer|was)\b(?!.*\b(?:gab|gibt|geht)\b).* es\b", re.IGNORECASE)
_THE_SOURCE = re.compile(  # "this article" is known to whoever asks the first question, too
    r"\b(?:this|these|those) (?:articles?|texts?|pages?|documents?|story|stories|sources?)\b"
    r"|\b(?:este|estos|esta|estas) (?:art(?:ículo|igo)s?|textos?|páginas?|documentos?|hist[oó]rias?|fuentes?|fontes?)\b"
    r"|\b(?:cet?|cette|ces) (?:articles?|textes?|pages?|documents?|histoires?|sources?)\b"
    r"|\bdiese[rsnm]? (?:artikels?|texte?s?|seiten?|dokumente?s?|geschichten?|quellen?)\b"
    r"|\bэт(?:от|а|и|ой|ого|ом|ому|им|их) (?:стать\w+|текст\w*|страниц\w+|документ\w*|истори\w+|источник\w*)"
    r"|هذ[اه]ه? (?:المقال\w*|النص|الصفحة|المصدر)",
    re.IGNORECASE,
)
_FEW_WORDS, _FEW_CHARACTERS = 3, 4


def is_follow_up(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question cannot be understood without what was said before it."""
    if not history:
        return False
    if _UNSPACED.search(question):
        letters = sum(character.isalpha() for character in question)
        starts = any(question.startswith(opening) for opening in _OPENS if _UNSPACED.search(opening))
        return letters < _FEW_CHARACTERS or starts or _LEANS_UNSPACED.search(question) is not None
    words = [word.casefold() for word in _WORD.findall(_INVERTED.sub("", question))]
    if not words:
        return True
    if len(words) < _FEW_WORDS or words[0] in _OPENS:
        return True
    # "When was it built?" leans; "Is the tower older than it looks?" names what it is about, and mostly does not.
    pointing = {word.casefold() for word in _WORD.findall(_THE_SOURCE.sub("", _INVERTED.sub("", question)))}
    return (bool(_LEANS & pointing) or _GERMAN_IT.search(question) is not None) and not _NAME.search(question)


def join_previous(question: str, history: Sequence[Turn]) -> str:
    """A follow-up with the question before it: what to look for where no model rewrites it."""
    return f"{history[-1].question} {question}"


async def rewrite(
    question: str, history: Sequence[Turn], model: LanguageModel, prompts: PromptLibrary
) -> tuple[str, str, Usage]:
    """The question made to stand alone by a model; with the prompt's name and what it cost.

    Where the model writes anything but a question about the same, it is ``joined`` instead. Raises ``ModelError``.
    """
    conversation = "\n".join(
        f"Question: {neutralize(turn.question)}\nAnswer: {neutralize(turn.answer)[:_ANSWER_CHARS]}"
        for turn in history[-_TURNS:]
    )
    prompt = prompts.get("condense").render({"conversation": conversation, "question": neutralize(question)})
    written = await model.complete(prompt.system, prompt.user, max_tokens=_REWRITTEN_TOKENS)
    lines = [line.strip(' "“”*') for line in strip_markers(written.text).text.splitlines() if line.strip()]
    found = lines[0] if lines else ""
    if not found or len(found) > max(_SHORT, _GROWTH * len(question)) or _is_invented(found, question, history):
        found = join_previous(question, history)
    return found, prompt.name, written.usage


def _is_invented(found: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a rewritten question names somebody or something that nobody mentioned."""
    said = analyzer.fold(" ".join([question, *(f"{turn.question} {turn.answer}" for turn in history)]))
    return any(analyzer.fold(name) not in said for name in _NAME.findall(found))
