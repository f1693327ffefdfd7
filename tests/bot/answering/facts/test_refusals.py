"""Verbs such as "refused" deny the verb beside them, in every language."""

import pytest

from bot.answering.facts import Evidence, check_statement

FALSE = [
    ("ru", "Мельник продал зерно.", "Мельнику не удалось продать зерно."),
    ("ru", "Гильдия закрыла ворота.", "Гильдия забыла закрыть ворота."),
    ("uk", "Гільдія закрила браму.", "Гільдія забула закрити браму."),
    ("pl", "Cech zapłacił karę.", "Cech odmówił zapłacić karę."),
    ("ar", "نشر المجلس القائمة.", "امتنع المجلس عن نشر القائمة."),
    ("zh", "行会公开了账目。", "行会拒绝公开账目。"),
    ("zh", "行会收购了磨坊。", "行会放弃收购磨坊。"),
    ("ja", "組合は水車を買収した。", "組合は水車の買収を断念した。"),
    ("ko", "조합은 방앗간을 인수했다.", "조합은 방앗간 인수를 포기했다."),
    ("hi", "टीम फाइनल में पहुंची।", "टीम फाइनल में पहुंचने में नाकाम रही।"),
    ("tr", "Takım finale çıktı.", "Takım finale çıkmaktan vazgeçti."),
    ("fa", "شورا جریمه را پرداخت.", "شورا از پرداخت جریمه خودداری کرد."),
]
TRUE = [
    ("ru", "Гильдия починила мельницу.", "Гильдия не отказалась починить мельницу и починила её."),
    ("ru", "Мельник не продал зерно.", "Мельнику не удалось продать зерно."),
    ("uk", "Гільдія не закрила браму.", "Гільдія забула закрити браму."),
    ("pl", "Cech nie zapłacił kary.", "Cech odmówił zapłacić karę."),
    ("ar", "لم ينشر المجلس القائمة.", "امتنع المجلس عن نشر القائمة."),
    ("zh", "行会没有公开账目。", "行会拒绝公开账目。"),
    ("ja", "組合は水車を買収しなかった。", "組合は水車の買収を断念した。"),
    ("ko", "조합은 방앗간을 인수하지 않았다.", "조합은 방앗간 인수를 포기했다."),
    ("hi", "टीम फाइनल में नहीं पहुंची।", "टीम फाइनल में पहुंचने में नाकाम रही।"),
    ("ru", "У мельника на высоте отказал двигатель.", "Двигатель у мельника отказал на высоте."),
    ("zh", "行会没有收购磨坊。", "行会放弃了收购磨坊。"),
]


@pytest.mark.parametrize(("language", "statement", "sentence"), FALSE)
def test_what_was_refused_did_not_happen(language: str, statement: str, sentence: str) -> None:
    """The sentence has no word such as "not"."""
    found = check_statement(statement, Evidence((sentence,), language=language), language=language)
    assert any(mismatch.contradicts for mismatch in found)


@pytest.mark.parametrize(("language", "statement", "sentence"), TRUE)
def test_not_done_agrees_with_refused(language: str, statement: str, sentence: str) -> None:
    """Nothing is contradicted, and two denials affirm."""
    found = check_statement(statement, Evidence((sentence,), language=language), language=language)
    assert [] == [mismatch for mismatch in found if mismatch.contradicts]
