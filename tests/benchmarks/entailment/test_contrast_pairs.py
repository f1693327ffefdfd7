"""The contrasting groups of the entailment model's training: their lines, and the pairs that they make."""

from pathlib import Path

import pytest
from entailment.contrast_pairs import make_contrasts, read_groups
from entailment.pairs import Label, LabelledPair

GROUPS = """
= en | denial | The board met.
A Inspectors failed to see the leak.
B Inspectors saw the leak.
A- Nobody saw it.
B0 [de] Die Prüfer sahen das Leck.
AB There was a leak.
-- There was no leak.

? en | The bell | -
A The bell weighs 700 kilos.
B It was cast in 1911.
?B [fr] de quand date-t-elle
?- who cast it
"""


def read(tmp_path: Path, text: str) -> list[LabelledPair]:
    """The pairs of all groups of a text."""
    file = tmp_path / "groups.txt"
    file.write_text(text, encoding="utf-8")
    return [pair for group in read_groups(file) for pair in make_contrasts(group)]


def test_each_statement_stands_beside_each_sentence(tmp_path: Path) -> None:
    """What one sentence supports, the other contradicts or leaves open, as the line says."""
    pairs = [pair for pair in read(tmp_path, GROUPS) if pair.statement]
    assert {
        ("Nobody saw it.", "Inspectors failed to see the leak.", Label.SUPPORTED, "en"),
        ("Nobody saw it.", "Inspectors saw the leak.", Label.CONTRADICTED, "en"),
        ("Die Prüfer sahen das Leck.", "Inspectors failed to see the leak.", Label.NOT_SAID, "en-de"),
        ("Die Prüfer sahen das Leck.", "Inspectors saw the leak.", Label.SUPPORTED, "en-de"),
        ("There was a leak.", "Inspectors failed to see the leak.", Label.SUPPORTED, "en"),
        ("There was a leak.", "Inspectors saw the leak.", Label.SUPPORTED, "en"),
        ("There was no leak.", "Inspectors failed to see the leak.", Label.CONTRADICTED, "en"),
        ("There was no leak.", "Inspectors saw the leak.", Label.CONTRADICTED, "en"),
    } == {(pair.statement, pair.evidence, pair.label, pair.language) for pair in pairs}
    assert {("contrast: denial", "The board met.")} == {(pair.kind, pair.context) for pair in pairs}


def test_each_question_stands_beside_each_sentence(tmp_path: Path) -> None:
    """One sentence answers, or none."""
    pairs = [pair for pair in read(tmp_path, GROUPS) if not pair.statement]
    assert [
        ("de quand date-t-elle", "The bell ", Label.NOT_SUPPORTED, "contrast asked: other sentence", "en-fr"),
        ("de quand date-t-elle", "It was ca", Label.SUPPORTED, "contrast asked: answered", "en-fr"),
        ("who cast it", "The bell ", Label.NOT_SUPPORTED, "contrast asked: unanswerable", "en"),
        ("who cast it", "It was ca", Label.NOT_SUPPORTED, "contrast asked: unanswerable", "en"),
    ] == [(pair.question, pair.evidence[:9], pair.label, pair.kind, pair.language) for pair in pairs]


@pytest.mark.parametrize(
    "line", ["A A sentence before any group.", "= en | word | -\nA One.\nB- of a sentence unknown"]
)
def test_a_line_of_no_form_is_told(tmp_path: Path, line: str) -> None:
    """The error names the file and the line."""
    with pytest.raises(ValueError, match=r"groups\.txt:\d: "):
        read(tmp_path, line)


def test_every_written_group_can_be_read() -> None:
    """Each has two sentences or more, and pairs of both answers."""
    from entailment.prepare import CONTRASTS, KEPT_CONTRASTS  # noqa: PLC0415 - it reads the sets' names

    groups = [group for file in (*sorted(CONTRASTS.glob("*.txt")), KEPT_CONTRASTS) for group in read_groups(file)]
    assert 4000 < len(groups)
    for group in groups:
        pairs = list(make_contrasts(group))
        assert len(group.sentences) >= 2
        assert {True, False} == {pair.label is Label.SUPPORTED for pair in pairs}, group
