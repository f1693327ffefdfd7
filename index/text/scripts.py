"""The letters of scripts, as ranges for character classes of regular expressions. Pure."""

import unicodedata

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HANGUL = "\uac00-\ud7af"

CHINESE_AND_JAPANESE = "\u3040-\u30ff" + HAN
EAST_ASIAN = CHINESE_AND_JAPANESE + HANGUL

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff" + CHINESE_AND_JAPANESE
"""Scripts without blanks between words: Thai, Lao, Burmese and Khmer, Chinese and Japanese."""

VOWEL_SIGNS = (
    "\u0900-\u0963\u0966-\u096f\u0971-\u0df3\u0df5-\u0dff"
    "\u0e00-\u0e4e\u0e50-\u0e59\u0e5c-\u1049\u1050-\u109f\u1780-\u17d3\u17d7\u17dc-\u17ff"
)
"""Indic and South-East Asian scripts without their stops.

Their vowel signs are parts of words, but no ``\\w``; a danda ends a sentence.
"""

INDIC_MARKS = "".join(sign for sign in map(chr, range(0x0900, 0x0E00)) if unicodedata.category(sign) in {"Mn", "Mc"})
"""Vowel signs and other marks of the scripts of South Asia, which are no letters and stand inside words."""

DENSE_FROM = "\u2e80"
"""The first sign of Chinese, Japanese and Korean, which are behind nearly all others: each is a syllable or a word."""
