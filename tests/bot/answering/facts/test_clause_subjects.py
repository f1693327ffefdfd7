"""Subjects of clauses: what a sentence says of one subject supports nothing about another subject."""

import pytest

from bot.answering.facts import Evidence, check_statement

TWO_WELLS = "Two wells were dug, one by Ida Karr in Selby, the other by Tom Reeve in Holm."
TWO_WELLS_FR = "Deux puits furent creusés, l'un par Anne Petit à Mende, l'autre par Luc Morin à Florac."
TWO_WELLS_ES = "Se cavaron dos pozos, uno por Ana Peña en Soria, el otro por Luis Mora en Toro."
TWO_WELLS_NL = "Twee putten werden gegraven, een door Anna Smit in Delden, de andere door Piet Bos in Goor."
LOCK = "It was Hannah Brisk who designed the lock, and it was Tobias Reed who built it."
WINGS = "The trust restored the east wing, and later the city restored the west wing."
MOVE = "The novelist Clara Voigt, a cousin of the painter Emil Sand, moved to Trieste in 1904."
MEDALS = "Both Ada Fenn and Leo Crane won medals, in sculling and in fencing respectively."
FENCING = "Ana Soto y Raúl Gil ganaron en natación y en esgrima, respectivamente."

FALSE = [
    ("en", "Ida Karr dug a well in Holm.", TWO_WELLS),
    ("en", "The well in Selby was dug by Tom Reeve.", TWO_WELLS),
    ("fr", "Anne Petit creusa un puits à Florac.", TWO_WELLS_FR),
    ("es", "Ana Peña cavó un pozo en Toro.", TWO_WELLS_ES),
    ("nl", "Anna Smit groef een put in Goor.", TWO_WELLS_NL),
    ("en", "The lock was built by Hannah Brisk.", LOCK),
    ("en", "The trust restored the west wing.", WINGS),
    ("en", "The city restored the east wing.", WINGS),
    ("en", "Emil Sand, the painter, moved to Trieste in 1904.", MOVE),
    ("en", "The novelist Emil Sand was a cousin of Clara Voigt.", MOVE),
    ("en", "Leo Crane won a medal in sculling.", MEDALS),
    ("es", "Ana Soto ganó en esgrima.", FENCING),
    ("pt", "Rita Lemos entregou a carta.", "Foi Rita Lemos quem escreveu a carta, e Nuno Paz quem a entregou."),
    ("it", "Elena Moro costruì il faro.", "È stata Elena Moro a progettare il faro, mentre Guido Sassi lo costruì."),
    ("ru", "Седов починил колокол.", "Мастер Седов отказался чинить колокол, и его починил Ильин."),
    ("uk", "Олена Гай відчистила дзвін.", "Саме Олена Гай знайшла дзвін, а Ігор Біда його відчистив."),
    ("pl", "Jan Wilk odkrył jaskinię.", "To Zofia Kruk odkryła jaskinię, a Jan Wilk ją opisał."),
    ("zh", "李秀兰绘制了地图。", "发现山洞的是李秀兰,绘制地图的是王建国。"),
    ("ja", "西川健が洞窟を見つけた。", "洞窟を見つけたのは山本春子で、地図を描いたのは西川健だ。"),
    ("ko", "박지훈이 동굴을 발견했다.", "동굴을 발견한 사람은 김민서이고 지도를 그린 사람은 박지훈이다."),
    ("hi", "अरुण दास ने गुफा की खोज की।", "गुफा की खोज मीरा जोशी ने की, और उसका नक्शा अरुण दास ने बनाया।"),
]
TRUE = [
    ("en", "Ida Karr dug a well in Selby.", TWO_WELLS),
    ("en", "The well in Holm was dug by Tom Reeve.", TWO_WELLS),
    ("fr", "Luc Morin creusa un puits à Florac.", TWO_WELLS_FR),
    ("es", "Luis Mora cavó un pozo en Toro.", TWO_WELLS_ES),
    ("nl", "Anna Smit groef een put in Delden.", TWO_WELLS_NL),
    ("en", "Hannah Brisk designed the lock.", LOCK),
    ("en", "The lock was built by Tobias Reed.", LOCK),
    ("en", "The city restored the west wing.", WINGS),
    ("en", "Clara Voigt moved to Trieste in 1904.", MOVE),
    ("en", "Ada Fenn won a medal in sculling.", MEDALS),
    ("es", "Raúl Gil ganó en esgrima.", FENCING),
    ("en", "Brisk was an engineer.", "Hannah Brisk, an English-born engineer, wanted a lock across the river."),
    ("en", "Marta Quist opened a bakery.", "Marta Quist left school in 1890 and opened a bakery near the station."),
    ("en", "Lang was fined.", "Lang crashed the car, and the court fined him."),
    ("en", "The harbour master said so.", "The harbour master, Tomas Rendall, said so."),
    (
        "it",
        "Il comune ha pagato il resto della somma.",
        "La regione ha pagato due terzi della somma, il comune il resto.",
    ),
    ("it", "Il Savio sconfisse il Vado.", "Il Vado perse contro il Savio e poi sconfisse il Cervo."),
    ("ru", "Источник описал Пётр Гусев.", "Именно Вера Лосева открыла источник, а Пётр Гусев его описал."),
    ("pl", "Jan Wilk opisał jaskinię.", "To Zofia Kruk odkryła jaskinię, a Jan Wilk ją opisał."),
    ("ja", "山本春子が洞窟を見つけた。", "洞窟を見つけたのは山本春子で、地図を描いたのは西川健だ。"),
    ("ko", "김민서가 동굴을 발견했다.", "동굴을 발견한 사람은 김민서이고 지도를 그린 사람은 박지훈이다."),
]
CONTESTS = [
    ("de", "Bernau gewann das Finale gegen Eutin.", "Im Finale unterlag Bernau gegen Eutin mit 1:3.", False),
    ("de", "Eutin besiegte Bernau im Finale.", "Im Finale unterlag Bernau gegen Eutin mit 1:3.", True),
    ("nl", "Hattem won de finale van Elburg.", "Elburg verloor de finale van Hattem.", True),
    ("nl", "Elburg won de finale van Hattem.", "Elburg verloor de finale van Hattem.", False),
    ("en", "Marlow won the final against Stretton.", "Stretton lost the final to Marlow.", True),
    ("en", "Stretton won the final against Marlow.", "Stretton lost the final to Marlow.", False),
    ("ar", "فاز الاتحاد على الأهلي.", "فاز الهلال على النصر، وخسر الاتحاد أمام الأهلي.", False),
    ("ar", "فاز الأهلي على الاتحاد.", "فاز الهلال على النصر، وخسر الاتحاد أمام الأهلي.", True),
    ("en", "Agnes Holt was the teacher of Martin Pell.", "Agnes Holt's teacher, Martin Pell, came.", False),
    ("en", "Martin Pell taught Agnes Holt.", "Agnes Holt's teacher, Martin Pell, came.", True),
]


