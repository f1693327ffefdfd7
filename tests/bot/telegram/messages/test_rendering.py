"""Messages: their layout, and that Telegram accepts every one of them unchanged."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.answering.chat_language.several_questions import join_answers
from bot.answering.introduction import Introduction
from bot.answering.types import Answer, Citation, HeadRow, Mode, Notice, Statement
from bot.state.answers import StoredCitation
from bot.telegram.messages import keyboards
from bot.telegram.messages.answer import AnswerLayout, answer_messages
from bot.telegram.messages.display_values import display_date
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.page_links import PageLinks
from bot.telegram.messages.passage import copy_messages, passage_message
from bot.telegram.messages.passage_view import PassageView
from bot.telegram.messages.quotation import quotations
from bot.telegram.messages.sources import SourcesMessage, introduction_message, sources_message, suggestions_message
from bot.telegram.messages.translations import translate
from index.text.normalization import canonicalize
from index.types import Source, Span
from tests.support.botapi.markup import FormattedText, JsonDict, utf16_len, utf16_slice
from tests.support.botapi.telegram_limits import fix_formatted, read_markup
from tests.support.sample_answers import TIMINGS, make_citation, make_source, quote_answer

TEXT = "The cable broke in September. The first message 🌍 was sent on 16 August 1858. Queen Victoria was pleased."
ARTICLE = make_source(text=TEXT)
LINKED = make_source(
    "Gutta-percha", location="https://example.org/gum", kind="linked", author=None, date=None, text="Кабель изолирован."
)
SENT = make_citation(1, ARTICLE, TEXT, "The first message 🌍 was sent on 16 August 1858.")
GUM = make_citation(2, LINKED, "Кабель изолирован.", "Кабель изолирован.")
SHARE = "https://t.me/pincite_test_bot?start=p_AAAAAAAAAA"
KEYS = {1: "AAAAAAAAAA", 2: "BBBBBBBBBB"}

CHARACTERS = st.one_of(
    st.sampled_from("abcdefghij    .,*_`[]()<>&#/@:\n"),
    st.sampled_from("😀👩🏽🔬🌍𝛙𠌕𝄢Яёй\u200d\u0301中文עם"),
    st.characters(codec="utf-8"),
)


def canonical_texts(max_size: int = 60) -> st.SearchStrategy[str]:
    """Draw texts as they are stored: canonical and not empty, some of them long."""
    short = st.text(CHARACTERS, min_size=1, max_size=max_size)
    return st.builds(lambda text, times: canonicalize(text * times), short, st.sampled_from([1, 1, 1, 8, 40])).filter(
        lambda text: bool(text.strip())
    )


def test_what_the_catalog_knows_says_that_it_is_not_a_quote() -> None:
    """The statement stands alone, and a sentence tells where it comes from."""
    statement = Statement("Ada Reporter (“The Atlantic Cable”)", (), "catalog")
    answer = Answer("Who wrote this?", "answered", "catalog", (statement,), (), TIMINGS)
    [message] = answer_messages(answer, AnswerLayout("en"))
    expected = f"{statement.text}\n\nThis is from the details of the source, not from its text."
    assert (expected, None) == (message.text, message.keyboard)


@st.composite
def citations(draw: st.DrawFn, n: int) -> Citation:
    """Draw a citation whose quote is part of a longer text."""
    before, quote, after = draw(canonical_texts()), draw(canonical_texts()).strip(), draw(canonical_texts())
    location = draw(st.sampled_from(["https://example.org/a", "/srv/private/notes.md", "http://wiki/page"]))
    text = f"{before} {quote} {after}"
    source = make_source(
        draw(canonical_texts()),
        location=location,
        kind=draw(st.sampled_from(["article", "linked", "document"])),
        date=draw(st.sampled_from([None, "2026-11-02"])),
        text=text,
    )
    start = len(before) + 1
    span = Span(start, start + len(quote))
    return Citation(n, source, span, Span(0, len(text)), quote, location if "://" in location else None)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Draw an answer in any mode."""
    cited = tuple(draw(citations(n)) for n in range(1, draw(st.integers(1, 9)) + 1))
    mode: Mode = draw(st.sampled_from(["quotes", "model"]))
    if mode == "quotes":
        statements = tuple(Statement(citation.quote, (citation.n,)) for citation in cited)
    else:
        numbers = st.lists(st.sampled_from([citation.n for citation in cited]), max_size=4, unique=True).map(tuple)
        statements = tuple(draw(st.lists(st.builds(Statement, canonical_texts(), numbers), min_size=1, max_size=9)))
    return Answer(draw(canonical_texts()), "answered", mode, statements, cited, TIMINGS)


def stored(citation: Citation, key: str = "AAAAAAAAAA") -> StoredCitation:
    """Return a citation as the store returns it."""
    source = citation.source
    return StoredCitation(
        key=key,
        n=citation.n,
        source_id=source.id,
        text_id=source.text_id,
        span=citation.span,
        context=citation.context,
        title=source.title,
        author=source.author,
        date=source.date,
        location=source.location,
        kind=source.kind,
        link=citation.link,
        quote=citation.quote,
        page=None,
        created_at=datetime(2026, 11, 2, tzinfo=UTC),
    )


