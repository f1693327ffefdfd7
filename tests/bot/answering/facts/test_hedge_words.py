"""Hedges and quantifiers in further languages: a plan, a condition or a guess is no fact, and some are not all."""

import pytest

from bot.answering.facts import Evidence, check_statement

FALSE = [
    ("en", "The guild extends the season.", "If the winter is mild, the guild extends the season.", "hedge"),
    ("en", "The guild opened a second mill.", "The guild hopes to open a second mill.", "hedge"),
    ("de", "Die Zunft baut eine Mühle.", "Die Zunft beabsichtigt, eine Mühle zu bauen.", "hedge"),
    ("es", "El archivo digitalizó los mapas.", "El archivo tiene intención de digitalizar los mapas.", "hedge"),
    ("fr", "La guilde ouvre un moulin.", "La guilde a l'intention d'ouvrir un moulin.", "hedge"),
    ("it", "La gilda apre un mulino.", "La gilda vorrebbe aprire un mulino.", "hedge"),
    ("nl", "De bond bouwt een molen.", "De bond is voornemens een molen te bouwen.", "hedge"),
    ("pl", "Cech buduje młyn.", "Cech ma zamiar budować młyn.", "hedge"),
    ("uk", "Гільдія будує млин.", "Гільдія має намір будувати млин.", "hedge"),
    ("sv", "Gillet bygger en kvarn.", "Gillet avser att bygga en kvarn.", "hedge"),
    ("da", "Møllen brændte i maj.", "Møllen brændte formentlig i maj.", "hedge"),
    ("no", "Møllen brant i mai.", "Møllen brant trolig i mai.", "hedge"),
    ("fi", "Mylly paloi toukokuussa.", "Mylly paloi luultavasti toukokuussa.", "hedge"),
    ("cs", "Mlýn shořel v květnu.", "Mlýn pravděpodobně shořel v květnu.", "hedge"),
    ("hu", "A malom májusban leégett.", "A malom valószínűleg májusban leégett.", "hedge"),
    ("ro", "Moara a ars în mai 1950.", "Moara a ars probabil în mai 1950.", "hedge"),
    ("el", "Ο μύλος κάηκε τον Μάιο.", "Ο μύλος μάλλον κάηκε τον Μάιο.", "hedge"),
    ("ko", "방앗간은 오월에 불탔다.", "방앗간은 아마도 오월에 불탔다.", "hedge"),
    ("id", "Kincir itu terbakar.", "Kincir itu mungkin terbakar.", "hedge"),
    ("it", "Tutti i soci hanno pagato.", "Alcuni soci hanno pagato.", "quantifier"),
    ("nl", "Alle leden betaalden.", "Enkele leden betaalden.", "quantifier"),
    ("pl", "Wszyscy członkowie zapłacili.", "Niektórzy członkowie zapłacili.", "quantifier"),
    ("uk", "Усі члени заплатили.", "Деякі члени заплатили.", "quantifier"),
    ("sv", "Alla medlemmar betalade.", "Några medlemmar betalade.", "quantifier"),
    ("cs", "Všichni členové zaplatili.", "Někteří členové zaplatili.", "quantifier"),
    ("ru", "Пекарня закроется.", "Пекарню рекомендуют закрыть.", "hedge"),
    ("ru", "Гильдия снесла мельницу.", "Гильдия призвала снести мельницу.", "hedge"),
    ("zh", "行会拆除了磨坊。", "行会正在考虑拆除磨坊。", "hedge"),
    ("zh", "居民都在磨坊工作。", "行会呼吁居民在磨坊工作。", "hedge"),
    ("ar", "اللوحة مزورة.", "يرجح الخبراء أن اللوحة مزورة.", "hedge"),
    ("uk", "Гільдія знесла млин.", "Гільдія закликала знести млин.", "hedge"),
    ("pl", "Młyn otwarto w maju.", "Młyn miał zostać otwarty w maju.", "hedge"),
    ("ja", "組合は水車を廃止した。", "組合は水車の廃止を検討している。", "hedge"),
    ("hi", "चित्र नकली है।", "विशेषज्ञों को शक है कि चित्र नकली है।", "hedge"),
    ("fa", "تابلو جعلی است.", "کارشناسان گمان می‌کنند تابلو جعلی است.", "hedge"),
    ("tr", "Değirmen mayısta açıldı.", "Değirmenin mayısta açılması bekleniyordu.", "hedge"),
    ("hi", "सभी सदस्यों ने भुगतान किया।", "कुछ सदस्यों ने भुगतान किया।", "quantifier"),
    ("ko", "모든 회원이 돈을 냈다.", "일부 회원이 돈을 냈다.", "quantifier"),
    ("fa", "همه اعضا پول دادند.", "برخی اعضا پول دادند.", "quantifier"),
]


@pytest.mark.parametrize(("language", "statement", "sentence", "kind"), FALSE)
def test_what_is_unsure_or_partial_supports_no_fact(language: str, statement: str, sentence: str, kind: str) -> None:
    """The sentence is hedged, or speaks of fewer; it supports itself."""
    found = check_statement(statement, Evidence((sentence,), language=language), language=language)
    assert kind in {mismatch.kind for mismatch in found}
    assert () == check_statement(sentence, Evidence((sentence,), language=language), language=language)


def test_a_profession_is_no_claim() -> None:
    """Neither "professional" nor "considerable" is a hedge."""
    sentence = "A professional diver lifted a considerable load."
    assert () == check_statement("A diver lifted a load.", Evidence((sentence,), language="en"), language="en")
