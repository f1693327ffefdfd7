"""``pincite eval init``: a file of questions about one source, for an admin to correct.

Without a language model a draft is a sentence worth asking about and a question about its topic;
``bot.evaluation.drafting.model_drafter`` has a model write better ones.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.answering.questions.suggestions import find_topics, suggest_from_text
from bot.evaluation.datasets.question_file import ReadsSources, find_source
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
    """A question and the words of the source that answer it."""

    question: str
    quote: str


class DraftsQuestions(Protocol):
    """Makes up questions about a text."""

    def draft(self, text: str, language: str, sentences: Sequence[Span], most: int) -> list[QuestionDraft]:
        """Questions that these sentences answer, in the order of the text.

        Args:
            text: Canonical text.
            language: ISO 639-1 code, or ``und``.
            sentences: All of the text's, in order.
            most: How many questions at most.
        """


class TopicDrafter:
    """Asks what the text says about the topic of a sentence: honest, and in need of a person's hand."""

    def draft(self, text: str, language: str, sentences: Sequence[Span], most: int) -> list[QuestionDraft]:
        """One question for each of some sentences that state a fact, spread over the text."""
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
    """Whether a sentence is a whole one with a number, a name or a topic of its text.

    Args:
        sentence: As the text has it.
        known: Topics of the text.
    """
    shortest = _SHORTEST_DENSE if _DENSE.search(sentence) else _SHORTEST
    if len(sentence) < shortest or "\n" in sentence or not _SENTENCE_END.search(sentence):
        return False
    named = any(letter.isupper() for letter in _NAME_INSIDE.findall(sentence))
    return named or bool(_FIGURE.search(sentence)) or any(topic in sentence for topic in known)


def _question(sentence: str, text: str, language: str, taken: dict[str, QuestionDraft]) -> str | None:
    """A question about the sentence's rarest topic that has not been asked about yet."""
    forms = zip(find_topics(sentence), suggest_from_text(sentence, language), strict=True)
    fresh = [(text.count(topic), question) for topic, question in forms if question not in taken]
    return min(fresh, key=lambda found: found[0])[1] if fresh else None


def write_draft(
    catalog: ReadsSources, wanted: str, most: int, file: Path | None, drafter: DraftsQuestions | None = None
) -> None:
    """Draft questions about a source and write them to a file that is not there yet.

    Args:
        catalog: What is indexed.
        wanted: The source's id or location.
        most: How many questions.
        file: Where they go; ``questions-ID.jsonl`` if None.
        drafter: Makes them up; ``TopicDrafter`` if None.

    Raises:
        UnknownSourceError: The source is not indexed.
        DraftError: It has no sentence to ask about, or the file cannot be written.
    """
    source = find_source(catalog.list_sources(), wanted)
    if source is None:
        raise UnknownSourceError(f"{wanted} is not indexed; `pincite sources` lists what is.")
    file = file or Path(f"questions-{source.id}.jsonl")
    lines = draft_lines(source, catalog.get_text(source.text_id) or "", drafter or TopicDrafter(), most)
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.writelines(line + "\n" for line in lines)
    except FileExistsError as error:
        raise DraftError(f"{file} is there already; name another file with --out, or move it away.") from error
    except OSError as error:
        raise DraftError(f"{file} cannot be written ({error.strerror}); name another file with --out.") from error
    drafted = len(lines) - _TO_FILL_IN
    screen = Screen()
    screen.say(f"{file}: {drafted} question{'' if drafted == 1 else 's'} drafted, {_TO_FILL_IN} lines to fill in.")
    screen.say(f"Correct each question, write some that the source does not answer, then run `pincite eval {file}`.")


def draft_lines(source: Source, text: str, drafter: DraftsQuestions, most: int) -> list[str]:
    """The lines of a question file: drafts, then empty ones for what the source does not say."""
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
