"""Bylines: the sentence that states a title, an author or a date, and none that only mentions them."""

from dataclasses import replace

import pytest

from bot.answering.questions.source_details import Detail
from bot.answering.quotes.bylines import find_byline, is_byline, leave_out_author
from index.types import SentenceHit, Source, Span

SOURCE = Source("id", "https://example.org/tower", "article", "The old tower", "Ann Quill", "2026-11-02", "en", "t", 1)
BODY = ("Ann Quill said that the keeper left in May.", "The tower is of granite.") * 8


def sentences(*texts: str) -> list[SentenceHit]:
    """Sentences of one passage in reading order."""
    return [SentenceHit("id", "t", Span(n, n + 1), Span(0, 99), text, 1.0) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("detail", "texts", "expected"),
    [
        ("title", ("The old tower", *BODY), "The old tower"),
        ("title", BODY, None),
        ("author", ("The old tower", "By Ann Quill", *BODY), "By Ann Quill"),
        ("author", (*BODY, "Ann Quill is a writer who lives in Lisbon with two cats and a telescope."), -1),
        ("author", BODY, None),
        ("date", ("The old tower", "Published on 2 November 2026", *BODY), "Published on 2 November 2026"),
        (
            "date",
            ("The old tower", "On 2 November 2026 the council met in the old tower and voted on its roof.", *BODY),
            None,
        ),
        ("date", ("Published on 3 November 2026", *BODY), None),
        ("link", ("https://example.org/tower", *BODY), None),
    ],
)
def test_the_sentence_that_states_a_detail_is_found(
    detail: Detail, texts: tuple[str, ...], expected: str | int | None
) -> None:
    """A heading, a byline, a dateline, or the introduction of the author at an end of the text."""
    found = find_byline(detail, SOURCE, sentences(*texts))
    assert (texts[expected] if isinstance(expected, int) else expected) == (None if found is None else found.text)


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Quill, reporter of the Harbour Post",
        "By Ann Quill.",
        "Von Grit Sommer, 3. November 2026.",
        "Entrevista de Marta Olivares, publicada el 22 de agosto de 2020.",
        "Von Grit Sommer, Gerichtsreporterin",
        "Texto de Gonzalo Ibarra, fotos de Candela Ruiz",
        "Par Mathilde Courvois",
        "Enquête : Solène Quémar et Idris Balda",
        "Protokoll: Irma Fassbender, Schreiberin",
        "Автор: Демьян Ложкин",
        "بقلم سعاد حداد",
        "作者：林晓",
    ],
)
def test_a_line_tells_the_author_where_the_catalog_knows_none(line: str) -> None:
    """A file of plain text or Markdown has no author in its data, but often a byline."""
    unknown = replace(SOURCE, author=None)
    found = find_byline("author", unknown, sentences("The old tower", line, *BODY))
    assert found is not None
    assert line == found.text


@pytest.mark.parametrize(
    "line",
    [
        "2 November 2026",
        "Published 2 November 2026 in Northern Harbour Notes.",
        "Harbour Post, 2 November 2026",
        "Published 2 November 2026",
        "Monday, 2 November 2026, updated at 6:40 p.m.",
        "Harbour Post, published on Monday, 2 November 2026 at 7:30, updated on 3 November 2026 at 11:05",
    ],
)
def test_a_line_tells_the_date_where_the_catalog_knows_none(line: str) -> None:
    """The date must be whole."""
    unknown = replace(SOURCE, date=None)
    found = find_byline("date", unknown, sentences("The old tower", line, *BODY))
    assert found is not None
    assert line == found.text


@pytest.mark.parametrize(
    "line", ["Harbour Post, 2 November 2026", "Tannfurter Tageblatt", "Revista Caminos, 8 de abril", "Газета «Вестник»"]
)
def test_a_line_names_the_newspaper_of_a_file(line: str) -> None:
    """A page is published by the site of its address; a sentence about a newspaper is none of these lines."""
    file = replace(SOURCE, location="/srv/tower.md")
    found = find_byline("publisher", file, sentences("The old tower", line, *BODY))
    assert found is not None
    assert line == found.text
    assert find_byline("publisher", SOURCE, sentences("The old tower", line, *BODY)) is None
    assert find_byline("publisher", file, sentences("The old tower", "The Harbour Post wrote of it.", *BODY)) is None


@pytest.mark.parametrize(
    "line",
    [
        "By noon the tower was full",
        "By May Ann Quill had left the tower.",
        "Text Mining Basics",
        "Von Menschen und Mäusen",
    ],
)
def test_a_sentence_or_title_is_no_byline(line: str) -> None:
    """A byline has a name after its first word, and no final stop."""
    unknown = replace(SOURCE, author=None, date=None)
    assert find_byline("author", unknown, sentences("The old tower", line, *BODY)) is None


