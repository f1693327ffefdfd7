"""Datasets: parsing, the places of answers in stored texts, and one sentence for each error."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.datasets.alignment import Alignment
from bot.evaluation.datasets.dataset import read_dataset
from bot.evaluation.datasets.question_file import QuestionLine, bind_lines
from bot.evaluation.datasets.squad import IndexedArticle, SquadArticle, bind_squad
from bot.evaluation.errors import DatasetError
from index.text.normalization import canonicalize
from index.types import Source, Span

REEF = "The tower on Gull Reef is of granite. It was finished in 1811 by Edwin Marsh."
LAMP = "A lamp with twelve wicks burned whale oil. Paraffin took its place in 1868."


def source(id_: str, location: str, title: str) -> Source:
    """An English source whose text has the source's id."""
    return Source(id_, location, "document", title, None, None, "en", id_, 1)


TEXTS = {"reef": f"{REEF}\n\n{LAMP}", "boat": "The boat came on Mondays.\nIt was finished in 1811 by nobody."}


class TwoTexts:
    """A catalog of two texts."""

    def list_sources(self) -> list[Source]:
        """The two sources."""
        return [source("reef", "https://example.org/reef", "The reef"), source("boat", "/texts/boat.txt", "The boat")]

    def get_text(self, id_: str) -> str | None:
        """One of the texts."""
        return TEXTS.get(id_)


