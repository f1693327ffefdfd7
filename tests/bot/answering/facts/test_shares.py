"""Shares: a half, a third or 40 percent of a thing is not the whole of it."""

import pytest

from bot.answering.facts import Evidence, check_statement

SHARES = [
    ("en", "The guild paid the whole repair.", "The guild paid half of the repair.", False),
    ("en", "The guild paid part of the repair.", "The guild paid half of the repair.", True),
    ("en", "The guild paid half of the repair.", "The guild paid the whole repair.", False),
    ("en", "All orchards survived.", "About 40 percent of the orchards survived.", False),
    ("en", "Some of the orchards survived.", "About 40 percent of the orchards survived.", True),
    ("en", "All 24 lifeboats were launched.", "Of the 24 lifeboats, 9 were launched.", False),
    ("en", "All 24 lifeboats were launched.", "Only 9 of the 24 lifeboats were launched.", False),
    ("en", "All prices rose.", "All prices rose by 40 percent.", True),
    ("de", "Der Verein bezahlte die ganze Orgel.", "Der Verein bezahlte ein Drittel der Orgel.", False),
    ("de", "Der Verein bezahlte einen Teil der Orgel.", "Der Verein bezahlte ein Drittel der Orgel.", True),
    ("fr", "Tout le préau a été payé par la commune.", "La commune a payé la moitié du préau.", False),
    (
        "es",
        "La provincia pagó el puente entero.",
        "La cooperativa pagó un tercio del puente y la provincia el resto.",
        False,
    ),
    ("it", "Il comune ha pagato tutto il restauro.", "Il comune ha pagato metà del restauro.", False),
    ("pt", "A junta pagou todas as obras.", "A junta pagou um quarto das obras.", False),
    ("ru", "Артель оплатила весь ремонт моста.", "Артель оплатила треть ремонта моста.", False),
    ("ru", "Артель оплатила часть ремонта моста.", "Артель оплатила треть ремонта моста.", True),
    ("uk", "Громада сплатила всю вартість школи.", "Громада сплатила половину вартості школи.", False),
    ("pl", "Parafia zapłaciła wszystkie koszty dzwonu.", "Parafia zapłaciła jedną trzecią kosztów dzwonu.", False),
    ("tr", "Dernek çatının tamamını ödedi.", "Dernek çatının yarısını ödedi.", False),
    ("nl", "De vereniging betaalde de hele klok.", "De vereniging betaalde een kwart van de klok.", False),
    ("nl", "De vereniging betaalde een deel van de klok.", "De vereniging betaalde een kwart van de klok.", True),
    ("ar", "دفعت الجمعية تكلفة المسجد كلها.", "دفعت الجمعية ثلث تكلفة المسجد.", False),
    ("zh", "村里出了全部修桥费。", "村里出了三分之一的修桥费。", False),
    ("ja", "組合は橋の修理費を全額払った。", "組合は橋の修理費の三分の一を払った。", False),
    ("ko", "조합은 다리 수리비를 전부 냈다.", "조합은 다리 수리비의 절반을 냈다.", False),
    ("hi", "समिति ने पुल की मरम्मत का पूरा खर्च दिया।", "समिति ने पुल की मरम्मत का आधा खर्च दिया।", False),
]
REFUSALS = [
    ("en", "The inspector signed the paper.", "The inspector declined to sign the paper."),
    ("es", "Los pastores vendieron el prado a la empresa.", "Los pastores se negaron a vender el prado a la empresa."),
    ("pt", "O guarda entregou a chave ao juiz.", "O guarda recusou entregar a chave ao juiz."),
    ("de", "Der Bauer verkaufte das Land.", "Der Bauer weigerte sich, das Land zu verkaufen."),
    ("fr", "Le maire signa le contrat.", "Le maire refusa de signer le contrat."),
    ("it", "Il sindaco firmò il contratto.", "Il sindaco rifiutò di firmare il contratto."),
    ("nl", "De molenaar verkocht het land aan de graaf.", "De molenaar weigerde het land aan de graaf te verkopen."),
    ("sv", "Borgmästaren undertecknade avtalet.", "Borgmästaren vägrade att underteckna avtalet."),
]
HEARSAY = [
    ("en", "The landlord emptied the well.", "Neighbours told the paper that the landlord had emptied the well."),
    (
        "de",
        "Der Wirt hat das Fass selbst angezündet.",
        "Nach Angaben der Nachbarn hat der Wirt das Fass selbst angezündet.",
    ),
    ("fr", "Le maire a fermé la source.", "Selon les riverains, le maire a fermé la source."),
    ("zh", "磨坊主自己放了火。", "邻居们说是磨坊主自己放的火。"),
    ("ko", "방앗간 주인이 창고에 불을 질렀다.", "이웃들은 방앗간 주인이 창고에 불을 질렀다고 말한다."),
]


def check(language: str, statement: str, sentence: str) -> bool:
    """Return whether a statement agrees with a sentence."""
    evidence = Evidence((sentence,), passage=sentence, language=language)
    return not check_statement(statement, evidence, language=language)


@pytest.mark.parametrize(("language", "statement", "sentence", "agrees"), SHARES)
def test_a_share_is_not_the_whole(language: str, statement: str, sentence: str, *, agrees: bool) -> None:
    """A statement about all of a thing needs a sentence about all of it, and the reverse."""
    assert agrees == check(language, statement, sentence)


@pytest.mark.parametrize(("language", "statement", "sentence"), REFUSALS)
def test_a_refused_deed_did_not_happen(language: str, statement: str, sentence: str) -> None:
    """A verb of refusal denies the verb that it governs."""
    assert not check(language, statement, sentence)


@pytest.mark.parametrize(("language", "statement", "sentence"), HEARSAY)
def test_hearsay_supports_no_fact(language: str, statement: str, sentence: str) -> None:
    """What neighbours say is a claim; a statement that names them as its source agrees."""
    assert not check(language, statement, sentence)
    assert check(language, sentence, sentence)


@pytest.mark.parametrize(
    ("language", "statement", "sentence"),
    [
        ("en", "I think the 1858 cable worked for two years.", "The 1858 cable worked for only three weeks."),
        ("de", "Der Streik dauerte zwei Monate.", "Der Streik dauerte neun Tage."),
    ],
)
def test_another_duration_of_the_same_contradicts(language: str, statement: str, sentence: str) -> None:
    """Months and years are durations as weeks and days are; "I think" is no word of the claim."""
    evidence = Evidence((sentence,), passage=sentence, language=language)
    found = check_statement(statement, evidence, language=language)
    assert [True] == [mismatch.contradicts for mismatch in found]


@pytest.mark.parametrize(
    ("language", "statement", "sentence"),
    [
        ("en", "The 1858 cable failed.", "In 1850 the cable under the Channel did not fail."),
        ("de", "Das Kabel von 1858 hielt zwei Jahre.", "1850 hielt das Kabel drei Tage."),
    ],
)
def test_a_thing_of_another_year_contradicts_nothing(language: str, statement: str, sentence: str) -> None:
    """The evidence about the cable of 1850 leaves open what the 1858 cable did."""
    evidence = Evidence((sentence,), passage=sentence, language=language)
    found = check_statement(statement, evidence, language=language)
    assert {False} == {mismatch.contradicts for mismatch in found}
