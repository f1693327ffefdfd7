"""Everyday words of news in eight languages: verbs that turn a fact round, plans, words of saying, parts of a whole."""

import pytest

from bot.answering.facts import Evidence, check_statement

FALSE = [
    ("en", "The court upheld the fine.", "The court quashed the fine.", "negation"),
    ("en", "The guild introduced the toll.", "The guild abolished the toll.", "word"),
    ("en", "The guild repaired the mill.", "The guild pledged to repair the mill.", "hedge"),
    ("en", "A handful of members paid.", "Virtually all members paid.", "quantifier"),
    ("en", "Sales picked up by 12 percent.", "Sales slid by 12 percent.", "direction"),
    ("de", "Die Zunft setzte den Plan um.", "Die Zunft gab den Plan auf.", "negation"),
    ("de", "Der Wirt bestätigte den Diebstahl.", "Der Wirt stritt den Diebstahl ab.", "negation"),
    ("de", "Die Zunft verbot das Feuerwerk.", "Die Zunft erwägt, das Feuerwerk zu verbieten.", "hedge"),
    ("de", "Die meisten Mitglieder zahlten.", "Eine Handvoll Mitglieder zahlte.", "quantifier"),
    ("de", "Die Mieten zogen im Mai an.", "Die Mieten gaben im Mai nach.", "direction"),
    ("fr", "La mairie instaura la taxe.", "La mairie supprima la taxe.", "word"),
    ("fr", "La guilde a planté des arbres.", "La guilde s'est engagée à planter des arbres.", "hedge"),
    ("fr", "La plupart des membres ont payé.", "Une poignée de membres ont payé.", "quantifier"),
    ("fr", "Les loyers ont fléchi en mai.", "Les loyers ont bondi en mai.", "direction"),
    ("es", "El gremio implantó el peaje.", "El gremio suprimió el peaje.", "word"),
    ("es", "La riada destruyó el molino.", "El molino salió indemne de la riada.", "word"),
    ("es", "El gremio cerró el molino.", "Un portavoz insinuó que el gremio cerraría el molino.", "hedge"),
    ("es", "La mayoría de los socios pagó.", "Casi nadie de los socios pagó.", "quantifier"),
    ("pt", "A câmara instituiu a taxa.", "A câmara aboliu a taxa.", "word"),
    ("pt", "O moinho ardeu em maio.", "Diz-se que o moinho ardeu em maio.", "hedge"),
    ("it", "Il comune introdusse la tassa.", "Il comune abolì la tassa.", "word"),
    ("it", "Il molino bruciò a maggio.", "Si mormora che il molino bruciò a maggio.", "hedge"),
    ("nl", "De raad voerde het tarief in.", "De raad schafte het tarief af.", "word"),
    ("nl", "De bond bouwde een molen.", "De bond zegde een nieuwe molen toe.", "hedge"),
    ("sv", "Gillet fullföljde planen.", "Gillet gav upp planen.", "negation"),
    ("sv", "Vägtullen är för hög.", "Ortiz tycker att vägtullen är för hög.", "hedge"),
]
TRUE = [
    ("en", "In the words of Lang, the toll is too high.", "Lang complained that the toll is too high."),
    ("en", "The old ferry was faster than the new one.", "The new ferry is slower than the old one."),
    ("en", "Sales rose in May.", "Sales rose faster than expected in May."),
    ("en", "The guild did not accept 600 crowns.", "The guild rejected 600 crowns."),
    ("de", "Nach den Worten von Lang ist die Maut zu hoch.", "Lang beklagt, dass die Maut zu hoch sei."),
    ("de", "Der Absatz ging im Mai zurück.", "Der Absatz brach im Mai ein."),
    ("de", "Lang hob den Kopf auf dem Bild.", "Lang hob auf dem Bild den Kopf."),
    ("fr", "Aux yeux de Lang, le péage est trop cher.", "Lang prétend que le péage est trop cher."),
    ("fr", "Le projet a coûté 30 francs.", "Le projet a coûté 30 francs à la guilde."),
    ("es", "A ojos de Ortiz, el peaje es demasiado caro.", "Ortiz opina que el peaje es demasiado caro."),
    ("it", "A giudizio di Lang il pedaggio è troppo caro.", "Lang sostiene che il pedaggio è troppo caro."),
    ("nl", "De raad wees het plan af.", "De raad verwierp het plan."),
    ("de", "Der Zug fährt um 20:15 Uhr.", "Der Zug fährt um 20.15 Uhr."),
    ("nl", "De trein gaat om 11.30 uur.", "De trein gaat om half twaalf."),
]


@pytest.mark.parametrize(("language", "statement", "sentence", "kind"), FALSE)
def test_an_everyday_word_turns_a_fact_round(language: str, statement: str, sentence: str, kind: str) -> None:
    """The sentence says the opposite, less, or only that somebody plans or believes it; it supports itself."""
    found = check_statement(statement, Evidence((sentence,), language=language), language=language)
    assert kind in {mismatch.kind for mismatch in found}
    assert () == check_statement(sentence, Evidence((sentence,), language=language), language=language)


@pytest.mark.parametrize(("language", "statement", "sentence"), TRUE)
def test_everyday_words_of_one_meaning_agree(language: str, statement: str, sentence: str) -> None:
    """The statement says the same in other words."""
    assert () == check_statement(statement, Evidence((sentence,), language=language), language=language)


def test_a_time_with_a_full_stop_is_a_time() -> None:
    """One quarter to another is another time; a duration with the same word is no time."""
    [clock] = check_statement("Der Zug fährt um 20.45 Uhr.", Evidence(("Der Zug fährt um 20.15 Uhr.",), language="de"))
    assert "clock" == clock.kind
    assert () == check_statement("De rit duurde drie uur.", Evidence(("De rit duurde 3 uur.",), language="nl"))