def find(language: str, statement: str, sentence: str) -> bool:
    """Return whether a statement agrees with a sentence."""
    evidence = Evidence((sentence,), passage=sentence, language=language)
    return not check_statement(statement, evidence, language=language)


@pytest.mark.parametrize(("language", "statement", "sentence"), FALSE)
def test_a_subject_does_nothing_that_another_subject_does(language: str, statement: str, sentence: str) -> None:
    """Clefts, appositions, paired lists and coordinated clauses keep their subjects apart."""
    assert not find(language, statement, sentence)


@pytest.mark.parametrize(("language", "statement", "sentence"), TRUE)
def test_a_subject_does_what_its_own_clauses_say(language: str, statement: str, sentence: str) -> None:
    """A clause without a subject of its own continues the one before it."""
    assert find(language, statement, sentence)


@pytest.mark.parametrize(("language", "statement", "sentence", "agrees"), CONTESTS)
def test_the_winner_of_a_contest_is_told_from_both_sides(
    language: str, statement: str, sentence: str, *, agrees: bool
) -> None:
    """The other side of a contest stands behind a preposition."""
    assert agrees == find(language, statement, sentence)


def test_a_pronoun_behind_a_preposition_may_be_the_other_subject() -> None:
    """A statement about a passenger joins what the evidence says of the ship, which it calls "her"."""
    voyage = "Between two voyages, in 1867, the Grey Heron carried passengers to New York once more."
    book = "The novelist Jules Verne was among them and turned the crossing into a book."
    evidence = Evidence((voyage, book), language="en")

    assert () == check_statement("Jules Verne sailed on her to New York in 1867.", evidence, language="en")
