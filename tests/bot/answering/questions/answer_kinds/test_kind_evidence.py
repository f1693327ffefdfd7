"""A sentence has what a question asks for, or it hardly ever answers."""

import pytest

from bot.answering.questions.answer_kinds.kind_evidence import answers_follow_up, has_kind, may_answer, names_counted

FINISHED = "Ada Byrne finished the lighthouse on 4 May 1811, after nine years of building."


@pytest.mark.parametrize(
    ("question", "quote", "may"),
    [
        ("When was it finished?", FINISHED, True),
        ("When was it finished?", "The lighthouse stands on a reef.", False),
        ("How many maps were attached?", "The maps were attached to the letter.", False),
        ("How many maps were attached?", "Two maps were attached.", True),
        ("How many of the 300 maps are left?", "The 300 maps were burned.", False),
        ("wie viele karten gab es", "Es gab nur die Karte des Riffs.", False),
        ("Who finished the lighthouse?", FINISHED, True),
        ("Who founded the Harbour Museum?", "The Harbour Museum has a tower.", False),
        ("Who is Ada Byrne?", "Ada Byrne builds towers.", True),
        ("who bought the byrnes house", "Byrne sold the house.", False),
        ("谁建造了灯塔？", "灯塔由工程师建造。", True),
        ("How old was she?", "She was 41 when the tower was finished.", True),
        ("How old was she?", "Ada Byrne, 41, finished the tower.", True),
        ("How old was she?", "She led the yard for thirty-one years.", False),
        ("How old was she?", "She bought the yard seven years ago.", False),
        ("what time does it open", "The tower opens at 9 a.m.", True),
        ("what time does it open", "The tower opens in May 1811.", False),
        ("how long is it open", "The tower is open from 9 a.m. to 5 p.m.", True),
        ("what is the keeper called", "The keeper Ida Krug lives there.", True),
        ("what is the cottage called", "Its cottage was called “the shell”.", True),
        ("what is the keeper's name", "The keeper lives in the cottage.", False),
        ("which school did she visit", "She was the only one who visited a school.", False),
        ("which hospital was it", "Reef General Hospital counted 44 patients.", True),
        ("How old was she?", "She was 41 years old.", True),
        ("what does a visit cost", "The visit takes 40 minutes.", False),
        ("what does a visit cost", "A visit is £4.", True),
        ("what does a visit cost", "Visits are free.", True),
        ("how heavy is the lamp", "The lamp was bought for 300 pounds.", True),
        ("how heavy is the lamp", "The lamp was bought for 300 euros.", False),
        ("how long did it take", "The work cost 300 euros.", False),
        ("how long did it take", "The work took three winters and 40 days.", True),
        ("Why was it finished?", "The lighthouse stands on a reef.", True),
    ],
)
def test_a_quote_has_what_the_question_asks_for(question: str, quote: str, *, may: bool) -> None:
    """A number with its unit, a date or a name of its own; a reason and other questions need no word of their own."""
    assert may_answer(question, quote, "de" if "Karte" in quote else "zh" if "灯" in quote else "en") is may


@pytest.mark.parametrize(
    ("quote", "language", "has"),
    [
        ("Ein Glas kostet 45 Złoty.", "de", True),
        ("Słoik kosztuje czterdzieści pięć złotych.", "pl", True),
        ("Kart için 30 lira alınır.", "tr", True),
        ("Kart iki yıl geçerlidir.", "tr", False),
        ("चूल्हे की कीमत 4,800 रुपये है।", "hi", True),
        ("Ореховый, стоит 240, к праздникам.", "ru", True),
    ],
)
def test_prices_are_told_by_their_currency(quote: str, language: str, *, has: bool) -> None:
    """Without a list of a language's units, any sentence may have a price."""
    assert has_kind("money", "", quote, language) is has


@pytest.mark.parametrize(
    ("quote", "language", "has"),
    [
        ("The mill closed because the river had moved.", "en", True),
        ("The mill closed in May.", "en", False),
        ("La fábrica cerró debido a la sequía.", "es", True),
        ("Die Mühle schloss, weil der Fluss fehlte.", "de", True),
        ("Le car attendait devant le moulin.", "de", False),
        ("因为河流改道，磨坊关门了。", "zh", True),
        ("Myllyn ovet sulkeutuivat.", "fi", True),
    ],
)
def test_reasons_have_words_of_their_language(quote: str, language: str, *, has: bool) -> None:
    """A word of another language tells no reason; in a language without a list any sentence may tell one."""
    assert has_kind("reason", "", quote, language) is has


