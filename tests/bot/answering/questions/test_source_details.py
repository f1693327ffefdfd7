"""Questions about a source itself: recognized in the bot's languages, and told apart from questions about its text."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.questions.source_details import (
    Detail,
    DetailQuestion,
    classify_detail,
    classify_details,
    compile_pattern,
    describe_detail,
    list_detail_questions,
)
from index.types import Source
from tests.support.pattern_texts import list_matches

LONGEST = 120
"""Characters of a question that can ask for a detail."""

SOURCE = Source(
    "id", "https://www.example.org/tower", "article", "The old tower", "Ann Quill", "2026-11-02", "en", "text", 1
)


def any_match(asked: DetailQuestion) -> st.SearchStrategy[str]:
    """Return texts that the pattern of a question matches."""
    return st.from_regex(compile_pattern(asked), fullmatch=True).filter(lambda text: len(text) <= LONGEST)


@pytest.mark.parametrize(
    ("question", "detail", "language"),
    [
        ("author name pls", "author", "en"),
        ("which newspaper is it from", "publisher", "en"),
        ("date of publication?", "date", "en"),
        ("give me the headline", "title", "en"),
        ("how many words", "length", "en"),
        ("wer hats geschrieben", "author", "de"),
        ("aus welcher Zeitung stammt das", "publisher", "de"),
        ("en qué periódico salió", "publisher", "es"),
        ("quién firma el artículo", "author", "es"),
        ("cuándo se publicó", "date", "es"),
        ("c'est paru où", "publisher", "fr"),
        ("quel est le nom du journaliste", "author", "fr"),
        ("combien de mots", "length", "fr"),
        ("когда вышла статья", "date", "ru"),
        ("в какой газете", "publisher", "ru"),
        ("quando è uscito", "date", "it"),
        ("من الكاتب", "author", "ar"),
        ("What is the title of this article?", "title", "en"),
        ("title", "title", "en"),
        ("Who wrote this?", "author", "en"),
        ("who is the author", "author", "en"),
        ("Who is this article by?", "author", "en"),
        ("When was this article published?", "date", "en"),
        ("When was it written?", "date", "en"),
        ("Who published this?", "publisher", "en"),
        ("Can I have the link?", "link", "en"),
        ("can i have the link to the article", "link", "en"),
        ("¿enlace?", "link", "es"),
        ("hast du einen link", "link", "de"),
        ("word count", "length", "en"),
        ("谁写的？", "author", "zh"),
        ("什么时候发表的", "date", "zh"),
        ("多少字", "length", "zh"),
        ("Give me the link, please", "link", "en"),
        ("How long is this article?", "length", "en"),
        ("How many words are in this text?", "length", "en"),
        ("What language is this written in?", "language", "en"),
        ("¿Quién escribió este artículo?", "author", "es"),
        ("¿Cuándo se publicó este artículo?", "date", "es"),
        ("¿Cuál es el título del artículo?", "title", "es"),
        ("Wer hat diesen Artikel geschrieben?", "author", "de"),
        ("Wann wurde der Artikel veröffentlicht?", "date", "de"),
        ("Wie lang ist der Text?", "length", "de"),
        ("Qui a écrit cet article ?", "author", "fr"),
        ("De quand date cet article ?", "date", "fr"),
        ("Quem escreveu este artigo?", "author", "pt"),
        ("Quando foi publicado este artigo?", "date", "pt"),
        ("Кто автор статьи?", "author", "ru"),
        ("Когда была опубликована эта статья?", "date", "ru"),
        ("من كتب هذا المقال؟", "author", "ar"),
        ("متى نشر هذا المقال؟", "date", "ar"),
        ("这篇文章的作者是谁？", "author", "zh"),
        ("这篇文章是什么时候发表的？", "date", "zh"),
        ("この記事の著者は誰ですか？", "author", "ja"),
        ("この記事はいつ公開されましたか？", "date", "ja"),
        ("Chi ha scritto questo articolo?", "author", "it"),
        ("Wie heeft dit artikel geschreven?", "author", "nl"),
        ("Kto napisał ten artykuł?", "author", "pl"),
        ("kiedy opublikowano ten artykuł", "date", "pl"),
        ("Bu makaleyi kim yazdı?", "author", "tr"),
        ("Bu yazı ne zaman yayınlandı?", "date", "tr"),
        ("Хто написав цю статтю?", "author", "uk"),
        ("Коли опубліковано цю статтю?", "date", "uk"),
    ],
)
def test_a_question_about_the_source_is_recognized(question: str, detail: Detail, language: str) -> None:
    """The detail and the language of the phrase are found, with or without punctuation and capitals."""
    expected = (detail, language)
    found = [classify_detail(each) for each in (question, question.upper() if language == "en" else question)]
    assert [expected] * 2 == [asked and (asked.detail, asked.language) for asked in found]


@pytest.mark.parametrize(
    "question",
    ["in which year was that?", "in welchem Jahr war das?", "¿en qué año fue eso?", "what year is this"],
)
def test_a_pronoun_beside_a_date_may_be_something_else_than_the_source(question: str) -> None:
    """It is the source only before the first question; "when was that published?" asks about a source."""
    asked, published = classify_detail(question), classify_detail("which year was that published?")
    assert asked is not None
    assert published is not None
    assert (True, False) == (asked.points_back, published.points_back)


def test_it_may_be_something_else_than_the_source() -> None:
    """Only "it" points back: "this" and "the article" are the source, whatever was asked before."""
    found = [classify_detail(f"Who wrote {source}?") for source in ("it", "this", "the article")]
    assert [True, False, False] == [asked and asked.points_back for asked in found]


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the letter?",
        "Who wrote the report?",
        "Who is this article about?",
        "What did the author write?",
        "When did the author die?",
        "What newspaper did she work for?",
        "how many words did he speak",
        "what was the date?",
        "who published the study",
        "combien de jours",
        "Какая статья была опубликована в 1937 году?",
        "qui est-ce",
        "какой год",
        "Who is the author of the Odyssey?",
        "When was the bridge published in the plans?",
        "When was the tower finished?",
        "How long is the bridge?",
        "What is the title of the mayor?",
        "What language do the islanders speak?",
        "Where was the letter published?",
        "¿Quién escribió la carta?",
        "Wer hat den Brief geschrieben?",
        "Wie lang ist die Brücke?",
        "Qui a écrit la lettre ?",
        "Кто написал письмо?",
        "谁写了那封信？",
        "Wie schreef de brief?",
        "Kto napisał list?",
        "Mektubu kim yazdı?",
        "Хто написав листа?",
        "Who wrote this article and what did the mayor say about the bridge?",
    ],
)
def test_a_question_about_the_text_is_none(question: str) -> None:
    """Letters, reports and bridges in the text are not the source."""
    assert classify_detail(question) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (DetailQuestion("title", "en"), "The old tower"),
        (DetailQuestion("author", "de"), "Ann Quill (“The old tower”)"),
        (DetailQuestion("date", "en"), "November 2, 2026 (“The old tower”)"),
        (DetailQuestion("date", "de"), "2. November 2026 (“The old tower”)"),
        (DetailQuestion("publisher", "en"), "www.example.org (“The old tower”)"),
        (DetailQuestion("link", "en"), "https://www.example.org/tower (“The old tower”)"),
        (DetailQuestion("length", "en"), "1,500 words, about 7 min of reading (“The old tower”)"),
        (DetailQuestion("length", "de"), "1.500 Wörter, etwa 7 min Lesezeit (“The old tower”)"),
        (DetailQuestion("language", "fr"), "anglais (“The old tower”)"),
    ],
)
def test_a_detail_is_told_in_the_language_of_the_question(asked: DetailQuestion, expected: str) -> None:
    """Dates, numbers and names of languages follow the question; the source's own words stay as they are."""
    assert expected == describe_detail(asked, SOURCE, "tower " * 1_500)


