"""Questions about a whole source without a model: summaries, positions and timelines of telling sentences."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.answering.questions.intent import Intent
from bot.answering.quotes.telling_sentences import leave_out_speech, select_positions, select_telling
from bot.answering.quotes.whole_source import WholeSourceTask, find_earliest_date, select_whole_source_quotes
from index.types import SentenceHit, Span

ARTICLE = (
    "By Ida Fenn and Otto Lind, Tarn Courier",
    "Wednesday, 12 March 2025",
    "The ferry to Tarn Island sank on 11 March after it had hit a rock.",
    "All eighty passengers were saved by fishermen of the island.",
    "What happened on board?",
    "These are the questions that the inspectors ask:",
    "The ferry was built by Hollis and Wray in 1932.",
    "The rock may have moved in a storm in autumn.",
    "Captain Ines Moor said that the rock is on no chart.",
    "The chair of the council, Ivo Lang, claims that the captain was warned.",
    "A new ferry will sail on 2 May.",
)


def read(texts: Sequence[str]) -> list[SentenceHit]:
    """Return the sentences of a source, with vectors in different directions."""
    chance = np.random.default_rng(0)
    hits, start = [], 0
    for text in texts:
        vector = chance.normal(size=8).astype(np.float32) + 2
        span = Span(start, start + len(text))
        hits.append(SentenceHit("source", "text", span, Span(0, 900), text, 0.0, vector / np.linalg.norm(vector)))
        start = span.end + 1
    return hits


def quote(intent: Intent, texts: Sequence[str] = ARTICLE, language: str = "en") -> list[str]:
    """Return the quotes for an intent."""
    return [
        hit.text
        for hit in select_whole_source_quotes(WholeSourceTask(intent, tuple(read(texts)), {"source": language}))
    ]


def test_a_summary_begins_with_the_lead() -> None:
    """The first two sentences that tell something come first; bylines, questions and announcements are left out."""
    found = quote("summary")
    assert list(ARTICLE[2:4]) == found[:2]
    assert not {*ARTICLE[:2], *ARTICLE[4:6]} & set(found)


@pytest.mark.parametrize(
    ("first", "second", "after"),
    [
        ("“I went to the rock.", "I saw the ship,” the captain wrote.", "The “rock” is high."),
        ("„Ich fuhr hinaus.", "Ich sah das Schiff“, schrieb die Kapitänin.", "Der „Fels“ ist hoch."),
        ("»Ich fuhr hinaus.", "Ich sah das Schiff«, schrieb sie.", "Der »Fels« ist hoch."),
        ("« Je suis sortie.", "J’ai vu le bateau », écrit-elle.", "Le « rocher » est haut."),
        ("「私は出かけた。", "船を見た」と船長は書いた。", "「岩」は高い。"),
        ('"I went to the rock.', 'I saw the ship," the captain wrote.', 'The "rock" is high.'),
    ],
)
def test_a_summary_has_no_sentences_within_longer_speech(first: str, second: str, after: str) -> None:
    """They do not say who speaks. A quotation within a sentence stays; one ends with its paragraph at the latest."""
    hits = read([first, second, after])
    assert [after] == [hit.text for hit in leave_out_speech(hits)]
    later = SentenceHit("source", "text", Span(700, 720), Span(0, 900), "The ship was old.", 0.0)
    assert [later] == leave_out_speech([hits[0], later])
    assert hits[:2] == leave_out_speech(hits[:2])


def test_positions_are_of_speakers() -> None:
    """Sentences in which somebody says or claims something answer who says what."""
    assert list(ARTICLE[8:10]) == [text for text in quote("positions") if "ock may" not in text]


def test_a_timeline_is_in_the_order_of_dates() -> None:
    """A day without a year is of the dateline's year, and "may" is no month."""
    assert [ARTICLE[6], ARTICLE[2], ARTICLE[10]] == quote("timeline")


def test_many_dates_leave_the_latest_event() -> None:
    """A timeline of many sentences is cut by their importance, not at its end."""
    texts = [f"In {1900 + year} the ferry carried {year} more passengers." for year in range(30)]
    found = quote("timeline", texts)
    assert 10 == len(found)
    assert sorted(found) == found
    assert any(text > "In 1915" for text in found)


@pytest.mark.parametrize(
    ("language", "texts", "told"),
    [
        ("de", ["Von Birte Hallermund, Gerichtsreporterin", "Die Fähre sank am Dienstag vor der Insel."], 1),
        ("es", ["Sábado, 17 de mayo de 2025.", "El barco se hundió el martes frente a la isla."], 1),
        ("ru", ["Газета «Вестник», 11 марта 2024 года", "Паром затонул во вторник у берегов острова."], 1),
        ("zh", ["记者李明报道", "渡轮星期二在岛屿附近沉没了。"], 1),
        ("en", ["No stop here", "Nor here"], 0),
    ],
)
def test_sentences_that_tell_are_selected(language: str, texts: list[str], told: int) -> None:
    """A byline and a dateline tell nothing; a text of such lines alone is kept."""
    assert read(texts)[told:] == select_telling(read(texts), {"source": language}) or told == 0
    assert len(texts) - told == len(select_telling(read(texts), {"source": language}))


def test_one_speaker_is_no_list_of_positions() -> None:
    """Fewer than two sentences of speakers are no positions."""
    assert [] == select_positions(read([*ARTICLE[2:4], ARTICLE[8]]), {"source": "en"}, 6)


def test_a_date_without_year_sorts_by_the_given_year() -> None:
    """Without a year the date comes last."""
    assert (2025, 5, 2) == find_earliest_date("A new ferry will sail on 2 May.", "en", 2025)
    assert (9999, 5, 2) == find_earliest_date("A new ferry will sail on 2 May.", "en")
    assert (9999, 12, 31) == find_earliest_date("The rock may have moved.", "en", 2025)
