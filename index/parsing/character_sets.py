"""Character sets: what their labels mean, and a guess for bytes without a label. Pure.

The guess is the one whose text has the letters that its languages have; ``charset_normalizer`` decides what these
letters do not.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator

from index.text import language

_MARKUP = re.compile(rb"<[^<>]{0,1000}>|&#?\w{1,10};")
_JAPANESE = re.compile("[\u3000-\u9fff\uff01-\uff5e\u2010-\u203b\u2190-\u2193\u2500-\u266f×÷]")
_MIN_LATIN_SHARE = 0.9
_MAX_MORE_CHAOS = 0.03
_MIN_EXPLAINED = 0.8
_MAX_ODD_SHARE = 0.05
_MIN_KANA_SHARE = 0.1
_MIN_COMMON_SHARE = 0.25
_MIN_CLEAR_SHARE = 0.15  # a list of names has few common signs; in a wrong character set hardly any sign is common
_MIN_TIMES_CLEAR = 5
_MIN_SIGNS = 30
_MIN_COMMON_LETTERS = 0.45
_MIN_RIGHT_PER_WRONG = 50
_MAX_LATIN_BYTES = 0.4  # no language in the Latin script has so many letters with accents

WIDE_WEB_CODECS = ("cp932", "euc_jp", "gb18030", "big5hkscs", "cp949")
"""Python's names of the character sets of Chinese, Japanese and Korean pages, with the signs that vendors added."""