def squad(**question: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A dataset of one paragraph and one question."""
    asked = {"id": "a", "question": "When was it finished?", "answers": [{"text": "1811", "answer_start": 57}]}
    return {"data": [{"title": "Reef", "paragraphs": [{"context": REEF, "qas": [asked | question]}]}]}


def write(folder: Path, content: object) -> Path:
    """A file with this JSON, or this text, or these bytes."""
    file = folder / "questions.json"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def articles(folder: Path, content: object) -> tuple[SquadArticle, ...]:
    """The articles of a dataset."""
    return read_dataset(write(folder, content)).articles


def words(text: str, spans: tuple[Any, ...]) -> list[str]:
    """Return the characters of gold spans."""
    return [place.span.slice(text) for place in spans]


def test_the_same_file_has_the_same_hash_and_another_has_another(tmp_path: Path) -> None:
    """The dataset's hash is that of its file."""
    first = read_dataset(write(tmp_path, squad())).info
    again = read_dataset(write(tmp_path, squad())).info
    other = read_dataset(write(tmp_path, squad(id="b"))).info
    assert (first, "squad") == (again, first.shape)
    assert first.sha256 != other.sha256


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe\x00", "is not UTF-8"),
        (" \n ", "is empty"),
        ("{\n broken", "is not JSON"),
        ("id,question\n1,When?", "is not JSON"),
        ("[1, 2]", "neither SQuAD-shaped nor JSON Lines"),
        ('{"version": 2}', "neither SQuAD-shaped nor JSON Lines"),
        ('{"id": 1}\n{"id": 2}', "neither SQuAD-shaped JSON nor JSON Lines"),
        ({"data": []}, "contains no questions"),
        ({"data": [{"paragraphs": [{"context": "Words."}]}]}, "contains no questions"),
        ({"data": [{"paragraphs": [{"qas": []}]}]}, r"data\[0\]\.paragraphs\[0\]\.context"),
        ({"data": [{"paragraphs": "none"}]}, r"data\[0\]\.paragraphs: "),
        (squad(answers=[{"text": "1811"}]), r"qas\[0\]\.answers\[0\]\.answer_start"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, content: object, message: str) -> None:
    """The error names the file and the invalid place in it."""
    with pytest.raises(DatasetError, match=message) as caught:
        read_dataset(write(tmp_path, content))
    assert "questions.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_one_sentence_each(tmp_path: Path) -> None:
    """A missing file and a folder are errors in one sentence."""
    with pytest.raises(DatasetError, match="no file"):
        read_dataset(tmp_path / "nonesuch.json")
    with pytest.raises(DatasetError, match="cannot be read"):
        read_dataset(tmp_path)


def test_an_answer_finds_the_sentence_that_the_product_cuts(tmp_path: Path) -> None:
    """Without sentence breaks Pincite's sentences are gold, and a relevant passage overlaps the paragraph."""
    [article] = articles(tmp_path, squad())
    suite = bind_squad([IndexedArticle(article, "s", f"Before it.\n\n{REEF}", "en")])
    [asked] = suite.questions
    stored = f"Before it.\n\n{REEF}"
    assert ["It was finished in 1811 by Edwin Marsh."] == words(stored, asked.gold)
    assert [REEF] == words(stored, asked.gold_passages)
    assert ("a", "answerable", "Reef", "s", ("1811",)) == (
        asked.id,
        asked.kind,
        asked.article,
        asked.source_id,
        asked.answers,
    )


def test_the_datasets_own_sentences_go_before_the_products(tmp_path: Path) -> None:
    """The dataset's sentence breaks define the gold sentences."""
    content = squad()
    content["data"][0]["paragraphs"][0]["sentence_breaks"] = [[0, 50], [50, 61], [61, len(REEF)]]
    [article] = articles(tmp_path, content)
    [asked] = bind_squad([IndexedArticle(article, "s", REEF, "en")]).questions
    assert [REEF[50:61].strip()] == words(REEF, asked.gold)


def test_each_annotators_sentence_is_right(tmp_path: Path) -> None:
    """Answers in two sentences make two gold sentences, and equal ones make one."""
    answers = [
        {"text": "granite", "answer_start": 29},
        {"text": "1811", "answer_start": 57},
        {"text": "1811", "answer_start": 57},
    ]
    [article] = articles(tmp_path, squad(answers=answers))
    [asked] = bind_squad([IndexedArticle(article, "s", REEF, "en")]).questions
    assert ["The tower on Gull Reef is of granite.", "It was finished in 1811 by Edwin Marsh."] == words(
        REEF, asked.gold
    )
    assert ("granite", "1811") == asked.answers


def test_a_wrong_start_is_mended_by_the_nearest_place_with_the_words(tmp_path: Path) -> None:
    """Some datasets are off by a few characters; "It" far away is not taken."""
    text = "It rains. It was long ago. It shines."
    content = squad(answers=[{"text": "It", "answer_start": 12}])
    content["data"][0]["paragraphs"][0]["context"] = text
    [article] = articles(tmp_path, content)
    [asked] = bind_squad([IndexedArticle(article, "s", text, "en")]).questions
    assert ["It was long ago."] == words(text, asked.gold)


def test_an_impossible_question_has_no_gold(tmp_path: Path) -> None:
    """The plausible answers of an impossible question are ignored."""
    [article] = articles(tmp_path, squad(is_impossible=True))
    [asked] = bind_squad([IndexedArticle(article, "s", REEF, "en")]).questions
    assert ("impossible", (), (), ()) == (asked.kind, asked.answers, asked.gold, asked.gold_passages)


@pytest.mark.parametrize(
    "question", [{"answers": []}, {"answers": [{"text": "nowhere", "answer_start": 0}]}, {"question": " "}]
)
def test_what_cannot_be_judged_is_left_out_and_counted(tmp_path: Path, question: dict[str, Any]) -> None:
    """A note says how many questions are missing."""
    [article] = articles(tmp_path, squad(**question))
    suite = bind_squad([IndexedArticle(article, "s", REEF, "en")])
    assert () == suite.questions
    assert suite.notes[0].startswith("1 left out")


def test_articles_and_questions_have_names_of_their_own(tmp_path: Path) -> None:
    """Equal titles and ids get distinct names, because comparisons match questions by them."""
    content = squad()
    content["data"] *= 2
    twice = articles(tmp_path, content)
    suite = bind_squad([IndexedArticle(article, str(at), REEF, "en") for at, article in enumerate(twice)])
    assert ["Reef (1)", "Reef (2)"] == [article.name for article in suite.articles]
    assert ["a", "a#2"] == [asked.id for asked in suite.questions]


@given(st.lists(st.text(alphabet="ab\u0301c \n\t\u200b\u00a0.灯", min_size=1), min_size=1, max_size=4), st.data())
def test_any_span_of_a_paragraph_is_found_in_the_stored_text(paragraphs: list[str], data: st.DataObject) -> None:
    """Normalization changes only blanks and invisible characters of a span."""
    stored = canonicalize("\n\n".join(paragraphs))
    at = data.draw(st.integers(0, len(paragraphs) - 1))
    ends = range(len(paragraphs[at]) + 1)
    cuts = [cut for cut in ends if not paragraphs[at][cut:].lstrip("\u200b").startswith("\u0301")]
    start, end = sorted((data.draw(st.sampled_from(cuts)), data.draw(st.sampled_from(cuts))))
    found = Alignment(paragraphs, stored).span(at, start, end)
    expected = "".join(canonicalize(paragraphs[at][start:end]).split())
    assert expected == ("".join(found.slice(stored).split()) if found else "")


def test_a_paragraph_that_is_not_stored_has_no_spans() -> None:
    """The paragraphs around a missing one are still found."""
    alignment = Alignment(["One two.", "Lost words.", "One two."], "One two.\n\nOne two.")
    assert [Span(0, 3), None, Span(10, 13)] == [alignment.span(at, 0, 3) for at in range(3)]


def lines(folder: Path, *rows: object) -> Any:  # noqa: ANN401 - a dataset
    """Write lines to a file and read them as a dataset."""
    return read_dataset(write(folder, "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)))


def test_a_quote_makes_its_sentence_gold_whatever_its_blanks(tmp_path: Path) -> None:
    """Blanks in a quote match any blanks; a location names a source as well as an id."""
    dataset = lines(
        tmp_path,
        {"question": "When?", "source": "https://example.org/reef", "quote": "finished  in\n1811"},
        {"question": "Oil?", "source": "reef", "quote": "whale oil", "answer": "whale oil", "id": 7},
        {"question": "Boat?", "source": "/texts/boat.txt", "quote": "on Mondays. It was"},
    )
    first, second, third = bind_lines("q", dataset.lines, (), TwoTexts()).questions
    text = TEXTS["reef"]
    assert ["It was finished in 1811 by Edwin Marsh."] == words(text, first.gold)
    assert ["A lamp with twelve wicks burned whale oil."] == words(text, second.gold)
    assert ["The boat came on Mondays.", "It was finished in 1811 by nobody."] == words(TEXTS["boat"], third.gold)
    assert (("1", "reef", ()), ("7", "reef", ("whale oil",))) == (
        (first.id, first.source_id, first.answers),
        (second.id, second.source_id, second.answers),
    )


def test_without_a_source_every_place_with_the_quote_is_right(tmp_path: Path) -> None:
    """A question without a source is asked of all sources, and its quote is gold in each source with it."""
    dataset = lines(tmp_path, {"question": "When?", "quote": "It was finished in 1811"})
    [asked] = bind_lines("q", dataset.lines, (), TwoTexts()).questions
    assert (None, ["reef", "boat"]) == (asked.source_id, [place.source_id for place in asked.gold])


def test_a_line_without_an_answer_is_impossible(tmp_path: Path) -> None:
    """A line with ``"answerable": false`` is an impossible question."""
    dataset = lines(tmp_path, {"question": "Who painted it?", "answerable": False})
    [asked] = bind_lines("q", dataset.lines, (), TwoTexts()).questions
    assert ("impossible", (), "all sources") == (asked.kind, asked.gold, asked.article)


def test_lines_without_a_question_are_skipped_and_counted(tmp_path: Path) -> None:
    """Notes count empty lines, drafts and unknown fields."""
    dataset = lines(
        tmp_path,
        {"question": "", "answerable": False},
        "",
        {"question": "When?", "draft": True, "qoute": "1811"},
    )
    assert [QuestionLine("When?", draft=True, number=3)] == list(dataset.lines)
    expected = (
        "Lines without a question, skipped: 1.",
        'Lines still marked "draft": 1; correct the question, then delete the mark.',
        "Ignored unknown fields: qoute.",
    )
    assert expected == dataset.notes


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "Line 2 of questions.json is not JSON"),
        ("[]", 'Line 2 of questions.json has no "question"'),
        ('{"id": 1}', 'Line 2 of questions.json has no "question"'),
        ('{"question": 5}', 'Line 2 of questions.json: "question"'),
        ('{"question": "a", "answerable": "no"}', 'Line 2 of questions.json: "answerable"'),
        (
            '{"question": "a", "answerable": false, "quote": "b"}',
            "Line 2 of questions.json has an answer though",
        ),
        ('{"question": "a", "id": "1"}', 'Line 2 of questions.json repeats the id "1"'),
        (json.dumps({"question": "a" * 2_001}), "Line 2 of questions.json: The text has 2,001"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, row: str, message: str) -> None:
    """The error names the line, before any question is asked."""
    with pytest.raises(DatasetError, match=message):
        lines(tmp_path, {"question": "When?"}, row)


def test_a_file_of_empty_questions_holds_none(tmp_path: Path) -> None:
    """A file without questions is an error in one sentence."""
    with pytest.raises(DatasetError, match="contains no questions"):
        lines(tmp_path, {"question": " "})


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"question": "a", "source": "nonesuch"}, "^Line 1 of q names nonesuch, which is not indexed"),
        ({"question": "a", "source": "boat", "quote": "whale oil"}, r"^Line 1 of q: .*The boat \(boat\)"),
        ({"question": "a", "quote": "finished in 1812"}, "^Line 1 of q: the quote is not in any stored text"),
        ({"question": "a", "quote": "\u200b"}, "^Line 1 of q: the quote is not in any stored text"),
    ],
)
def test_what_is_not_indexed_is_named_by_its_line(tmp_path: Path, row: dict[str, str], message: str) -> None:
    """A quote must be in the source of its line."""
    dataset = lines(tmp_path, row)
    with pytest.raises(DatasetError, match=message):
        bind_lines("q", dataset.lines, (), TwoTexts())
