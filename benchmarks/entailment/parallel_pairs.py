"""Makes pairs from the sentences of XQuAD-R, which exist in five languages: translations are true statements."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from entailment.pairs import Label, LabelledPair
from entailment.perturbations import Perturber, Surroundings, find_words
from question_sets import PARALLEL_LANGUAGES, read_json

_MIN_EVIDENCE, _MAX_EVIDENCE, _MAX_MERGED = 20, 450, 350  # characters
_OTHER_LANGUAGES = 2  # translations of a sentence that become statements
_MOST_FALSE, _MOST_FALSE_TRANSLATED = 3, 2  # false statements of a sentence


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The sentences of one paragraph by language."""

    sentences: dict[str, list[str]]

    def read_parallel(self, language: str) -> list[str]:
        """Return the languages whose sentences correspond one to one, ``language`` left out."""
        count = len(self.sentences[language])
        return [other for other, found in self.sentences.items() if other != language and len(found) == count]


class ParallelPairs:
    """Makes true and false statements of each sentence, in its own and in two other languages."""

    def __init__(self, folder: Path, perturber: Perturber, draw: random.Random) -> None:
        """Read ``xquad-r.LANGUAGE.json`` of ``folder``."""
        self._draw = draw
        self._perturber = perturber
        self._articles = {language: read_json(folder / f"xquad-r.{language}.json") for language in PARALLEL_LANGUAGES}
        self._names = {
            language: [
                name
                for article in articles
                for paragraph in article["paragraphs"]
                for sentence in paragraph["sentences"]
                for name in perturber.find_names(sentence, language)
            ]
            for language, articles in self._articles.items()
        }

    def make(self) -> Iterator[tuple[str, LabelledPair]]:
        """Yield pairs with the English title of their article."""
        for at, article in enumerate(self._articles["en"]):
            for number in range(len(article["paragraphs"])):
                paragraph = _Paragraph(
                    {
                        language: [text.strip() for text in articles[at]["paragraphs"][number]["sentences"]]
                        for language, articles in self._articles.items()
                    }
                )
                for language in PARALLEL_LANGUAGES:
                    for pair in self._read_paragraph(paragraph, language):
                        yield article["title"], pair

    def _read_paragraph(self, paragraph: _Paragraph, language: str) -> Iterator[LabelledPair]:
        sentences = paragraph.sentences[language]
        others = paragraph.read_parallel(language)
        for at, evidence in enumerate(sentences):
            if not _MIN_EVIDENCE < len(evidence) < _MAX_EVIDENCE:
                continue
            context = sentences[at - 1] if at and self._often(0.5) else ""
            for said in (language, *self._draw.sample(others, min(_OTHER_LANGUAGES, len(others)))):
                yield from self._state(paragraph, language, said, at, context)

    def _state(self, paragraph: _Paragraph, language: str, said: str, at: int, context: str) -> Iterator[LabelledPair]:
        """Yield statements in the language ``said`` of sentence ``at`` in ``language``."""
        evidence, sentence = paragraph.sentences[language][at], paragraph.sentences[said][at]
        languages = language if said == language else f"{language}-{said}"

        def pair(statement: str, label: Label, kind: str) -> LabelledPair:
            return LabelledPair(evidence, statement, label, kind, languages, context)

        short = self._perturber.shorten(sentence, said) if self._often(0.5) else None
        if said != language or short or self._often(0.3):
            kind = "translation" if said != language else "short" if short else "same"
            yield pair(short or sentence, Label.SUPPORTED, kind)
        siblings = [text for number, text in enumerate(paragraph.sentences[said]) if number != at]
        most = _MOST_FALSE if said == language else _MOST_FALSE_TRANSLATED
        around = self._surround(paragraph, language, said, siblings)
        made = self._perturber.make_false(short or sentence, said, around)
        for found in islice(made, most):
            if found.text != sentence:
                yield pair(found.text, found.label, found.kind)
        if siblings and self._often(0.08):
            yield pair(self._draw.choice(siblings), Label.NOT_SAID, "other sentence")
        if at + 1 < len(paragraph.sentences[language]) and self._often(0.25):
            merged = self._merge(paragraph, said, at)
            if len(merged) < _MAX_MERGED:
                yield pair(merged, Label.NOT_SAID, "merged")
                both_sentences = f"{evidence} {paragraph.sentences[language][at + 1]}"
                yield LabelledPair(both_sentences, merged, Label.SUPPORTED, "merged, both", languages)

    def _surround(self, paragraph: _Paragraph, language: str, said: str, siblings: list[str]) -> Surroundings:
        if said != language:
            return Surroundings(self._names[said], (), siblings)
        own = paragraph.sentences[language]
        local = [name for sentence in own for name in self._perturber.find_names(sentence, language)]
        words = sorted({word for sentence in own for word in find_words(sentence)})
        return Surroundings(local if local and self._often(0.7) else self._names[said], words, siblings)

    def _merge(self, paragraph: _Paragraph, said: str, at: int) -> str:
        parts = paragraph.sentences[said][at : at + 2]
        first, second = (self._perturber.shorten(part, said) or part for part in parts)
        return self._perturber.merge(first, second, said)

    def _often(self, share: float) -> bool:
        return self._draw.random() < share