_WEB_CODECS = {
    **dict.fromkeys(("iso8859-1", "ascii"), "cp1252"),
    **dict.fromkeys(("shift_jis", "shift_jis_2004", "shift_jisx0213"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    **dict.fromkeys(("iso8859-11", "tis-620"), "cp874"),
}
"""The character sets that others mean on the web (WHATWG Encoding, "Names and labels"), by Python's name of them."""

_LABELS = {"x-sjis": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp", "x-gbk": "gbk", "x-x-big5": "big5"}
"""Labels of the web that Python does not know."""

_NOT_TEXT_CODECS = re.compile(r"idna|punycode|(?:raw-)?unicode-escape|undefined|utf-7|mbcs|oem|palmos")
_WIDE_CODECS = frozenset(("big5", "big5hkscs", "gb18030", "johab", "cp949", "cp932", "shift_jis_2004", "euc_jis_2004"))
_USUAL_CODECS = {
    **dict.fromkeys(("cs", "sk", "pl", "hu", "hr", "bs", "sl", "sr", "ro", "sq"), ("cp1250", "iso8859_2")),
    **dict.fromkeys(("lt", "lv"), ("cp1257",)),
    "tr": ("cp1254",),
}
"""By language; all others in the Latin script have that of Western Europe."""

_LATIN_CODECS = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "cp850", "cp852", "cp437", "cp857", "mac_roman")
_ALPHABETS = (
    *("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "áâãàçéêíóôõúü", "àèéìíîòóùú", "àçèéíïòóúü·", "áéëïóöü", "åäöé", "æøåé"),
    *("áðéíóúýþæö", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "çëâî"),
    *("çğıöşüâîİ", "ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
)
"""The letters with accents of the languages in the Latin script, one string for each."""

_SIGNS = frozenset("“”„‘’‚–—…«»‹›°§€£©®·•¿¡½¼¾²³ªº×±\u00a0\u00ad")
_BESIDE_WORDS = frozenset("“”„’…«»\u00a0\u00ad")
_COMMON_NARROW = (
    ("CYRILLIC", ("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic"), "оеаинтсрвлі"),
    ("GREEK", ("cp1253", "iso8859_7", "cp737"), "αοιετσνηυράόίέήώύ"),
    ("HEBREW", ("cp1255", "iso8859_8", "cp862"), "יוהלאמרתבנש"),
    ("ARABIC", ("cp1256", "iso8859_6"), "اليمنوتربع"),
)
_COMMON_WIDE = (
    ("cp949", "이다는을의에가한고하지로도은서사기대어인자리나그시아라수해있정보전부일를들과게상것으만했원적여주조제"),
    ("gb18030", "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后于"),
    (
        "big5hkscs",
        "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可裡後於",
    ),
)


def lookup_codec(label: str | None) -> str | None:
    """Python's name of a declared character set; None if it is unknown or no character set."""
    written = (label or "").strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(written, written)).name
    except (LookupError, ValueError):
        return None
    return None if _NOT_TEXT_CODECS.fullmatch(name) else _WEB_CODECS.get(name, name)


def guess_codec(data: bytes) -> str | None:
    """The likeliest character set of bytes that are not UTF-8; None if they are no text."""
    sample = _MARKUP.sub(b" ", data)
    return _guess_wide(sample) or _guess_narrow(sample) or _guess_by_chaos(data)


def _guess_wide(data: bytes) -> str | None:
    """The character set of a text in Chinese, Japanese or Korean, by its kana or its most common signs."""
    for codec in ("euc_jp", "cp932"):
        text = _decode(data, codec)
        signs = [sign for sign in text if sign > "\x7f"]
        kana = sum("\u3041" <= sign <= "\u30fe" for sign in signs)
        odd = sum(not _JAPANESE.match(sign) for sign in signs)
        if signs and kana > _MIN_KANA_SHARE * len(signs) and odd <= _MAX_ODD_SHARE * len(signs):
            return codec
    shares: dict[str, float] = {}
    counts: dict[str, int] = {}
    for codec, common in _COMMON_WIDE:
        signs = [sign for sign in _decode(data, codec) if sign > "\x7f" and sign.isalpha()]
        shares[codec] = sum(sign in common for sign in signs) / max(len(signs), 1)
        counts[codec] = len(signs)
    best = max(shares, key=lambda codec: shares[codec])
    next_best = max(share for codec, share in shares.items() if codec != best)
    is_clear = counts[best] >= _MIN_SIGNS and shares[best] >= max(_MIN_CLEAR_SHARE, _MIN_TIMES_CLEAR * next_best)
    return best if is_clear or shares[best] >= _MIN_COMMON_SHARE else None


def _guess_narrow(data: bytes) -> str | None:
    """The character set with one byte for each letter of a text in the Latin script, or in another alphabet."""
    high = sum(byte > 0x7F for byte in data)  # noqa: PLR2004 - the last byte of ASCII
    letters = sum(byte > 0x7F or chr(byte).isalpha() for byte in data)  # noqa: PLR2004 - as above
    if not high:
        return None
    if high <= _MAX_LATIN_BYTES * letters:
        scores = {codec: _explained(_decode(data, codec)) for codec in _LATIN_CODECS}
        likely = [codec for codec in _LATIN_CODECS if scores[codec] == max(scores.values())]
        usual = (codec for codec in reversed(likely) if codec in _list_usual([_decode(data, codec)]))
        best = next(usual, likely[0]) if len(likely) > 1 else likely[0]
        return best if scores[best] >= _MIN_EXPLAINED else None
    scores = {
        codec: _common_share(_decode(data, codec), script, common)
        for script, codecs, common in _COMMON_NARROW
        for codec in codecs
    }
    best = max(scores, key=lambda codec: scores[codec])
    return best if scores[best] >= _MIN_COMMON_LETTERS else None


def _decode(data: bytes, codec: str) -> str:
    """The text in a character set; empty if the bytes are invalid, but for a sign that the sample cuts.

    A wide character set may have a few invalid bytes.
    """
    try:
        return data.decode(codec)
    except UnicodeError as error:
        if codec in WIDE_WEB_CODECS:
            text = data.decode(codec, errors="replace")
            wrong = text.count("\ufffd")
            right = sum(sign > "\x7f" for sign in text) - wrong
            return text.replace("\ufffd", "") if wrong * _MIN_RIGHT_PER_WRONG <= right else ""
        is_cut = isinstance(error, UnicodeDecodeError) and error.start >= len(data) - 3
        return data[: error.start].decode(codec) if is_cut and isinstance(error, UnicodeDecodeError) else ""


def _explained(text: str) -> float:
    """The share of the signs beyond ASCII that are letters of one language or signs outside words; less for others."""
    counts: dict[str, int] = {}
    signs = odd = 0
    for before, sign, after in _neighbours(text):
        is_inside = before.isalpha() and after.isalpha()
        if sign.lower() in _LETTERS and not (before.islower() and sign.isupper()):
            counts[sign.lower()] = counts.get(sign.lower(), 0) + 1
        elif sign in _SIGNS and (not is_inside or sign in "’·\u00ad"):
            signs += 1
        else:
            odd += 1
    total = sum(counts.values())
    known = max((sum(counts.get(letter, 0) for letter in alphabet) for alphabet in _ALPHABETS), default=0)
    return (known + signs - odd - (total - known)) / max(total + signs + odd, 1)


def _common_share(text: str, script: str, common: str) -> float:
    """The share of the signs beyond ASCII that are the most common letters, less those in an odd case or place."""
    signs = [
        (before, sign)
        for before, sign, after in _neighbours(text)
        if sign not in _SIGNS or (sign not in _BESIDE_WORDS and (before + after).strip().isalpha())
    ]
    known = sum(sign.lower() in common for _, sign in signs)
    odd = sum(sign.isupper() and before.islower() for before, sign in signs)
    foreign = sum(not unicodedata.name(sign, "").startswith(script) for _, sign in signs)
    return (known - odd - foreign) / max(len(signs), 1)


def _list_usual(texts: Iterable[str]) -> tuple[str, ...]:
    """The usual character sets of the first language that is recognised in one of the texts."""
    languages = (language.detect(text) for text in texts)
    return _USUAL_CODECS.get(next((one for one in languages if one != language.UNKNOWN), ""), ("cp1252",))


def _neighbours(text: str) -> Iterator[tuple[str, str, str]]:
    """Each sign beyond ASCII, between the one before it and the one behind it."""
    padded = f" {text} "
    return ((padded[at - 1], padded[at], padded[at + 1]) for at in range(1, len(padded) - 1) if padded[at] > "\x7f")


_LETTERS = frozenset("".join(_ALPHABETS))


def _guess_by_chaos(data: bytes) -> str | None:
    """The tidiest character set; of two for the Latin script that fit alike, the usual one of the text's language."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only for the few texts that are not UTF-8

    found = from_bytes(data)
    best = found.best()
    if best is None:
        return None
    letters = list(filter(str.isalpha, str(best)))
    if sum(letter < "\u0250" for letter in letters) < _MIN_LATIN_SHARE * len(letters):
        return best.encoding
    near = [one for one in found if one.chaos <= best.chaos + _MAX_MORE_CHAOS]
    codecs_near = {codec for one in near for codec in one.could_be_from_charset}
    usual = _list_usual(map(str, near))
    is_wide = not codecs_near.isdisjoint(_WIDE_CODECS)  # no Latin text, whatever looks tidy
    return next((codec for codec in usual if codec in codecs_near or is_wide), best.encoding)
