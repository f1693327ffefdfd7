"""VitaminC and the translated part of MultiNLI as labelled pairs."""

import json
from pathlib import Path

import pytest
from entailment.claim_pairs import MULTINLI_LANGUAGES, join_tokens, read_multinli, read_vitaminc
from entailment.pairs import Label


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("The bell , cast in 1911 , weighs 7 % more .", "The bell, cast in 1911, weighs 7% more."),
        ("It is n't the baker 's `` old bell '' -LRB- sold -RRB- .", "It isn't the baker's \"old bell\" (sold)."),
        ("A film \ufffd of 1911", "A film of 1911"),
    ],
)
def test_parted_tokens_are_joined(tokens: str, text: str) -> None:
    """Stops, brackets and quotation marks stand where people write them."""
    assert text == join_tokens(tokens)


def test_pairs_of_a_page_stay_in_one_part(tmp_path: Path) -> None:
    """The same claim is supported by one revision and refuted by another."""
    file = tmp_path / "test.jsonl"
    rows = [("SUPPORTS", "It was cast in 1911 ."), ("REFUTES", "It was cast in 1912 .")]
    lines = [
        json.dumps({"label": label, "claim": "The bell is of 1911 .", "evidence": said, "page": f"Bell {page}"})
        for page in range(40)
        for label, said in rows
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    found = list(read_vitaminc(file))
    parts = [part for part, _ in found]
    assert parts[::2] == parts[1::2]
    assert {"train", "test"} <= set(parts)
    assert [Label.SUPPORTED, Label.CONTRADICTED] == [pair.label for _, pair in found[:2]]
    assert ("The bell is of 1911.", "It was cast in 1911.") == (found[0][1].statement, found[0][1].evidence)


def test_each_pair_is_read_in_one_language(tmp_path: Path) -> None:
    """Most in English; no language in which models are measured alone."""
    for language in MULTINLI_LANGUAGES:
        rows = [f"premise {n} {language}\thypothesis {n} {language}\tneutral" for n in range(30)]
        file = tmp_path / f"multinli.train.{language}.tsv"
        file.write_text("\n".join(["premise\thypo\tlabel", *rows]), encoding="utf-8")
    found = list(read_multinli(tmp_path))
    assert [f"premise {n} {pair.language}" for n, pair in enumerate(found)] == [pair.evidence for pair in found]
    assert set(MULTINLI_LANGUAGES) == {pair.language for pair in found}
    assert 20 == sum(pair.language == "en" for pair in found)
    assert {Label.NOT_SAID} == {pair.label for pair in found}
    assert not {"no", "pl", "tr"} & set(MULTINLI_LANGUAGES)
