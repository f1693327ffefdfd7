"""The date in a line that contains nothing else: in English, German, Chinese, Japanese, Korean or ISO. Pure."""

import re
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - twelve names read better in a line
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_ISO = r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_LABEL = r"(?:(?:date|(?:first |last )?(?:published|posted|updated))(?: on| at)?:? )?"
_TIME = r"(?:,? (?:at )?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: [a-z]{2,4})?)?"
_DATES = [
    re.compile(_LABEL + _WEEKDAY + form + _TIME, re.IGNORECASE)
    for form in (_ISO, rf"{_MONTH} {_DAY},? {_YEAR}", rf"{_DAY}\.? (?:of )?{_MONTH},? {_YEAR}")
]
_EAST_LABEL = (
    r"(?:(?:最終)?(?:公開|更新|投稿|掲載|発行|発表|配信|作成|登録|記事公開)?(?:日時?|日付)?"
    r"|(?:发布|發布|发表|發表|更新|刊登|出版|撰稿)?(?:于|於|日期|时间|時間|日)?|日期|时间|時間"
    r"|(?:기사)?(?:입력|등록|수정|게시|작성|발행|승인|업데이트)(?:일시?|시간)?|날짜)?\s?[:：]?\s?"
)
_EAST_WEEKDAY = (
    r"(?: ?[（(](?:[月火水木金土日一二三四五六월화수목금토일](?:曜日?|요일)?)(?:[・･]祝)?[)）]"
    r"| ?(?:星期|周|週|礼拜)[一二三四五六日天]| [월화수목금토일]요일)?"
)
_EAST_TIME = (
    r"(?:,? ?(?:(?:午前|午後|上午|下午|오전|오후) ?)?\d{1,2}(?::\d{2}(?::\d{2})?|[時时시] ?(?:\d{1,2} ?[分분])?))?"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "民國": 1911, "民国": 1911}
"""The year before the first one of each era of Japan, and of the calendar of Taiwan."""

_ERA_LETTERS = {"R": 2018, "H": 1988, "S": 1925}
_DATES += [
    re.compile(_EAST_LABEL + form + _EAST_WEEKDAY + _EAST_TIME)
    for form in (
        r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日",
        r"(?P<year>\d{4}) ?년 ?(?P<month>\d{1,2}) ?월 ?(?P<day>\d{1,2}) ?일",
        r"(?P<year>\d{4})(?P<sign>[/.-]) ?(?P<month>\d{1,2})(?P=sign) ?(?P<day>\d{1,2})\.?",
        rf"(?P<era>{'|'.join(_ERAS)}) ?(?P<year>元|\d{{1,3}}) ?年 ?(?P<month>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}}) ?日",
    )
]
_DATES += [
    re.compile(
        r"(?=\D{2})"
        + _EAST_LABEL
        + r"(?P<era>[RHS])(?P<year>\d{1,2})\.(?P<month>\d{1,2})\.(?P<day>\d{1,2})"
        + _EAST_WEEKDAY
    ),
    re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})(?:,? \d{1,2}[:.]\d{2}(?: Uhr)?)?"),
]
_GLUED_DATE = re.compile(rf"{_LABEL}{_ISO}(?=\s|$)", re.IGNORECASE)


def parse_date(line: str) -> str | None:
    """The date of a line that contains nothing else, as ``YYYY-MM-DD``; in English or ISO, with or without a label."""
    line = " ".join(line.split())
    return next((iso for form in _DATES if (found := form.fullmatch(line)) and (iso := _to_iso(found))), None)


def split_glued_date(text: str) -> tuple[str, str, str] | None:
    """Split an ISO date at the start of a text from the words that follow it without a line end.

    Returns:
        The date as ``YYYY-MM-DD``, the date as written, and the rest; None if the date is part of a sentence.
    """
    found = _GLUED_DATE.match(text)
    iso = _to_iso(found) if found else None
    if found is None or iso is None:
        return None
    rest = text[found.end() :].lstrip(" \n")
    return None if rest[:1].islower() else (iso, found[0], rest)


def _to_iso(found: re.Match[str]) -> str | None:
    month, year = found["month"], found["year"]
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].lower()) + 1
    era = found.groupdict().get("era")
    before = (_ERAS | _ERA_LETTERS)[era] if era else 0
    try:
        return date(before + (1 if year == "元" else int(year)), number, int(found["day"])).isoformat()
    except ValueError:
        return None
