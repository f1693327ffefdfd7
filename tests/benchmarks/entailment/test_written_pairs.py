"""The written articles of the entailment model's training: their lines, and the pairs that they make."""

from pathlib import Path

import pytest
from entailment.pairs import Label, LabelledPair
from entailment.written_pairs import make_pairs, read_articles

ARTICLE = """
@ en | local news | A new bell
1 The bell of Orm weighs 700 kilos.
2 It was cast in Lund in 1911.
3 Smith and Sons hung it.
? how heavy is it -> 1
? who made it and where -> 2,3
? [de] Was kostete die Glocke? -> -
+ 2 | Q: When was the bell made? >> In 1911.
- 1 | unit | The bell weighs 700 grams.
0 2,3 | addition | [fr] La cloche de Lund est la plus grande.
"""


def read(tmp_path: Path, text: str) -> list[LabelledPair]:
    """The pairs of all articles of a text."""
    file = tmp_path / "articles.txt"
    file.write_text(text, encoding="utf-8")
    return [pair for article in read_articles(file) for pair in make_pairs(article)]


def test_statements_have_their_evidence_and_the_sentence_before_it(tmp_path: Path) -> None:
    """The first sentence has the title before it; several sentences are one evidence."""
    statements = [pair for pair in read(tmp_path, ARTICLE) if pair.statement]
    assert [
        LabelledPair(
            "It was cast in Lund in 1911.",
            "In 1911.",
            Label.SUPPORTED,
            "written: supported",
            "en",
            "The bell of Orm weighs 700 kilos.",
            "When was the bell made?",
        ),
        LabelledPair(
            "The bell of Orm weighs 700 kilos.",
            "The bell weighs 700 grams.",
            Label.CONTRADICTED,
            "written: unit",
            "en",
            "A new bell",
        ),
        LabelledPair(
            "It was cast in Lund in 1911. Smith and Sons hung it.",
            "La cloche de Lund est la plus grande.",
            Label.NOT_SAID,
            "written: addition",
            "en-fr",
            "The bell of Orm weighs 700 kilos.",
        ),
    ] == statements


def test_questions_come_with_what_answers_and_what_does_not(tmp_path: Path) -> None:
    """One sentence that answers is true; of several, none is, because each may be a part; others are false."""
    asked = [pair for pair in read(tmp_path, ARTICLE) if not pair.statement]
    found = {(pair.question, pair.evidence[:9], pair.label is Label.SUPPORTED) for pair in asked}
    assert {
        ("how heavy is it", "The bell ", True),
        ("how heavy is it", "It was ca", False),
        ("how heavy is it", "Smith and", False),
        ("who made it and where", "The bell ", False),
        ("Was kostete die Glocke?", "The bell ", False),
        ("Was kostete die Glocke?", "It was ca", False),
        ("Was kostete die Glocke?", "Smith and", False),
    } == found
    assert {"en", "en-de"} == {pair.language for pair in asked}


@pytest.mark.parametrize("line", ["1 A sentence before any article.", "@ en | news | A bell\nno form at all"])
def test_a_line_of_no_form_is_told(tmp_path: Path, line: str) -> None:
    """The error names the file and the line."""
    with pytest.raises(ValueError, match=r"articles\.txt:\d: "):
        read(tmp_path, line)


def test_every_written_article_can_be_read() -> None:
    """Each has sentences, and only numbers of its own."""
    from entailment.prepare import WRITTEN  # noqa: PLC0415 - it reads the sets' names

    articles = [article for file in sorted(WRITTEN.glob("*.txt")) for article in read_articles(file)]
    assert 1000 < len(articles)
    assert all(list(make_pairs(article)) for article in articles)