def test_what_the_catalog_does_not_know_is_none() -> None:
    """A missing author is not invented, and a file has no link and no publisher."""
    unknown = replace(SOURCE, author=None, date=None, location="/srv/tower.html")
    details: tuple[Detail, ...] = ("author", "date", "publisher", "link")
    assert [None] * 4 == [describe_detail(DetailQuestion(detail, "en"), unknown, "") for detail in details]


def test_a_date_that_is_not_a_day_stays_as_it_is() -> None:
    """The catalog keeps what the page declares, and no day is added to it."""
    assert "2026-11 (“The old tower”)" == describe_detail(
        DetailQuestion("date", "en"), replace(SOURCE, date="2026-11"), ""
    )


def test_characters_are_counted_where_words_have_no_blanks() -> None:
    """Chinese text is counted in characters, without its punctuation."""
    asked = DetailQuestion("length", "zh")
    assert "900 字，阅读约 2 分钟 (“The old tower”)" == describe_detail(
        asked, replace(SOURCE, language="zh"), "塔很高。" * 300
    )


@pytest.mark.parametrize("asked", list_detail_questions(), ids=str)
def test_each_question_has_a_hint_of_its_language(asked: DetailQuestion) -> None:
    """Each alternative of a pattern is also found behind the hints, which decide whether the pattern is compiled."""
    texts = [text for text in list_matches(compile_pattern(asked)) if len(text) <= LONGEST]
    assert texts
    assert [] == [text for text in texts if classify_detail(text) is None]


