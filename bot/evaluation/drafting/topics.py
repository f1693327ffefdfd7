"""``pincite eval init``: drafts a file of questions about one source, which the user corrects.

Without a language model a draft is a sentence with a fact and a question about its topic.
``bot.evaluation.drafting.model_drafter`` drafts better questions with a model.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.answering.questions.suggestions import find_topics, suggest_from_text
from bot.evaluation.datasets.question_file import ReadsSourceTexts, find_source
from bot.evaluation.errors import DraftError
from bot.evaluation.screen import Screen
from index.errors import UnknownSourceError
from index.text.chunking import split
from index.types import Source, Span

QUESTIONS = 12
_TO_FILL_IN = 3

_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔][\"”»」』’')\]]*$")
_SHORTEST = 30
_SHORTEST_DENSE = 12
_DENSE = re.compile("[\u2e80-\u9fff]")  # a character is a syllable or a word
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万億亿]+[年月日个個人]")
_NAME_INSIDE = re.compile(r"(?<=[^\W\d_] )[^\W\d_]")


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A drafted question and the sentence of the source that answers it."""

    question: str
    quote: str


class DraftsQuestions(Protocol):
    """Drafts questions about a text."""

    def draft(self, text: str, language: str, sentences: Sequence[Span], most: int) -> list[QuestionDraft]:
        """Draft questions that these sentences answer, in the order of the text.

        Args:
            text: Canonical text.
            language: ISO 639-1 code, or ``und``.
            sentences: All sentences of the text, in order.
            most: The most questions.
        """


class TopicDrafter:
    """Drafts a question about the topic of a sentence, without a language model; the user has to correct it."""

    def draft(self, text: str, language: str, sentences: Sequence[Span], most: int) -> list[QuestionDraft]:
        """Draft one question for each of ``most`` sentences with a fact, spread over the text."""
        known = find_topics(text)
        drafts: dict[str, QuestionDraft] = {}
        for span in sentences:
            sentence = span.slice(text)
            if states_a_fact(sentence, known) and (question := _question(sentence, text, language, drafts)):
                drafts[question] = QuestionDraft(question, sentence)
        found = list(drafts.values())
        if len(found) <= most:
            return found
        return [found[(2 * at + 1) * len(found) // (2 * most)] for at in range(most)]


def states_a_fact(sentence: str, known: Sequence[str]) -> bool:
    """Return whether a sentence is complete and has a number, a name or a topic of its text.

    Args:
        sentence: A sentence of the text.
        known: The topics of the text.
    """
    shortest = _SHORTEST_DENSE if _DENSE.search(sentence) else _SHORTEST
    if len(sentence) < shortest or "\n" in sentence or not _SENTENCE_END.search(sentence):
        return False
    named = any(letter.isupper() for letter in _NAME_INSIDE.findall(sentence))
    return named or bool(_FIGURE.search(sentence)) or any(topic in sentence for topic in known)


def _question(sentence: str, text: str, language: str, taken: dict[str, QuestionDraft]) -> str | None:
    """Return a question about the rarest topic of the sentence that has no question yet; None without one."""
    forms = zip(find_topics(sentence), suggest_from_text(sentence, language), strict=True)
    fresh = [(text.count(topic), question) for topic, question in forms if question not in taken]
    return min(fresh, key=lambda found: found[0])[1] if fresh else None


def write_draft(
    catalog: ReadsSourceTexts, wanted: str, most: int, file: Path | None, drafter: DraftsQuestions | None = None
) -> None:
    """Draft questions about a source and write them to a new file.

    Args:
        catalog: The catalog of the index.
        wanted: The id or location of the source.
        most: The most questions.
        file: The new file; ``questions-ID.jsonl`` if None.
        drafter: Drafts the questions; ``TopicDrafter`` if None.

    Raises:
        UnknownSourceError: The source is not indexed.
        DraftError: The source has no sentence with a fact, or the file exists or cannot be written.
    """
    source = find_source(catalog.list_sources(), wanted)
    if source is None:
        raise UnknownSourceError(f"{wanted} is not indexed; `pincite sources` lists the sources.")
    file = file or Path(f"questions-{source.id}.jsonl")
    lines = draft_lines(source, catalog.get_text(source.text_id) or "", drafter or TopicDrafter(), most)
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.writelines(line + "\n" for line in lines)
    except FileExistsError as error:
        raise DraftError(f"{file} exists already; name another file with --out, or move that one.") from error
    except OSError as error:
        raise DraftError(f"{file} cannot be written ({error.strerror}); name another file with --out.") from error
    drafted = len(lines) - _TO_FILL_IN
    screen = Screen()
    screen.say(f"{file}: {drafted} question{'' if drafted == 1 else 's'} drafted, {_TO_FILL_IN} lines to fill in.")
    screen.say(f"Correct the questions, add some that the source does not answer, then run `pincite eval {file}`.")


def draft_lines(source: Source, text: str, drafter: DraftsQuestions, most: int) -> list[str]:
    """Return the lines of a question file: the drafts, then empty lines for unanswerable questions."""
    sentences = [sentence for passage in split(text, source.language) for sentence in passage.sentences]
    drafts = drafter.draft(text, source.language, sentences, most)
    if not drafts:
        raise DraftError(
            f"{source.title} has no sentence to draft a question from; write your own, one object a line, as "
            "docs/evaluation.md shows."
        )
    rows: list[dict[str, object]] = [
        {"id": f"q{number}", "question": made.question, "source": source.location, "quote": made.quote, "draft": True}
        for number, made in enumerate(drafts, start=1)
    ]
    rows += [
        {"id": f"n{number}", "question": "", "source": source.location, "answerable": False, "draft": True}
        for number in range(1, _TO_FILL_IN + 1)
    ]
    return [json.dumps(row, ensure_ascii=False) for row in rows]
