"""The alternative text of pictures: a line of its own where it describes what a reader without pictures misses."""

import re

_MIN_CHARS, _MIN_WORDS = 25, 4
_MIN_WIDE_CHARS = 10  # of a script without blanks
_WIDE = re.compile("[\u2e80-\uffef]")
_MACHINE_MADE = re.compile(
    "description automatically generated|ai-generated content may be incorrect|automatisch generierte beschreibung"
    "|description générée automatiquement|descripción generada automáticamente|descrição gerada automaticamente"
    "|descrizione generata automaticamente|automatisch gegenereerde beschrijving|автоматически созданное описание"
    "|自動的に生成された説明|描述已自动生成|자동 생성된 설명",
    re.IGNORECASE,
)
"""What Office writes behind a description that nobody has read."""

_NO_DESCRIPTION = re.compile(r"\.(?:jpe?g|png|gif|webp|svg)\b|://|^(?:logo|icon|avatar)\b|©", re.IGNORECASE)


def describe_picture(stated: str | None) -> str | None:
    """Return the alternative text of a picture as one line; None for a name, a label, the name of a file or a guess."""
    words = " ".join((stated or "").split())
    is_long = len(words) >= _MIN_CHARS and words.count(" ") >= _MIN_WORDS - 1
    if not (is_long or (_WIDE.search(words) and len(words) >= _MIN_WIDE_CHARS)):
        return None
    return None if _NO_DESCRIPTION.search(words) or _MACHINE_MADE.search(words) else words