def view_of(citation: Citation, text: str | None, linked_from: str | None = None) -> PassageView:
    """Return a citation in its passage; ``text`` is None if the source was removed."""
    return PassageView(stored(citation), text, citation.context, linked_from=linked_from)


def keys_of(answer: Answer) -> dict[int, str]:
    """Return a key for each citation."""
    return {citation.n: f"key-{citation.n:06}" for citation in answer.citations}


def entities_of(message: OutgoingMessage) -> list[JsonDict]:
    """Return the entities as JSON."""
    return [entity.to_dict() for entity in message.entities]


def cut_out(message: OutgoingMessage, kind: str) -> list[str]:
    """Return the text of each entity of a kind, cut out of the UTF-16 text."""
    return [
        utf16_slice(message.text, entity["offset"], entity["length"])
        for entity in entities_of(message)
        if entity["type"] == kind
    ]


def quotes_of(messages: Sequence[OutgoingMessage]) -> list[str]:
    """Return the quotes, folded or not."""
    return [
        utf16_slice(message.text, entity["offset"], entity["length"])
        for message in messages
        for entity in entities_of(message)
        if entity["type"] in {"blockquote", "expandable_blockquote"}
    ]


def labels_of(message: OutgoingMessage) -> list[list[str]]:
    """Return the labels of the buttons, row by row."""
    rows = message.keyboard.inline_keyboard if message.keyboard else ()
    return [[button.text for button in row] for row in rows]


def squeezed(text: str) -> str:
    """Return a text without white space, which may be lost in a quote that is longer than a message."""
    return "".join(text.split())


def assert_telegram_accepts(message: OutgoingMessage) -> None:
    """Check that Telegram neither refuses the message nor changes it."""
    dropped: list[str] = []
    taken = fix_formatted(FormattedText(message.text, tuple(entities_of(message))), dropped.append)
    assert message.text == taken.text
    assert sorted(map(json.dumps, entities_of(message))) == sorted(map(json.dumps, taken.entities))
    if message.keyboard:
        read_markup(message.keyboard.to_dict(), dropped.append)
        rows = message.keyboard.inline_keyboard
        assert all(len(str(button.callback_data or "").encode()) <= 64 for row in rows for button in row)
        assert all(1 <= len(row) <= 8 for row in rows)
    assert [] == dropped


# Answers


def test_the_words_that_answer_are_bold_only_in_a_sure_answer() -> None:
    """A quote that may be the answer, and one below prose, keep plain words; the quote is the same in each case."""
    sure = quote_answer("When was it sent?", SENT)
    (shown,) = answer_messages(sure, AnswerLayout("en", KEYS))
    (unsure,) = answer_messages(replace(sure, is_sure=False), AnswerLayout("en", KEYS))
    (why,) = answer_messages(replace(sure, question="Why was it sent?"), AnswerLayout("en", KEYS))

    assert [["16 August 1858", "[1]"], ["[1]"], ["[1]"]] == [cut_out(one, "bold") for one in (shown, unsure, why)]
    assert [[SENT.quote]] * 3 == [quotes_of([one]) for one in (shown, unsure, why)]


def test_quotes_are_shown_once_each_with_its_source() -> None:
    """Without a model an answer is its quotes, each above its number, title and date."""
    (message,) = answer_messages(quote_answer("When?", SENT, GUM), AnswerLayout("en", KEYS))

    assert message.text == snapshot("""\
The first message 🌍 was sent on 16 August 1858.
[1] The Atlantic Cable · 5 Aug 1858

Кабель изолирован.
[2] Gutta-percha\
""")
    assert [SENT.quote, GUM.quote] == quotes_of([message])
    assert ["16 August 1858", "[1]", "[2]"] == cut_out(message, "bold")
    assert [["1 · In context", "2 · In context"], ["Open page"]] == labels_of(message)


def test_a_long_title_is_shortened_under_its_quote() -> None:
    """A title of several lines would draw attention from the quote, so only the passage shows all of it."""
    cited = replace(
        SENT, source=replace(ARTICLE, title="Five voyages for one wire: the first Atlantic telegraph cables")
    )
    (message,) = answer_messages(quote_answer("When?", cited), AnswerLayout("en", KEYS))

    assert ["Five voyages for one wire: the first Atlantic telegraph… · 5 Aug 1858"] == cut_out(message, "italic")


def test_prose_comes_before_the_quotes_that_it_cites() -> None:
    """With a model the prose has the numbers, and the quotes follow."""
    statements = (Statement("It was sent in August 1858.", (1,)), Statement("Gum kept it dry.", (2, 1)))
    (message,) = answer_messages(
        Answer("When?", "answered", "model", statements, (SENT, GUM), TIMINGS), AnswerLayout("en", KEYS)
    )

    assert message.text == snapshot("""\
It was sent in August 1858. [1] Gum kept it dry. [2] [1]

The first message 🌍 was sent on 16 August 1858.
[1] The Atlantic Cable · 5 Aug 1858

Кабель изолирован.
[2] Gutta-percha\
""")
    assert [SENT.quote, GUM.quote] == quotes_of([message])


