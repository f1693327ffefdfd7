"""Routes: where something begins and where it ends are no places to exchange."""

import pytest

from bot.answering.facts import Evidence, check_statement

TURNED = [
    ("ko", "회사는 본사를 대전에서 서울로 옮겼다.", "회사는 본사를 서울에서 대전으로 옮겼다.", "ko"),
    ("en", "The company moved from Daejeon to Seoul.", "회사는 본사를 서울에서 대전으로 옮겼다.", "ko"),
    ("de", "Der Zug fährt von Köln nach Bonn.", "The train runs from Bonn to Cologne.", "en"),
    ("tr", "Gemi Bursa'dan İzmir'e gitti.", "The ship went from Izmir to Bursa.", "en"),
    ("ja", "船は横浜から神戸へ向かった。", "船は神戸から横浜へ向かった。", "ja"),
    ("zh", "他从上海搬到北京。", "他从北京搬到上海。", "zh"),
    ("fr", "Le câble va de Brest à Dakar.", "El cable va de Dakar a Brest.", "es"),
    ("it", "La nave andò da Genova a Napoli.", "La nave andò da Napoli a Genova.", "it"),
    ("ru", "Поезд идёт из Киева в Одессу.", "Поезд идёт из Одессы в Киев.", "ru"),
    ("pl", "Pociąg jedzie z Gdyni do Torunia.", "Pociąg jedzie z Torunia do Gdyni.", "pl"),
    ("ar", "انتقل من القاهرة إلى تونس.", "انتقل من تونس إلى القاهرة.", "ar"),
    ("hi", "गाड़ी दिल्ली से आगरा तक जाती है।", "गाड़ी आगरा से दिल्ली तक जाती है।", "hi"),
]
SAME = [
    ("ko", "회사 본사가 서울에서 대전으로 이전했다.", "회사는 본사를 서울에서 대전으로 옮겼다.", "ko"),
    ("de", "Der Zug fährt von Bonn nach Köln.", "The train runs from Bonn to Cologne.", "en"),
    ("tr", "Gemi İzmir'den Bursa'ya gitti.", "The ship went from Izmir to Bursa.", "en"),
    ("en", "It ran from Bonn to Kiel.", "It ran from Kiel to Bonn and from Bonn to Kiel.", "en"),
    ("en", "It rose from 9 to 12.", "It rose from 12 to 9 and from 9 to 12.", "en"),
]


def is_turned(statement: str, language: str, sentence: str, source: str) -> bool:
    """Whether the route of a statement is told as turned."""
    found = check_statement(statement, Evidence((sentence,), language=source), language=language)
    return any(each.kind == "role" for each in found)


@pytest.mark.parametrize(("language", "statement", "sentence", "source"), TURNED)
def test_the_way_back_contradicts(language: str, statement: str, sentence: str, source: str) -> None:
    """Words before the places, or endings behind them, tell the way."""
    assert is_turned(statement, language, sentence, source)


@pytest.mark.parametrize(("language", "statement", "sentence", "source"), SAME)
def test_the_same_way_agrees(language: str, statement: str, sentence: str, source: str) -> None:
    """A place that one text calls by another name contradicts nothing."""
    assert not is_turned(statement, language, sentence, source)