@settings(max_examples=20)  # each builds the texts of a pattern, and the test above has every alternative
@given(st.sampled_from(list_detail_questions()).flatmap(any_match))
def test_any_question_that_a_pattern_matches_has_a_hint(question: str) -> None:
    """So it is with any characters that a pattern takes between and around the words."""
    assert classify_detail(question) is not None


def test_a_question_about_the_text_compiles_no_pattern() -> None:
    """A start does not wait for the patterns of languages that a question cannot match."""
    compile_pattern.cache_clear()
    assert classify_detail("Why did the cable stop working?") is None
    assert classify_detail("Wer hat den Turm gebaut?") is None
    assert classify_detail("Кто построил маяк?") is None
    assert 0 == compile_pattern.cache_info().currsize


@pytest.mark.parametrize(
    ("question", "details"),
    [
        ("who wrote this and when", ["author", "date"]),
        ("When was this published, and by whom?", ["date", "author"]),
        ("Who wrote this article and when was it published?", ["author", "date"]),
        ("¿Quién escribió este artículo y cuándo?", ["author", "date"]),
        ("Quem escreveu este artigo e quando?", ["author", "date"]),
        ("Qui a écrit cet article et quand ?", ["author", "date"]),
        ("Wer hat das geschrieben und wann?", ["author", "date"]),
        ("Кто написал эту статью и когда?", ["author", "date"]),
        ("من كتب هذا المقال ومتى؟", ["author", "date"]),
        ("这篇文章是谁写的，什么时候发表的？", ["author", "date"]),
        ("quien escribio esto y cuando", ["author", "date"]),
        ("qui a ecrit ca et quand", ["author", "date"]),
        ("quem escreveu isso e quando", ["author", "date"]),
        ("Wanneer is dit artikel gepubliceerd en door wie?", ["date", "author"]),
        ("Kto napisał ten artykuł i kiedy?", ["author", "date"]),
        ("Bu makaleyi kim yazdı ve ne zaman?", ["author", "date"]),
        ("Хто написав цю статтю і коли?", ["author", "date"]),
        ("who wrote this", ["author"]),
        ("who wrote this and why", []),
        ("who wrote the letter and when", []),
    ],
)
def test_a_question_may_ask_for_two_details(question: str, details: list[Detail]) -> None:
    """Its second part is a question word or a whole question; one about the text is left to the search."""
    assert details == [asked.detail for asked in classify_details(question)]