def test_an_answer_ends_with_votes() -> None:
    """Below the numbers are the page of the first quote and the two votes for the answer, once."""
    statements = (Statement("One. " * 700, (1,)), Statement("Two. " * 700, (2,)))
    answer = Answer("When?", "answered", "model", statements, (SENT, GUM), TIMINGS)
    first, last = answer_messages(answer, AnswerLayout("en", KEYS, answer_id=12))

    assert [["1 · In context"], ["Open page"]] == labels_of(first)
    assert [["2 · In context"], ["Open page", "👍", "👎"]] == labels_of(last)
    assert last.keyboard is not None
    assert ["v:+1.12", "v:-1.12"] == [button.callback_data for button in last.keyboard.inline_keyboard[1][1:]]


def test_a_title_leads_to_its_quote() -> None:
    """The title below a quote links to the quote in its page; that of a file is no link."""
    notes = make_source("Notes", location="/srv/notes.md", kind="document", text=TEXT)
    (message,) = answer_messages(
        quote_answer("When?", SENT, make_citation(2, notes, TEXT, "The cable")), AnswerLayout("en", KEYS)
    )

    assert ["The Atlantic Cable"] == cut_out(message, "text_link")
    assert [SENT.link] == [entity.url for entity in message.entities if entity.url]


def test_the_page_follows_the_number() -> None:
    """A quote from a source with pages shows its page after its number."""
    (message,) = answer_messages(quote_answer("When?", replace(SENT, page=12)), AnswerLayout("en", KEYS))

    assert message.text.endswith("\n[1] page 12 · The Atlantic Cable · 5 Aug 1858")


def test_quotes_of_one_source_have_one_footer() -> None:
    """Several quotes of one source have their numbers, and the title and date once, below the last one."""
    cable = make_citation(2, ARTICLE, TEXT, "Queen Victoria was pleased.")
    (message,) = answer_messages(quote_answer("When?", SENT, cable), AnswerLayout("de", KEYS))

    assert message.text == snapshot("""\
The first message 🌍 was sent on 16 August 1858.
[1]

Queen Victoria was pleased.
[2]

The Atlantic Cable · 5. Aug. 1858\
""")
    assert [ARTICLE.location] == [entity.url for entity in message.entities if entity.url]


