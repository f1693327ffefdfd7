"""The lexical analyzer: the same terms for texts and questions, in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.retrieval.scoring import analyze, join_terms
from index.text import analyzer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Où est l'Élysée?", ["ou", "est", "l", "elysee"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("北京大学 in 1898", ["北京", "京大", "大学", "in", "1898"]),
        ("Ёлка и ёж", ["елка", "и", "еж"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("वह गया। সে গেল॥", ["वह", "गया", "সে", "গেল"]),
        ("ＡＢＣ ①", ["abc", "1"]),
        ("snake_case", ["snake", "case"]),
        ("…!?", []),
    ],
)
def test_terms_are_folded_words_or_pairs_of_characters(text: str, expected: list[str]) -> None:
    """The analyzer folds case, accents and width; scripts without spaces give overlapping pairs."""
    assert expected == analyzer.words(text)


@given(st.text(max_size=80))
def test_terms_never_hold_what_a_query_language_could_read(text: str) -> None:
    """A term has letters and digits only, so no input can leave its quotes in a full-text query."""
    for term in analyzer.words(text):
        assert not set(term) & set("\"'*():^+-{} \n\0")


def test_grams_of_inflected_forms_meet() -> None:
    """Two forms of one word share character n-grams though they are different words."""
    assert set(analyzer.grams(["кабеля"])) & set(analyzer.grams(["кабелю"]))


@pytest.mark.parametrize(
    "sentences", [["Der Turm steht.", "Er ist hoch!"], ["北京大学很大。", "在哪里？"], ["Один. ", "два"]]
)
def test_a_passage_has_the_terms_of_its_sentences(sentences: list[str]) -> None:
    """No term crosses the end of a sentence, so a passage has exactly the terms of its sentences."""
    assert analyze(" ".join(sentences)) == join_terms([analyze(sentence) for sentence in sentences])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The Lamp: of “Orsk”!", "the lamp of orsk"),
        ("दीपक की किताब।", "दीपक की किताब"),
        ("সেতু বড়।", "সেতু বড়"),
        ("เรือ แล่น", "เรือ แล่น"),
    ],
)
def test_words_for_comparison(line: str, expected: str) -> None:
    """Signs of Indic and Thai vowels are parts of words, and a danda is none."""
    assert expected == analyzer.join_words(line)
