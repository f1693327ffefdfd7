"""Makes pairs from question sets: sentences changed to false statements, and short answers to questions."""

import random
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from entailment.pairs import Label, LabelledPair
from entailment.perturbations import NUMBER, Perturber, Surroundings, find_words
from question_sets import AnnotatedArticle, AnnotatedQuestion, SetFile

_SENTENCES, _QUESTIONS = 800, 2600  # of one set
_MIN_SENTENCE, _MAX_SENTENCE = 25, 400  # characters
_MAX_ANSWER, _MAX_ANSWERED, _MAX_REPLACED, _MAX_WHOLE = 250, 500, 60, 300  # characters
_MOST_FALSE = 2
_NEAR = 4  # sentences before and after
_LONG_WORD = re.compile(r"\w{4,}")


class QuestionPairs:
    """Makes pairs of the sentences and the questions of one set."""

    def __init__(
        self, found: SetFile, articles: Sequence[AnnotatedArticle], perturber: Perturber, draw: random.Random
    ) -> None:
        """Take all articles of the set, because the number of pairs depends on theirs."""
        self._set = found
        self._articles = articles
        self._perturber = perturber
        self._draw = draw

    def make(self) -> Iterator[tuple[str, LabelledPair]]:
        """Yield pairs with the title of their article."""
        sentences = max(1, _SENTENCES // max(1, len(self._articles)))
        questions = _QUESTIONS / max(1, sum(len(article.questions) for article in self._articles))
        for article in self._articles:
            texts = [article.read_sentence(number) for number in range(len(article.sentences))]
            names = [name for text in texts for name in self._perturber.find_names(text, self._set.language)]
            words = sorted({word for text in texts for word in find_words(text)})
            if not self._set.is_parallel:  # their sentences are in ``parallel_pairs``
                for number in self._draw.sample(range(len(texts)), min(len(texts), sentences)):
                    for pair in self._change(texts, number, names, words):
                        yield article.title, pair
            for question in article.questions:
                if self._often(questions):
                    for pair in self._answer(article, texts, question, names):
                        yield article.title, pair

    def _change(
        self, texts: Sequence[str], number: int, names: Sequence[str], words: Sequence[str]
    ) -> Iterator[LabelledPair]:
        evidence, language = texts[number], self._set.language
        if not _MIN_SENTENCE < len(evidence) < _MAX_SENTENCE:
            return
        context = texts[number - 1] if number and self._often(0.5) else ""
        short = self._perturber.shorten(evidence, language)
        statement = short or evidence
        yield LabelledPair(evidence, statement, Label.SUPPORTED, "short" if short else "same", language, context)
        near = (*texts[max(0, number - 3) : number], *texts[number + 1 : number + 4])
        made = self._perturber.make_false(statement, language, Surroundings(names, words, near))
        for found in islice(made, _MOST_FALSE):
            if found.text != evidence:
                yield LabelledPair(evidence, found.text, found.label, found.kind, language, context)

    def _answer(
        self, article: AnnotatedArticle, texts: Sequence[str], question: AnnotatedQuestion, names: Sequence[str]
    ) -> Iterator[LabelledPair]:
        if not question.answers:
            yield from self._leave_open(article, texts, question)
            return
        span = question.answers[0]
        gold = [n for n, s in enumerate(article.sentences) if s.start < span.end and s.end > span.start]
        answer = span.slice(article.text).strip()
        if not gold or not answer or len(answer) > _MAX_ANSWER or len(texts[gold[0]]) > _MAX_ANSWERED:
            return
        number = gold[0]
        evidence, context = texts[number], texts[number - 1] if number and self._often(0.6) else ""

        def pair(statement: str, label: Label, kind: str) -> LabelledPair:
            return LabelledPair(evidence, statement, label, kind, self._set.language, context, question.text)

        yield pair(answer, Label.SUPPORTED, "answer")
        others = [
            other
            for other in self._find_candidates(evidence)
            if other not in answer and answer not in other and other not in question.text
        ]
        if others:
            yield pair(self._draw.choice(others), Label.NOT_SUPPORTED, "other answer")
        elsewhere = [
            text
            for text in texts[max(0, number - _NEAR) : number + _NEAR + 1]
            if answer.lower() not in text.lower() and text != evidence
        ]
        if elsewhere and self._often(0.35):
            yield LabelledPair(
                self._draw.choice(elsewhere),
                answer,
                Label.NOT_SAID,
                "answer, other sentence",
                self._set.language,
                question=question.text,
            )
        unknown = self._replace_answer(answer, names) if self._often(0.35) else None
        if unknown and unknown not in evidence:
            yield pair(unknown, Label.NOT_SUPPORTED, "unknown answer")
        yield from self._answer_in_full(pair(evidence, Label.SUPPORTED, "whole sentence"))

    def _answer_in_full(self, true: LabelledPair) -> Iterator[LabelledPair]:
        if self._often(0.25) and len(true.evidence) < _MAX_WHOLE:
            yield true
        if self._often(0.2):
            changed = self._perturber.replace_by_opposite(true.evidence, true.language)
            changed = changed or self._perturber.change_number(true.evidence)
            if changed and changed != true.evidence:
                yield LabelledPair(
                    true.evidence,
                    changed,
                    Label.CONTRADICTED,
                    "false whole sentence",
                    true.language,
                    true.context,
                    true.question,
                )

    def _leave_open(
        self, article: AnnotatedArticle, texts: Sequence[str], question: AnnotatedQuestion
    ) -> Iterator[LabelledPair]:
        """Yield a plausible answer from the paragraph's nearest sentence, which does not answer the question."""
        asked = set(_LONG_WORD.findall(question.text.lower()))
        own = [
            n
            for n, span in enumerate(article.sentences)
            if span.start >= question.paragraph.start and span.end <= question.paragraph.end
        ]
        if not own:
            return
        number = max(own, key=lambda n: len(asked & set(_LONG_WORD.findall(texts[n].lower()))))
        candidates = [found for found in self._find_candidates(texts[number]) if found not in question.text]
        if candidates:
            yield LabelledPair(
                texts[number],
                self._draw.choice(candidates),
                Label.NOT_SUPPORTED,
                "unanswerable",
                self._set.language,
                texts[number - 1] if number and self._often(0.5) else "",
                question.text,
            )

    def _replace_answer(self, answer: str, names: Sequence[str]) -> str | None:
        changed = self._perturber.change_number(answer)
        return self._draw.choice(names) if changed is None and names and len(answer) < _MAX_REPLACED else changed

    def _find_candidates(self, text: str) -> list[str]:
        """Return the numbers and names of a sentence."""
        numbers = [found.group() for found in NUMBER.finditer(text)]
        return numbers + self._perturber.find_names(text, self._set.language)

    def _often(self, share: float) -> bool:
        return self._draw.random() < share