@pytest.mark.parametrize(("length", "kind"), [(400, "blockquote"), (402, "expandable_blockquote")])
def test_only_a_long_quote_is_folded(length: int, kind: str) -> None:
    """A quote that is the answer is shown whole, up to four hundred UTF-16 units."""
    long = make_citation(1, ARTICLE, "😀" * (length // 2), "😀" * (length // 2))
    (message,) = answer_messages(quote_answer("When?", long), AnswerLayout("en", KEYS))

    assert [long.quote] == cut_out(message, kind)


def test_quotes_below_prose_are_folded() -> None:
    """Below the words of a model, its evidence takes as little room as clients allow."""
    statements = (Statement("It was sent in August 1858.", (1,)),)
    answer = Answer("When?", "answered", "model", statements, (SENT,), TIMINGS)
    (message,) = answer_messages(answer, AnswerLayout("en", KEYS))

    assert [SENT.quote] == cut_out(message, "expandable_blockquote")


def test_a_sentence_that_a_model_copied_is_shown_once() -> None:
    """The quote is the answer; the same words above it would only be longer."""
    copied = Statement(SENT.quote.rstrip("."), (1,), "supported")
    [message] = answer_messages(Answer("When?", "answered", "model", (copied,), (SENT,), TIMINGS), AnswerLayout("en"))
    assert 1 == message.text.count(copied.text)
    assert [SENT.quote] == cut_out(message, "blockquote")
    other = Statement("It was sent in 1858.", (1,), "supported")
    both = Answer("When?", "answered", "model", (copied, other), (SENT,), TIMINGS)
    [message] = answer_messages(both, AnswerLayout("en"))
    assert 2 == message.text.count(copied.text)


def test_a_number_in_prose_leads_to_its_passage() -> None:
    """Each number in the text and below a quote is a link that opens the passage in the private chat."""
    statements = (Statement("It was sent in August 1858.", (1,)),)
    answer = Answer("When?", "answered", "model", statements, (SENT,), TIMINGS)
    (message,) = answer_messages(answer, AnswerLayout("en", KEYS, links={1: SHARE}))

    assert ["[1]", "[1]", ARTICLE.title] == cut_out(message, "text_link")
    assert [SHARE, SHARE, SENT.link] == [entity.url for entity in message.entities if entity.url]


@pytest.mark.parametrize(
    ("stored_date", "language", "shown"),
    [
        ("2025-09-22", "en", "22 Sep 2025"),
        ("2025-09-22T10:00:00Z", "fr", "22 sept. 2025"),
        ("2025-09", "zh", "2025年9月"),
        ("1858", "ru", "1858"),
        ("2025-13-40", "en", "2025-13-40"),
        ("last Tuesday", "de", "last Tuesday"),
        (None, "en", None),
    ],
)
def test_a_date_is_in_the_readers_language(stored_date: str | None, language: str, shown: str | None) -> None:
    """A stored date is written as the reader writes it; one of another form stays as it is."""
    assert shown == display_date(stored_date, language)


def test_a_list_of_statements_has_a_line_for_each() -> None:
    """Statements that make a list are on separate lines."""
    statements = (Statement("It was sent.", (1,)), Statement("Gum kept it dry.", (2,)))
    answer = Answer("What?", "answered", "model", statements, (SENT, GUM), TIMINGS, shape="list")
    (message,) = answer_messages(answer, AnswerLayout("en", KEYS))

    assert message.text.startswith("• It was sent. [1]\n• Gum kept it dry. [2]\n\n")


def test_a_contradiction_is_announced() -> None:
    """A statement that contradicts the others is introduced as such."""
    statements = (Statement("It worked.", (1,)), Statement("It never did.", (2,), "contrast"))
    (message,) = answer_messages(
        Answer("Did it?", "answered", "model", statements, (SENT, GUM), TIMINGS), AnswerLayout("en", KEYS)
    )

    assert message.text.startswith("It worked. [1] But a source also says: It never did. [2]")


@pytest.mark.parametrize("notice", ["model_failed", "model_unsupported", "over_budget", "too_many_questions"])
def test_the_reason_for_quotes_only_is_shown_below(notice: Notice) -> None:
    """If quotes replace a model's answer, the last line says why."""
    (message,) = answer_messages(replace(quote_answer("When?", SENT), notice=notice), AnswerLayout("en", KEYS))

    assert translate("en", f"notice-{notice.replace('_', '-')}") == message.text.splitlines()[-1]


def test_the_chosen_sources_are_named_below() -> None:
    """If a conversation asks only some sources, the last line of an answer says so."""
    (message,) = answer_messages(quote_answer("When?", SENT), AnswerLayout("en", KEYS, scope="From Notes only."))

    assert "From Notes only." == message.text.splitlines()[-1]


def test_without_an_answer_the_nearest_quote_is_offered() -> None:
    """The closest quote follows, with its number; that the sources do not say it would be too much said."""
    (message,) = answer_messages(replace(quote_answer("Who?"), nearest=(SENT,)), AnswerLayout("en", KEYS))

    assert message.text.startswith("I found no clear answer. The closest quote is:\n\n")
    assert ([SENT.quote], ["1 · In context"]) == (quotes_of([message]), labels_of(message)[0])


def test_without_any_quote_the_answer_is_a_sentence() -> None:
    """If nothing is found, a sentence says so and what to do next, without buttons."""
    (message,) = answer_messages(quote_answer("Who?"), AnswerLayout("en"))

    assert message.text == snapshot("""\
The sources do not say.

Try other words, or send /sources to see what I can search.\
""")
    assert (message.entities, message.keyboard) == ((), None)


def test_each_of_several_questions_is_above_its_answer() -> None:
    """A question without an answer says so; the only source is named once, and each quote has one button."""
    pleased = make_citation(2, ARTICLE, TEXT, "Queen Victoria was pleased.")
    answers = [quote_answer("When?", SENT), quote_answer("Who paid?"), quote_answer("Who was pleased?", pleased, SENT)]
    joined = join_answers("When? Who paid? Who was pleased?", answers)
    (message,) = answer_messages(joined, AnswerLayout("en", {1: "a" * 10, 2: "b" * 10}))

    assert message.text == snapshot("""\
When?
The first message 🌍 was sent on 16 August 1858.
[1]

Who paid?
The sources do not say.

Who was pleased?
Queen Victoria was pleased.
[2]

The first message 🌍 was sent on 16 August 1858.
[1]

The Atlantic Cable · 5 Aug 1858\
""")
    assert ["1", "2"] == [label.split()[0] for label in labels_of(message)[0]]
    assert ["When?", "Who paid?", "Who was pleased?"] == [one for one in cut_out(message, "bold") if one.endswith("?")]


def test_the_question_of_a_button_is_shown_above_its_answer() -> None:
    """A pressed question is shown in bold, because the chat does not contain it."""
    (message,) = answer_messages(quote_answer("When?", SENT), AnswerLayout("en", KEYS, question="When?"))

    assert "When?" == cut_out(message, "bold")[0]
    assert message.text.startswith("When?\n\nThe first message")


def test_a_number_leads_to_the_key_of_its_citation() -> None:
    """The data of a numbered button is the key of that citation."""
    (message,) = answer_messages(quote_answer("When?", SENT, GUM), AnswerLayout("en", KEYS))

    assert message.keyboard is not None
    data = {button.text[0]: button.callback_data for button in message.keyboard.inline_keyboard[0]}
    assert {"1": "c:AAAAAAAAAA", "2": "c:BBBBBBBBBB"} == data


def test_many_numbers_are_in_even_rows() -> None:
    """Seven buttons are four and three, not six and one."""
    cited = tuple(replace(SENT, n=n) for n in range(1, 8))
    (message,) = answer_messages(
        quote_answer("When?", *cited), AnswerLayout("en", {n: f"key-{n}" for n in range(1, 8)})
    )

    assert [["1", "2", "3", "4"], ["5", "6", "7"]] == labels_of(message)[:2]


def test_a_message_has_the_quotes_and_buttons_of_its_statements() -> None:
    """If prose takes two messages, each has the quotes that its own statements cite."""
    statements = (Statement("One. " * 700, (1,)), Statement("Two. " * 700, (2,)))
    messages = answer_messages(
        Answer("When?", "answered", "model", statements, (SENT, GUM), TIMINGS), AnswerLayout("en", KEYS)
    )

    assert [["1 · In context"], ["2 · In context"]] == [labels_of(message)[0] for message in messages]
    assert [[SENT.quote], [GUM.quote]] == [quotes_of([message]) for message in messages]


def test_more_quotes_than_entities_take_another_message() -> None:
    """A message has at most a hundred entities, so sixty short quotes take two messages."""
    cited = tuple(replace(SENT, n=n, quote=f"Quote {n}.") for n in range(1, 61))
    messages = answer_messages(quote_answer("When?", *cited), AnswerLayout("en", {n: f"key-{n}" for n in range(1, 61)}))

    assert [100, 24] == [len(message.entities) for message in messages]
    assert [f"Quote {n}." for n in range(1, 61)] == quotes_of(messages)


def test_a_statement_with_too_many_quotes_for_a_message_is_continued() -> None:
    """A statement that cites sixty quotes takes two messages, and no quote is lost."""
    cited = tuple(replace(SENT, n=n, quote=f"Quote {n}.") for n in range(1, 61))
    statements = (Statement("Much is known.", tuple(range(1, 61))),)
    answer = Answer("What?", "answered", "model", statements, cited, TIMINGS)
    messages = answer_messages(answer, AnswerLayout("en", keys_of(answer), answer_id=7))

    assert 2 == len(messages)
    assert [f"Quote {n}." for n in range(1, 61)] == quotes_of(messages)


def test_a_quote_longer_than_a_message_is_continued() -> None:
    """A quote of nine thousand characters takes three messages, split between words."""
    long = ("слово 😀 " * 1_200).strip()
    answer = quote_answer("When?", replace(SENT, quote=long))
    messages = answer_messages(answer, AnswerLayout("en", KEYS))

    assert long.split() == " ".join(quotes_of(messages)).split()
    assert [["1 · In context"]] * 3 == [labels_of(message)[0] for message in messages]


@settings(max_examples=30, deadline=None)
@given(answers(), st.booleans())
def test_telegram_accepts_every_answer_unchanged(answer: Answer, shown: bool) -> None:  # noqa: FBT001 - drawn, not passed
    """Any answer becomes messages within the limits, and Telegram keeps their entities and buttons."""
    for message in answer_messages(
        answer, AnswerLayout("en", keys_of(answer), question=None if shown else answer.question)
    ):
        assert_telegram_accepts(message)


@settings(max_examples=30, deadline=None)
@given(answers())
def test_every_quote_is_shown_to_the_character(answer: Answer) -> None:
    """The text of a quote's entity is the quote; only a quote that fits in no message is continued."""
    messages = answer_messages(answer, AnswerLayout("en", keys_of(answer), answer_id=7))
    cited = {n for statement in answer.statements for n in statement.citations}
    wanted = [citation.quote for citation in answer.citations if citation.n in cited]
    found = quotes_of(messages)

    short = {quote for quote in wanted if utf16_len(quote) < 3_800}
    assert short <= set(found)
    if short == set(wanted):
        assert short == set(found)
    if answer.mode == "quotes":
        assert squeezed("".join(wanted)) == squeezed("".join(found))


@settings(max_examples=30, deadline=None)
@given(answers())
def test_no_statement_is_separated_from_its_citations(answer: Answer) -> None:
    """If a message has a number, it has the button with that number."""
    for message in answer_messages(answer, AnswerLayout("en", keys_of(answer), answer_id=7)):
        labels = {label.partition(" · ")[0] for row in labels_of(message) for label in row}
        numbers = {mark.strip("[]") for mark in cut_out(message, "bold")}
        assert numbers <= labels


# Passages


def test_a_passage_shows_its_quote_in_bold_within_a_quotation() -> None:
    """A pressed number shows title, author, date and kind, the passage with the quote in bold, and its address."""
    message = passage_message(view_of(SENT, TEXT), share=SHARE, language="en")

    assert message.text == snapshot("""\
The Atlantic Cable
Ada Reporter · 5 Aug 1858 · the article

The cable broke in September. The first message 🌍 was sent on 16 August 1858. Queen Victoria was pleased.

https://example.org/cable.html\
""")
    assert [TEXT] == cut_out(message, "blockquote")
    assert ["The Atlantic Cable", SENT.quote] == cut_out(message, "bold")


def test_a_passage_can_be_opened_copied_and_shared() -> None:
    """Buttons open the page at the quote, copy the quote with its title and link, and share a link."""
    message = passage_message(view_of(SENT, TEXT), share=SHARE, language="en")

    assert message.keyboard is not None
    ((opens,), (copies, shares)) = message.keyboard.inline_keyboard
    assert SENT.link == opens.url
    assert copies.copy_text is not None
    assert f"{SENT.quote}\n\n{ARTICLE.title}\n{SENT.link}" == copies.copy_text.text
    assert {"url": [SHARE], "text": [ARTICLE.title]} == parse_qs(urlsplit(str(shares.url)).query)


def test_what_is_too_long_for_a_button_is_sent_to_copy() -> None:
    """A button copies up to 256 UTF-16 units; more is never cut, but sent by the bot."""
    quote = ("слово 😀 " * 60).strip()
    view = view_of(make_citation(1, ARTICLE, quote, quote), quote)
    message = passage_message(view, share=SHARE, language="en")
    (copied,) = copy_messages(view, SHARE)

    assert message.keyboard is not None
    assert "y:AAAAAAAAAA+0" == message.keyboard.inline_keyboard[-1][0].callback_data
    assert (True, [copied.text]) == (copied.text.startswith(f"{quote}\n\n{ARTICLE.title}\n"), cut_out(copied, "pre"))


@pytest.mark.parametrize(
    ("number", "labels"),
    [(1, ["Open page", "▶"]), (2, ["◀", "Open page", "▶"]), (3, ["◀", "Open page"])],
)
def test_a_passage_leads_to_those_beside_it(number: int, labels: list[str]) -> None:
    """Buttons lead to the passage before, except at the first, and after, except at the last; the number is shown."""
    view = replace(view_of(SENT, TEXT), step=number - 2, number=number, last=3)
    message = passage_message(view, share=None, language="en")

    assert labels == labels_of(message)[0]
    assert f"passage {number} of 3" in message.text


def test_the_page_of_a_quote_is_shown() -> None:
    """In a source with pages, the line below the title shows the page."""
    citation = stored(SENT)
    message = passage_message(PassageView(citation, TEXT, citation.context, page=12), share=None, language="en")

    assert ["Ada Reporter · 5 Aug 1858 · page 12 · the article"] == cut_out(message, "italic")


def test_the_section_of_a_quote_is_shown() -> None:
    """The nearest heading is below a quote and a passage, unless it repeats the title."""
    citation = replace(SENT, page=12, section=("Ships", "Early\nvoyages"), also=("copy", "mirror"))
    shown = quotations([citation], "en", {})[0].text
    titled = quotations([replace(citation, section=(ARTICLE.title,))], "en", {})[0].text
    view = PassageView(stored(SENT), TEXT, stored(SENT).context, page=12, section=citation.section)
    message = passage_message(view, share=None, language="en")

    place = "§ Early voyages · page 12 · also in 2 other sources"
    assert f"{SENT.quote}\n[{SENT.n}] {place} · The Atlantic Cable · 5 Aug 1858" == shown
    assert "§" not in titled
    assert ["Ada Reporter · 5 Aug 1858 · § Early voyages · page 12 · the article"] == cut_out(message, "italic")


def test_a_row_of_a_table_is_below_its_head() -> None:
    """A quotation shows the head row above the row; so does the passage, if it starts below the head."""
    table = "Ship | Lost\nArk | 1601\nBell | 1702"
    row = Span(table.index("Bell"), len(table))
    citation = replace(
        SENT, span=row, context=row, quote=row.slice(table), head=HeadRow(Span(0, 11), "Ship | Lost"), section=()
    )
    view = PassageView(replace(stored(SENT), span=row, quote=citation.quote, head=citation.head), table, row)
    message = passage_message(view, share=None, language="en")

    assert quotations([citation], "en", {})[0].text.startswith("Ship | Lost\nBell | 1702\n[")
    assert ["Ship | Lost\nBell | 1702"] == cut_out(message, "blockquote")


def test_a_neighbouring_passage_has_no_quote_in_bold() -> None:
    """Another passage of the text is shown without a quote in bold."""
    view = replace(view_of(SENT, TEXT), span=Span(0, 18), step=-1, number=1, last=2)
    message = passage_message(view, share=None, language="en")

    assert ([TEXT[:18]], [ARTICLE.title]) == (cut_out(message, "blockquote"), cut_out(message, "bold"))


def test_a_linked_source_says_which_source_links_to_it() -> None:
    """The line below the title of a linked source names the source that links to it."""
    message = passage_message(view_of(GUM, "Кабель изолирован.", "The Atlantic Cable"), share=SHARE, language="en")

    assert ["linked from The Atlantic Cable"] == cut_out(message, "italic")


def test_the_path_of_a_file_stays_private() -> None:
    """Only the name of a file on the server is shown, and there is no page to open."""
    source = make_source("Notes", location="/srv/private/notes.md", kind="document", text=TEXT)
    message = passage_message(view_of(make_citation(1, source, TEXT, SENT.quote), TEXT), share=SHARE, language="en")

    assert message.text.endswith("\n\nnotes.md")
    assert ("private" in message.text, [["Copy", "Share"]]) == (False, labels_of(message))


def test_the_quote_of_a_removed_source_is_still_shown() -> None:
    """If the text is gone, the quote is shown alone, and a sentence says why."""
    message = passage_message(view_of(SENT, None), share=SHARE, language="en")

    assert message.text == snapshot("""\
The Atlantic Cable
Ada Reporter · 5 Aug 1858 · the article

The first message 🌍 was sent on 16 August 1858.

This source was removed, so I can show you the quote but not the text around it.

https://example.org/cable.html\
""")
    assert [SENT.quote] == cut_out(message, "blockquote")


def test_a_long_passage_is_cut_around_its_quote() -> None:
    """Of a passage longer than a message, the quote stays whole, with the text next to it on both sides."""
    text = "перед 😀 " * 1_000 + SENT.quote + " after" * 1_000
    message = passage_message(view_of(make_citation(1, ARTICLE, text, SENT.quote), text), share=SHARE, language="en")
    (passage,) = cut_out(message, "blockquote")

    assert SENT.quote == cut_out(message, "bold")[1]
    assert f"😀 {SENT.quote} after" in passage
    assert ("…", "…") == (passage[0], passage[-1])
    assert_telegram_accepts(message)


def test_a_quote_longer_than_a_message_is_cut_at_its_end() -> None:
    """Only a quote that is too long by itself is cut, and an ellipsis shows it."""
    text = "слово " * 1_000
    message = passage_message(view_of(make_citation(1, ARTICLE, text, text.strip()), text), share=SHARE, language="en")

    assert cut_out(message, "bold")[1].endswith("слово…")
    assert_telegram_accepts(message)


@settings(max_examples=30, deadline=None)
@given(citations(1), st.booleans(), canonical_texts())
def test_telegram_accepts_every_passage_unchanged(citation: Citation, there: bool, title: str) -> None:  # noqa: FBT001 - drawn, not passed
    """Any passage is one message within the limits, which shows a quote of ordinary length whole."""
    context, span = citation.context, citation.span
    before, after = "a" * span.start, "b" * (context.end - span.end)
    text = before + citation.quote + after if there else None
    message = passage_message(view_of(citation, text, title), share=SHARE, language="en")

    assert_telegram_accepts(message)
    if utf16_len(citation.quote) < 3_000:
        assert citation.quote in (cut_out(message, "bold")[-1] if there else cut_out(message, "blockquote")[0])


# Introduction and sources


def test_the_introduction_names_the_article_and_suggests_questions() -> None:
    """The bot introduces the article, with suggested questions as buttons, one below the other."""
    message = introduction_message(Introduction(ARTICLE, ("When was it sent?", "Why did it break?")), "en")

    assert message.text == snapshot("""\
I answer questions about this article:

The Atlantic Cable
by Ada Reporter · 5 Aug 1858

Each answer shows exact quotes from my sources. A numbered button below it opens the passage around a quote.

Ask me anything about it, or start with one of these questions:\
""")
    tasks = ["Summary", "Who is involved"]
    assert [tasks, ["When was it sent?"], ["Why did it break?"]] == labels_of(message)


def test_the_introduction_counts_the_other_sources() -> None:
    """A bot with several sources says that it searches all of them."""
    message = introduction_message(Introduction(ARTICLE, ()), "en", others=2)

    assert translate("en", "more-sources", count=2) in message.text


def test_an_introduction_with_names_has_them_as_buttons() -> None:
    """Tasks and names are in a row each, and a timeline needs dates."""
    introduction = Introduction(ARTICLE, ("What about Ada?",), ("Ada Reporter", "Cyrus Field"), has_dates=True)
    message = introduction_message(introduction, "en")

    tasks, names = ["Summary", "Who is involved", "Timeline"], ["Ada Reporter", "Cyrus Field"]
    assert [tasks, names] == labels_of(message)


@settings(max_examples=30, deadline=None)
@given(canonical_texts(), st.lists(canonical_texts(), max_size=3))
def test_telegram_accepts_every_introduction_unchanged(title: str, questions: list[str]) -> None:
    """Any title and any questions make a message within the limits."""
    article = replace(ARTICLE, title=title, author=title)

    assert_telegram_accepts(introduction_message(Introduction(article, tuple(questions)), "en"))


def test_a_new_source_comes_with_questions() -> None:
    """A new source is announced with questions that it answers, as buttons."""
    message = suggestions_message(ARTICLE, ("When was it sent?",), "en")

    assert f"{ARTICLE.title}\n\n{translate('en', 'new-source')}" == message.text
    assert ([ARTICLE.title], [["When was it sent?"]]) == (cut_out(message, "bold"), labels_of(message))


def test_sources_are_listed_with_kind_date_and_size() -> None:
    """The list numbers the sources, with kind, date and size; a title on the web is a link."""
    notes = make_source("Notes", location="/srv/private/notes.md", kind="document", date=None)
    message = sources_message(SourcesMessage([ARTICLE, replace(notes, passages=1)], page=0), "en")

    assert message.text == snapshot("""\
I have 2 sources:

1. The Atlantic Cable
the article · 5 Aug 1858 · 12 passages

2. Notes
document · 1 passage

I search all of them. Tap a number to search only that source. Tap more numbers to add sources.\
""")
    assert ["The Atlantic Cable"] == cut_out(message, "text_link")


def test_a_source_with_the_text_of_another_says_so() -> None:
    """The pages of a folder may be copies; the first one with the text is named by its number in the list."""
    copies = [replace(ARTICLE, id=f"copy{n}") for n in range(11)]
    pages = [sources_message(SourcesMessage(copies, page=page), "en").text for page in range(2)]

    assert [9, 1] == [page.count("same text as 1") for page in pages]


def test_a_long_list_has_pages() -> None:
    """A page shows ten sources, with buttons to the pages before and after it."""
    sources: list[Source] = [make_source(f"Title {n}", location=f"https://example.org/{n}") for n in range(1, 24)]
    pages = [sources_message(SourcesMessage(sources, page=page), "en") for page in range(3)]

    assert [["More →"], ["← Back", "More →"], ["← Back"]] == [labels_of(page)[-1] for page in pages]
    assert "21. Title 21" in pages[2].text
    assert "\n\nPage 3 of 3\n" in pages[2].text


def test_a_page_beyond_the_end_is_the_last_one() -> None:
    """A button to a page that is gone, because sources were removed, leads to the last page."""
    assert sources_message(SourcesMessage([ARTICLE], page=0), "en") == sources_message(
        SourcesMessage([ARTICLE], page=7), "en"
    )


@pytest.mark.parametrize(
    ("now", "fragment"),
    [
        (SENT.quote, "#:~:text=The%20first"),
        ("It was sent in 1859.", "#:~:text=It%20was%20sent%20in%201859."),
        (None, ""),
    ],
)
def test_a_page_that_has_changed_opens_at_its_new_words(now: str | None, fragment: str) -> None:
    """Where nothing stands in place of the quote, the page opens without a place; a copied quote has the bot's link."""
    view = replace(view_of(SENT, TEXT), changed=True, now=now)

    assert str(view.link).startswith(ARTICLE.location + fragment)
    assert (view.link == ARTICLE.location) == (now is None)
    (copied,) = copy_messages(view, "https://t.me/b?start=p_A")
    assert copied.text.endswith("https://t.me/b?start=p_A")


@settings(max_examples=30, deadline=None)
@given(st.lists(canonical_texts(), min_size=1, max_size=10))
def test_telegram_accepts_every_list_of_sources_unchanged(titles: list[str]) -> None:
    """Any titles make a page within the limits."""
    assert_telegram_accepts(
        sources_message(SourcesMessage([replace(ARTICLE, title=title) for title in titles], page=0), "en")
    )


@pytest.mark.parametrize(
    ("url", "openable"),
    [
        ("https://example.org/a#:~:text=b,c", True),
        ("http://127.0.0.1:8000/a", True),
        ("https://пример.рф/страница", True),
        ("http://wiki/page", False),
        ("http://[::1]/a", False),
        ("http://user@example.org/", False),
        ("http://example.org:port/", False),
        ("http://a..b/", False),
        ("ftp://example.org/", False),
        ("/srv/notes.md", False),
        ("https://example.org/" + "a" * 3_000, False),
    ],
)
def test_a_link_that_telegram_would_refuse_is_not_sent(url: str, openable: bool) -> None:  # noqa: FBT001 - a row of the table
    """Telegram refuses a whole message because of one such link, so the link is left out."""
    assert openable == keyboards.is_accepted_url(url)


@pytest.mark.parametrize(
    ("url", "private", "kind"),
    [
        ("https://bot.example.org", True, "web_app"),
        ("https://bot.example.org", False, "url"),
        ("http://bot.example.org", True, "url"),
        ("http://localhost:8080", True, None),
        (None, True, None),
    ],
)
def test_a_button_opens_the_page_of_the_first_quote(url: str | None, private: bool, kind: str | None) -> None:  # noqa: FBT001 - a case
    """It is a Mini App in private chats and a link elsewhere; an address that Telegram refuses gets no button."""
    pages = PageLinks.for_chat(url, private=private)
    (answer,) = answer_messages(quote_answer("When?", SENT, GUM), AnswerLayout("en", KEYS, pages=pages))
    passage = passage_message(view_of(SENT, TEXT), share=SHARE, language="en", pages=pages)
    for message, key in ((answer, KEYS[1]), (passage, stored(SENT).key)):
        assert message.keyboard is not None
        rows = message.keyboard.to_dict()["inline_keyboard"]
        found = [button for row in rows for button in row if button["text"] == "Full text"]
        target = f"{url}/p/{key}"
        expected = {"web_app": {"url": target}, "url": target}
        assert ([{"text": "Full text", kind: expected[kind]}] if kind else []) == found
