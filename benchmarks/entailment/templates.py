"""Makes pairs of invented sentences: roles, speakers, hedges, values, directions, bounds and quantifiers.

The sentences are in ``templates.toml``. They teach what a change of a real sentence rarely shows: the same fact in the
passive voice, two numbers that belong to two things, or a sentence that only somebody claims.
"""

import random
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from entailment.pairs import Label, LabelledPair
from entailment.perturbations import DENSE_LANGUAGES

LANGUAGES = ("en", "de", "es", "fr", "pt", "ru", "zh")

_TABLES = Path(__file__).with_suffix(".toml")
_MIN_SENTENCE, _MAX_SENTENCE = 20, 220  # characters of a real sentence that is put into a template
_MAKERS = {
    "roles": 3,
    "speech": 2,
    "denial": 1,
    "possibility": 1,
    "values": 3,
    "direction": 2,
    "bounds": 1,
    "amount": 1,
}
"""How often each kind of template is used, relative to the others."""


class TemplatePairs:
    """Fills the templates of one language at random."""

    def __init__(self, language: str, draw: random.Random) -> None:
        """Read the templates.

        Args:
            language: One of ``LANGUAGES``.
            draw: A source of random numbers.
        """
        tables: dict[str, dict[str, Any]] = tomllib.loads(_TABLES.read_text(encoding="utf-8"))
        self._language = language
        self._table = tables[language]
        self._latin_names = tables["en"]
        self._draw = draw

    def make(self, sentences: Sequence[str], count: int) -> Iterator[LabelledPair]:
        """Yield the pairs of ``count`` templates, one to four of each.

        Args:
            sentences: Real sentences of the language, for templates about a speaker; the table's own if empty.
            count: The number of templates to fill.
        """
        makers = {
            "roles": self._make_roles,
            "values": self._make_values,
            "direction": self._make_direction,
            "bounds": self._make_bounds,
            "amount": self._make_quantifiers,
        }
        reported = {
            "speech": self._make_speech,
            "denial": self._make_denial,
            "possibility": self._make_possibility,
        }
        for name in self._draw.choices(list(_MAKERS), list(_MAKERS.values()), k=count):
            if name in makers:
                yield from makers[name]()
                continue
            sentence = self._draw.choice(sentences or self._table["sentences"]).rstrip(".。!?！？ ")
            if _MIN_SENTENCE < len(sentence) < _MAX_SENTENCE and not set(sentence) & set('"“'):
                yield from reported[name](sentence)

    def _make_roles(self) -> Iterator[LabelledPair]:
        organizations = self._table["organizations"]
        first = self._draw.choice(organizations) if organizations and self._often(0.25) else self._name()
        second, third = self._name(), self._name()
        if len({first, second, third}) < 3:  # noqa: PLR2004 - two who act, and somebody else
            return
        forms = self._draw.choice(self._table["roles"])
        aside = self._choose("asides").format(y=self._draw.randint(1850, 2025))
        evidence = self._draw.choice(forms).format(a=first, b=second) + aside
        for label, a, b, share in (
            (Label.SUPPORTED, first, second, 0.5),
            (Label.CONTRADICTED, second, first, 0.8),
            (Label.NOT_SUPPORTED, first, third, 0.15),
        ):
            if self._often(share):
                statement = self._draw.choice(forms).format(a=a, b=b) + (aside if self._often(0.4) else "")
                yield self._pair(evidence, statement, label, "roles")

    def _make_speech(self, sentence: str) -> Iterator[LabelledPair]:
        speaker, other = self._name(), self._name()
        if speaker == other:
            return
        evidence = self._say(self._choose("speech"), speaker, sentence)
        if self._often(0.55):
            yield self._pair(evidence, sentence, Label.NOT_SUPPORTED, "claim as fact")
        if self._often(0.8):
            said = self._say(self._choose("speech_again"), speaker, sentence)
            yield self._pair(evidence, said, Label.SUPPORTED, "speaker")
        if self._often(0.5):
            said = self._say(self._choose("speech_again"), other, sentence)
            yield self._pair(evidence, said, Label.NOT_SUPPORTED, "other speaker")

    def _make_denial(self, sentence: str) -> Iterator[LabelledPair]:
        label = Label.CONTRADICTED if self._often(0.5) else Label.NOT_SUPPORTED
        yield self._pair(self._say(self._choose("denials"), self._name(), sentence), sentence, label, "denied claim")
        yield self._pair(sentence, sentence, Label.SUPPORTED, "same")

    def _make_possibility(self, sentence: str) -> Iterator[LabelledPair]:
        evidence = self._say(self._choose("possibilities"), self._name(), sentence)
        yield self._pair(evidence, sentence, Label.NOT_SUPPORTED, "possibility as fact")

    def _make_values(self) -> Iterator[LabelledPair]:
        both = self._draw.sample(self._choose("subjects"), 2)
        numbers = self._draw.sample(range(2, 90), 2)
        measure, unit = self._choose("measures")
        evidence = self._table["both_values"].format(
            m=measure, u=unit, p=both[0], q=both[1], x=numbers[0], y=numbers[1]
        )
        form = self._choose("one_value")

        def state(subject: str, number: int, unit: str) -> str:
            return str(form.format(m=measure, u=unit, p=subject, P=_capitalize(subject), x=number))

        at = self._draw.randrange(2)
        if self._often(0.6):
            yield self._pair(evidence, state(both[at], numbers[at], unit), Label.SUPPORTED, "value")
        if self._often(0.8):
            statement = state(both[at], numbers[1 - at], unit)
            yield self._pair(evidence, statement, Label.CONTRADICTED, "value of another thing")
        if self._often(0.25):
            statement = state(both[at], numbers[at], self._choose("other_units"))
            yield self._pair(evidence, statement, Label.NOT_SUPPORTED, "other unit")

    def _make_direction(self) -> Iterator[LabelledPair]:
        low, high = sorted(self._draw.sample(range(3, 9000), 2))
        rises = self._often(0.5)
        start, end = (low, high) if rises else (high, low)
        counted = self._choose("counted")

        def state(start: int, end: int, *, rises: bool) -> str:
            verb = self._choose("rises" if rises else "falls")
            return str(self._table["change"].format(p=counted, d=verb, x=start, y=end))

        evidence = state(start, end, rises=rises)
        for label, share, statement in (
            (Label.SUPPORTED, 0.6, state(start, end, rises=rises)),
            (Label.CONTRADICTED, 0.5, state(start, end, rises=not rises)),
            (Label.CONTRADICTED, 0.4, state(end, start, rises=rises)),
            (Label.CONTRADICTED, 0.3, state(end, start, rises=not rises)),
        ):
            if self._often(share):
                yield self._pair(evidence, statement, label, "direction")

    def _make_bounds(self) -> Iterator[LabelledPair]:
        own, other = self._draw.sample(("at_least", "at_most"), 2)
        number, counted = self._draw.randint(3, 9000), self._choose("counted")

        def state(bound: str) -> str:
            return str(self._choose("counts").format(b=bound, B=_capitalize(bound), x=number, p=counted))

        bound = self._choose(own)
        evidence = state(bound)
        yield self._pair(evidence, state(bound), Label.SUPPORTED, "bound")
        yield self._pair(evidence, state(self._choose(other)), Label.CONTRADICTED, "other bound")

    def _make_quantifiers(self) -> Iterator[LabelledPair]:
        counted = self._choose("counted")
        own, other = self._draw.sample(("all", "some", "none"), 2)
        evidence = self._choose(own).format(p=counted)
        if (own, other) != ("all", "some"):  # all implies some
            label = Label.CONTRADICTED if "none" in {own, other} else Label.NOT_SUPPORTED
            yield self._pair(evidence, self._choose(other).format(p=counted), label, "other quantifier")
        if own != "some":  # "a few" does not imply "most"
            yield self._pair(evidence, self._choose(own).format(p=counted), Label.SUPPORTED, "quantifier")

    def _pair(self, evidence: str, statement: str, label: Label, kind: str) -> LabelledPair:
        return LabelledPair(self._sentence(evidence), self._sentence(statement), label, f"made: {kind}", self._language)

    def _sentence(self, text: str) -> str:
        return _capitalize(text) + ("。" if self._language in DENSE_LANGUAGES else ".")

    def _say(self, form: str, name: str, sentence: str) -> str:
        first = sentence.split(" ", maxsplit=1)[0].rstrip(",")
        inside = sentence[0].lower() + sentence[1:] if first in self._table.get("articles", ()) else sentence
        return form.format(n=name, s=inside, S=sentence)

    def _name(self) -> str:
        if "people" in self._table:
            return str(self._draw.choice(self._table["people"]))
        last = self._draw.choice(self._latin_names["last_names"])
        return f"{self._draw.choice(self._latin_names['first_names'])} {last}" if self._often(0.75) else str(last)

    def _choose(self, name: str) -> Any:  # noqa: ANN401 - a value of the table
        return self._draw.choice(self._table[name])

    def _often(self, share: float) -> bool:
        return self._draw.random() < share


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
