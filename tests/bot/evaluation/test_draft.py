"""Drafts of questions: about facts, spread over the source, in its language, in a new file."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.datasets.dataset import read_dataset
from bot.evaluation.datasets.question_file import bind_lines
from bot.evaluation.drafting.topics import QuestionDraft, TopicDrafter, draft_lines, states_a_fact, write_draft
from bot.evaluation.errors import DraftError
from index.errors import UnknownSourceError
from index.text.chunking import split
from index.types import Source, Span

TEXT = """The Lamp on Gull Reef 1811

The engineer Edwin Marsh finished the tower in October 1811. It stood well and nobody was hurt by it.

The walls are of stone from Dartmoor, cut so that each block locks. Three keepers lived there at a time.

The lamp of Augustin Fresnel came from Paris in 1868 and could be seen for nineteen miles."""
REEF = Source("5eef", "https://example.org/reef", "document", "The reef", None, None, "en", "text", 1)


class OneText:
    """A catalog of one source."""

    def list_sources(self) -> list[Source]:
        """Return the source."""
        return [REEF]

    def get_text(self, id_: str) -> str | None:
        """Return its text."""
        return TEXT if id_ == "text" else None


def drafts(text: str, language: str = "en", most: int = 12) -> list[QuestionDraft]:
    """Draft questions about a text."""
    sentences = [sentence for passage in split(text, language) for sentence in passage.sentences]
    return TopicDrafter().draft(text, language, sentences, most)


def test_facts_are_asked_about_and_headings_are_not() -> None:
    """A sentence with a name or a number makes a question about one of its topics; the quote is the sentence."""
    expected = [
        "The engineer Edwin Marsh finished the tower in October 1811.",
        "The walls are of stone from Dartmoor, cut so that each block locks.",
        "The lamp of Augustin Fresnel came from Paris in 1868 and could be seen for nineteen miles.",
    ]
    found = drafts(TEXT)
    assert expected == [draft.quote for draft in found]
    assert "What does the article say about Dartmoor?" == found[1].question


def test_fewer_drafts_are_spread_over_the_text() -> None:
    """A single question of three is the middle one."""
    assert [drafts(TEXT)[1]] == drafts(TEXT, most=1)


def test_a_question_speaks_the_language_of_its_source() -> None:
    """In Chinese, which has no capitals, repeated words are the topics."""
    text = "灯塔在一八一一年建成，灯塔由石头建造，灯塔很高。"
    assert ["关于灯塔，文章说了什么？"] == [draft.question for draft in drafts(text, "zh")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It was finished at last in the year 1811.", True),
        ("In the end it was Edwin Marsh who built it.", True),
        ("It stood well and nobody was ever hurt by it.", False),
        ("The long and winding history of the tower since 1811", False),
        ("In 1811.", False),
        ("The whale oil was brought by boat in summer.", True),
        ("他在一九零五年离开了这座城市。", True),
    ],
)
def test_a_fact_has_a_number_a_name_or_a_topic(sentence: str, *, expected: bool) -> None:
    """Short and incomplete sentences state no fact."""
    assert expected == states_a_fact(sentence, ["whale oil"])


def test_a_drafted_file_can_be_measured_as_it_is(tmp_path: Path) -> None:
    """The drafted file is a valid dataset with notes about its drafts and empty lines."""
    file = tmp_path / "questions.jsonl"
    write_draft(OneText(), "https://example.org/reef", 12, file)
    dataset = read_dataset(file)
    suite = bind_lines("questions", dataset.lines, dataset.notes, OneText())
    assert [1, 1, 1] == [len(asked.gold) for asked in suite.questions]
    assert "5eef" == suite.questions[0].source_id
    assert ("Lines without a question, skipped: 3.", 'Lines still marked "draft": 3') == (
        suite.notes[0],
        suite.notes[1].split(";")[0],
    )


def test_the_lines_to_fill_in_have_no_answer() -> None:
    """The last three lines are empty drafts with ids of their own."""
    rows = [json.loads(line) for line in draft_lines(REEF, TEXT, TopicDrafter(), 2)]
    assert ["q1", "q2", "n1", "n2", "n3"] == [row["id"] for row in rows]
    assert [("", False)] * 3 == [(row["question"], row["answerable"]) for row in rows[2:]]
    assert {True} == {row["draft"] for row in rows}


def test_another_drafter_can_take_its_place() -> None:
    """A drafter gets the text, its language and its sentences."""

    class Model:
        """A drafter with one question."""

        def draft(self, text: str, language: str, sentences: Sequence[Span], most: int) -> list[QuestionDraft]:
            """Return one question."""
            assert ("en", 2) == (language, most)
            return [QuestionDraft("Who built it?", sentences[1].slice(text))]

    row = json.loads(draft_lines(REEF, TEXT, Model(), 2)[0])
    assert ("Who built it?", "The engineer Edwin Marsh finished the tower in October 1811.") == (
        row["question"],
        row["quote"],
    )


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    """An existing file is not overwritten, because it may have corrections."""
    file = tmp_path / "questions.jsonl"
    file.write_text("mine")
    with pytest.raises(DraftError, match="exists already"):
        write_draft(OneText(), "5eef", 12, file)
    assert "mine" == file.read_text()


def test_what_is_not_indexed_or_states_nothing_is_one_sentence(tmp_path: Path) -> None:
    """An unknown source, one without facts, and a folder that is not there."""
    with pytest.raises(UnknownSourceError, match="nonesuch is not indexed"):
        write_draft(OneText(), "nonesuch", 12, None)
    with pytest.raises(DraftError, match="no sentence"):
        draft_lines(REEF, "Nothing much.", TopicDrafter(), 12)
    with pytest.raises(DraftError, match="cannot be written"):
        write_draft(OneText(), "5eef", 12, tmp_path / "nonesuch" / "questions.jsonl")


@given(st.text(max_size=300))
def test_any_text_can_be_drafted_from(text: str) -> None:
    """Every quote is a slice of the text, and no question is asked twice."""
    found = TopicDrafter().draft(text, "en", [Span(0, len(text))], 12)
    assert all(draft.quote in text for draft in found)
    assert len({draft.question for draft in found}) == len(found)
