"""The control words of RTF that name a destination, a character or a character set, and the instructions of fields."""

import re
from typing import NamedTuple

from index.parsing.formats.rich_text.rtf_state import Destination

SKIPPED = frozenset(
    (
        *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "annotation"),
        *("filetbl", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "template", "xe", "tc"),
        *("bkmkstart", "bkmkend", "objdata", "objclass", "objname", "nonesttables", "nonshppict", "shprslt", "private"),
        *("ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "pnseclvl", "panose", "falt", "txe", "rxe"),
        *("atrfstart", "atrfend", "atnid", "atnauthor", "fldtype", "themedata", "colorschememapping", "pntxta"),
        *("latentstyles", "datastore", "xmlnstbl", "mmathPr", "mmathPict", "pntxtb", "nextfile", "stylesheetname"),
        *("subject", "operator", "keywords", "comment", "doccomm", "company", "manager", "category", "hlinkbase"),
        *("creatim", "revtim", "printim", "buptim", "background", "docvar", "levelnumbers", "leveltext", "formfield"),
    )
)
DESTINATIONS: dict[str, Destination] = {
    "fonttbl": "fonts",
    "colortbl": "colours",
    "stylesheet": "styles",
    "info": "information",
    "title": "title",
    "author": "author",
    "fldinst": "instruction",
    "listtext": "number",
    "pntext": "number",
    "pict": "picture",
    "sn": "name",
    "sv": "value",
    "upr": "either",
}
COLLECTED: tuple[Destination, ...] = ("instruction", "name", "value", "title", "author")
"""The destinations whose words are kept for their end."""

KNOWN_OPTIONAL = frozenset(("fldinst", "shppict", "ud", "nesttableprops", "shpinst", "picprop", "moMath", "moMathPara"))
CHARACTERS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "~": "\u00a0",
    "_": "\u2011",
    "line": "\n",
    "tab": "\t",
    "lbr": "\n",
    "softline": "\n",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "{": "{",
    "}": "}",
    "\\": "\\",
    "\t": "\t",
    "zwbo": "",
    "zwnbo": "",
    "-": "",
    ":": "",
    "|": "",
}
CODE_PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_LINK = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"?([^"\s]+)"?', re.IGNORECASE)
_NOT_SHOWN = re.compile(r"\s*(?:TOC|INDEX|PAGEREF|PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)


class Instruction(NamedTuple):
    """What a field is: a link to an address, or a part of the layout that is not read."""

    link: str = ""
    is_read: bool = True


def read_instruction(written: str) -> Instruction:
    """Read the instruction of a field."""
    linked = _LINK.match(written)
    if linked and "\\l" not in written[: linked.start(1)]:
        return Instruction(linked[1])
    return Instruction(is_read=_NOT_SHOWN.match(written) is None)