@pytest.mark.parametrize(
    ("quote", "language", "has"),
    [
        ("The lamp was made in a shed.", "en", True),
        ("The keeper came from Brest.", "en", True),
        ("In May 1811 the lamp broke.", "en", False),
        ("The capital is Oslo.", "en", True),
        ("Die Lampe hing im Turm.", "de", True),
        ("Die Lampe war schwer.", "de", False),
        ("灯塔位于河口。", "zh", True),
        ("二階の休憩室ではお弁当を食べられます。", "ja", True),
        ("現在の館長は野口達也です。", "ja", False),
        ("본사는 세종으로 옮겼다.", "ko", True),
        ("직원은 400명이다.", "ko", False),
        ("Lamppu on raskas.", "fi", True),
    ],
)
def test_a_place_has_words_of_its_own(quote: str, language: str, *, has: bool) -> None:
    """A preposition outside a date, or a name; without a list of a language any sentence may tell a place."""
    question = "Wo war die Lampe?" if language == "de" else "Where was the lamp?"
    assert has_kind("place", question, quote, language) is has


@pytest.mark.parametrize(
    ("quote", "language", "has"),
    [
        ("The walk takes an hour.", "en", True),
        ("وتستغرق الرحلة ساعة واحدة.", "ar", True),
        ("두 시간 걸린다.", "ko", True),
    ],
)
def test_a_duration_may_have_no_number(quote: str, language: str, *, has: bool) -> None:
    """Words such as "an hour" tell it."""
    assert has_kind("duration", "how long does it take", quote, language) is has


@pytest.mark.parametrize(
    ("question", "quote", "answers"),
    [
        ("why?", "The cable snapped because a brake was applied too hard.", True),
        ("how come?", "The tower is of granite.", False),
        ("pourquoi ?", "Ils ont déposé une pétition, parce que les cars bloquent la rue.", True),
        ("warum", "Der Turm ist aus Granit.", False),
        ("왜?", "주차장이 좁아서 자전거 보관대를 설치했다.", True),
        ("since when?", "Paraffin replaced the oil in 1872.", True),
        ("since when?", "The engineer was 26 years old.", False),
        ("depuis quand ?", "Le moulin est fermé depuis 1987.", True),
        ("who?", "The tower is of granite.", False),
        ("where?", "The tower is of granite.", True),
    ],
)
def test_a_bare_question_word_is_answered_by_what_it_asks_for(question: str, quote: str, *, answers: bool) -> None:
    """A reason for "why", a date for "since when", a name for "who"; else anything."""
    assert answers_follow_up(question, quote, "und") is answers


@pytest.mark.parametrize(
    ("quote", "language", "has"),
    [
        ("She ran the mill for 31 years.", "en", False),
        ("Honorine dirigea la filature pendant trente et un ans.", "fr", False),
        ("Elle avait trente et un ans.", "fr", True),
        ("Il y a 30 ans, elle dirigea la filature.", "fr", False),
        ("Vor 30 Jahren leitete sie die Mühle.", "de", False),
        ("Mit 30 Jahren leitete sie die Mühle.", "de", True),
        ("Через двадцать лет он стал директором.", "ru", False),
        ("Ей было 41 лет.", "ru", True),
        ("Умерла в возрасте 87 лет.", "ru", True),
        ("Tenía 41 años.", "es", True),
        ("Dirigió el molino durante 41 años.", "es", False),
    ],
)
def test_an_age_is_no_span_of_time(quote: str, language: str, *, has: bool) -> None:
    """A number of years after "for", "ago" or "after" tells how long or when."""
    assert has_kind("age", "", quote, language) is has


@pytest.mark.parametrize(
    ("question", "quote", "names"),
    [
        ("How many maps were attached?", "Two maps were attached.", True),
        ("wie viele Quadratmeter schafft er", "Die Schnitthöhe reicht von 20 bis 60 Millimetern.", False),
        ("сколько у неё учеников", "Потом она два года училась в Туле.", False),
        ("сколько у неё учеников", "Она выучила двух учениц.", True),
        ("图书馆有多少人", "开放到九点。", True),
        ("What does it mow?", "It mows 20 millimetres high.", True),
    ],
)
def test_a_count_names_what_it_counts(question: str, quote: str, *, names: bool) -> None:
    """Another number answers no question for a count; without blanks between words nobody can tell."""
    assert names is names_counted(question, quote)
