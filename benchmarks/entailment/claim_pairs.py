"""Reads two public sets whose claims were written by people: VitaminC, and the translated part of MultiNLI.

VitaminC (Schuster et al., 2021, "Get Your Vitamin C!") has claims beside sentences of Wikipedia before and after a
revision, so the same claim is supported by one sentence and not by the other. The extension of XNLI (Singh et al.,
2019) has 15,000 pairs of MultiNLI, aligned in all its languages.
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from entailment.pairs import Label, LabelledPair

MULTINLI_LANGUAGES = ("en", "cs", "da", "et", "fi", "hu", "lt", "lv", "nl", "sv")
"""The languages that were translated for the extension under its own licence, without those kept for measuring."""

_ENGLISH_TURNS = 2  # of three pairs of turns, that is in English
_VITAMINC = {"SUPPORTS": Label.SUPPORTED, "REFUTES": Label.CONTRADICTED, "NOT ENOUGH INFO": Label.NOT_SAID}
_MULTINLI = {"entailment": Label.SUPPORTED, "contradictory": Label.CONTRADICTED, "neutral": Label.NOT_SAID}
_TESTED, _DEVELOPED = 10, 20  # one page in so many
_BLANK_BEFORE = re.compile(r" (?=[.,;:!?)\]%]|'(?:s|re|ve|ll|d|m)\b|n't\b)|(?<=[(\[]) ")
_PAIRED = re.compile(r"`` (.*?) ''")
_ESCAPES = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "\ufffd": " "}


def read_vitaminc(file: Path) -> Iterator[tuple[str, LabelledPair]]:
    """Yield the pairs of a file of VitaminC, each with its part; a page is in one part only."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        place = int(hashlib.sha256(row["page"].encode()).hexdigest(), 16)
        part = "test" if place % _TESTED == 0 else "dev" if place // _TESTED % _DEVELOPED == 0 else "train"
        evidence, claim = join_tokens(row["evidence"]), join_tokens(row["claim"])
        yield part, LabelledPair(evidence, claim, _VITAMINC[row["label"]], "claim: vitaminc", "en")


def read_multinli(folder: Path) -> Iterator[LabelledPair]:
    """Yield each pair of the extension once: the most in English, the others in a language by turns."""
    tables = [_read_table(folder / f"multinli.train.{language}.tsv") for language in MULTINLI_LANGUAGES]
    for number, rows in enumerate(zip(*tables, strict=True)):
        turn = 0 if number % 3 < _ENGLISH_TURNS else 1 + number // 3 % (len(MULTINLI_LANGUAGES) - 1)
        premise, hypothesis, label = rows[turn]
        language = MULTINLI_LANGUAGES[turn]
        yield LabelledPair(join_tokens(premise), join_tokens(hypothesis), _MULTINLI[label], "claim: multinli", language)


def join_tokens(text: str) -> str:
    """Return a text whose words and stops are parted by blanks, as people write it."""
    for escape, sign in _ESCAPES.items():
        text = text.replace(escape, sign)
    return " ".join(_BLANK_BEFORE.sub("", _PAIRED.sub(r'"\1"', text)).split())


def _read_table(path: Path) -> Sequence[tuple[str, str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [(premise, hypothesis, label) for premise, hypothesis, label in rows]