@pytest.mark.parametrize("line", ["November 2026", "On 2 November 2026 the tower burned.", "1 May to 2 November 2026"])
def test_a_sentence_or_a_part_of_a_date_is_no_dateline(line: str) -> None:
    """Neither a month, nor a range, nor what happened on a day is the date of the text."""
    unknown = replace(SOURCE, author=None, date=None)
    assert find_byline("date", unknown, sentences("The old tower", line, *BODY)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By Ann Quill.", True),
        ("By Ann Quill. Published 2 November 2026 in Northern Harbour Notes.", True),
        ("Von Grit Sommer, 3. November 2026", True),
        ("Entrevista de Marta Olivares, publicada el 2 de noviembre de 2026.", True),
        ("Par Solène Quémar, publié le 2 novembre 2026.", True),
        ("Von Menschen und Mäusen.", False),
        ("By May Ann Quill had left the tower.", False),
        ("In 1911 the tower burned.", False),
        ("Ann Quill and Eva Marsh.", True),
        ("The tower was published as a model.", False),
        ("Автор: Демьян Ложкин.", True),
        ("作者是林晓。", False),
        ("Door Anneke Visser, gepubliceerd op 3 maart 2024.", True),
        ("Av Anna Berg. Publicerad den 2 november 2026.", True),
        ("Tekst: Kari Berg. Foto: Ola Lund.", True),
        ("Autor: Jan Wilk, 3 marca 2024.", True),
        ("Írta: Kovács Anna. Fotó: Nagy Péter.", True),
        ("Autor: Ion Pop, publicat pe 3 martie 2024.", True),
        ("Yazan: Ayşe Kaya. Fotoğraf: Can Demir.", True),
        ("Автор: Олена Коваль. Фото: Іван Мельник.", True),
        ("Door de brand werd de toren gesloten.", False),
        ("Tekst był długi. Nikt go nie czytał.", False),
        ("Oleh karena itu menara ditutup.", False),
    ],
)
def test_a_byline_may_have_a_final_stop(text: str, expected: bool) -> None:  # noqa: FBT001 - a case
    """It has only names, dates and words of a byline."""
    assert expected == is_byline(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بقلم سارة الحداد", True),
        ("تحرير: أحمد علي، 5 مارس 2024", True),
        ("به قلم مریم احمدی", True),
        ("מאת: דנה לוי", True),
        ("रिपोर्ट: सीमा सिंह", True),
        ("โดย สมชาย ใจดี", True),
        ("ავტორი: ნინო ბერიძე", True),
        ("文／王小明 摄影／李华", True),
        ("本报记者 张伟 北京报道", True),
        ("取材・文：山田太郎", True),
        ("山田太郎 記者", True),
        ("김민수·이영희 기자", True),
        ("[서울=김민수 기자] kim@example.org", True),
        ("كتب الملك رسالة طويلة إلى أخيه.", False),
        ("صور: البرج", False),
        ("המגדל נשרף בשנת 1911.", False),
        ("โดยรถไฟไปเชียงใหม่ใช้เวลานาน", False),
        ("他是一名记者。", False),
        ("图：灯塔和海", False),
        ("文は人なり。", False),
        ("기자는 질문을 했다.", False),
        ("사진 전시회", False),
    ],
)
def test_byline_in_a_script_without_capitals(text: str, expected: bool) -> None:  # noqa: FBT001 - a case
    """A sign behind its word, a word that is never used otherwise, or a role behind a name makes it one."""
    assert expected == is_byline(text)


AUTHOR = "Ann Quill writes about harbours for the Post."
ABOUT_TEXT = (
    "who wrote the letter", "Wer hat den Brief geschrieben", "von wem ist der Brief", "¿quién escribió la carta?",
    "quem escreveu a carta", "qui a écrit la lettre ?", "кто написал письмо?", "من كتب الرسالة؟", "谁写了这封信？",
    "kto napisał list", "mektubu kim yazdı",
)  # fmt: skip


@pytest.mark.parametrize("question", ABOUT_TEXT)
def test_who_wrote_something_in_the_text_is_not_answered_with_the_author(question: str) -> None:
    """Neither the byline nor the sentence that introduces the author of the article is an answer."""
    hits = sentences("By Ann Quill", AUTHOR, "Eva Marsh sent the letter.")

    assert ["Eva Marsh sent the letter."] == [hit.text for hit in leave_out_author(question, hits, lambda _: SOURCE)]


def test_a_question_for_the_photographer_keeps_the_byline() -> None:
    """The byline answers it, and names the author only beside."""
    hits = sentences("Text by Ann Quill, photos by Eva Marsh", "Ann Quill crossed the harbour.")
    source = replace(SOURCE, author=None)
    assert hits == list(leave_out_author("who took the photos?", hits, lambda _: source))
    assert hits[1:] == list(leave_out_author("who wrote the letter?", hits, lambda _: source))


@pytest.mark.parametrize(
    ("question", "kept"),
    [("who is Ann Quill?", ["By Ann Quill", AUTHOR]), ("which newspaper has a harbour reporter?", [AUTHOR])],
)
def test_a_question_about_the_author_keeps_the_author(question: str, kept: list[str]) -> None:
    """A question that names the author keeps both lines; one that asks for no writer keeps the introduction."""
    hits = sentences("By Ann Quill", AUTHOR)

    assert kept == [hit.text for hit in leave_out_author(question, hits, lambda _: SOURCE)]
