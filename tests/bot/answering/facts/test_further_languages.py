"""Words of further languages: bounds, before and after, exceptions, refusals and opposites, also across languages."""

import pytest

from bot.answering.facts import Evidence, check_statement

FALSE = [
    ("en", "Trucks under 9 tonnes may not cross.", "Na most nesmějí nákladní auta nad 9 tun.", "cs"),
    ("en", "At most 40 people came.", "Der kom mindst 40 mennesker.", "da"),
    ("uk", "Директор пішов перед виставкою.", "Директор пішов після виставки.", "uk"),
    ("pl", "Burmistrz odszedł przed wyborami.", "Burmistrz odszedł po wyborach, po tym jak przegrał.", "pl"),
    ("en", "The shop still sells bread.", "Der Laden verkauft kein Brot mehr.", "de"),
    ("en", "The inn still serves dinner.", "La fonda ya no sirve cena, solo desayuno.", "es"),
    ("de", "Die Soldaten bauten den Turm.", "I soldati fecero saltare in aria la torre.", "it"),
    ("ru", "Солдаты построили мост.", "Soldaterne sprængte ikke broen.", "da"),
    ("sv", "Han målade alla rum.", "Han målade alla rum utom köket.", "sv"),
    ("nl", "Zij bezocht alle dorpen.", "Zij bezocht alle dorpen behalve Osk.", "nl"),
    ("en", "The mayor signed the deed.", "Borgmesteren nægtede at underskrive skødet.", "da"),
    ("en", "The mayor signed the deed.", "Ο δήμαρχος αρνήθηκε να υπογράψει το συμβόλαιο.", "el"),
    ("en", "The mayor signed the deed.", "Starosta odmítl podepsat smlouvu.", "cs"),
    ("en", "The mayor signed the deed.", "Primarul a refuzat să semneze actul.", "ro"),
    ("en", "The mayor signed the deed.", "ראש העיר סירב לחתום על השטר.", "he"),
    ("en", "Most pupils wore a hat.", "Les élèves, dont un quart portait un chapeau, riaient.", "fr"),
    ("en", "Nobody came because of the snow.", "Ingen kom, sagde værten.", "da"),
]
TRUE = [
    ("en", "Trucks over 9 tonnes may not cross.", "Na most nesmějí nákladní auta nad 9 tun.", "cs"),
    ("en", "At least 40 people came.", "Der kom mindst 40 mennesker.", "da"),
    ("en", "The inn no longer serves dinner.", "La fonda ya no sirve cena, solo desayuno.", "es"),
    ("de", "Die Soldaten sprengten den Turm.", "I soldati fecero saltare in aria la torre.", "it"),
    ("da", "Han malede næsten alle rum.", "Han målade alla rum utom köket.", "sv"),
    ("en", "He did not paint the kitchen.", "Han målade alla rum utom köket.", "sv"),
    ("en", "The mayor refused to sign the deed.", "Borgmesteren nægtede at underskrive skødet.", "da"),
    ("en", "The captain stayed because of the storm.", "Ο καπετάνιος έμεινε λόγω της καταιγίδας.", "el"),
    ("en", "The road closed because of ice.", "De weg ging dicht vanwege ijzel.", "nl"),
    ("de", "Man braucht 300 Gramm Grieß.", "You need 300 grams of semolina.", "en"),
    ("de", "Holländische Fischer gründeten das Dorf.", "Dutch fishermen founded the village.", "en"),
    ("ja", "資料館は火曜日には開いていない。", "資料館は火曜日が休みで、土曜日は開いている。", "ja"),
]


def agrees(language: str, statement: str, sentence: str, source_language: str) -> bool:
    """Return whether a statement agrees with a sentence."""
    evidence = Evidence((sentence,), passage=sentence, language=source_language)
    return not check_statement(statement, evidence, language=language)


@pytest.mark.parametrize(("language", "statement", "sentence", "source_language"), FALSE)
def test_a_false_statement_is_found(language: str, statement: str, sentence: str, source_language: str) -> None:
    """One text has the opposite of the other, or denies it."""
    assert not agrees(language, statement, sentence, source_language)


@pytest.mark.parametrize(("language", "statement", "sentence", "source_language"), TRUE)
def test_a_true_statement_is_left(language: str, statement: str, sentence: str, source_language: str) -> None:
    """Both texts say the same in words of their own."""
    assert agrees(language, statement, sentence, source_language)
