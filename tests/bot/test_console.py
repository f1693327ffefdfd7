"""Lines for people: names that others chose do not reach the terminal as they are."""

import os
import sys
from pathlib import Path

import pytest

from bot.telegram.messages.rich_text import line
from tests.support.shell import PAGE, Shell

EVIL = "a\n\u202egpj\x1b[2J.txt"
SHOWN = "a\\n\\u202egpj\\x1b[2J.txt"


def test_line_of_a_message_is_printable() -> None:
    """A title or address in a Telegram message reorders nothing."""
    assert "a \\u202egpj\\x1b[2J.txt" == line(EVIL, 99)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_terminal_shows_the_name_of_a_file_escaped(tmp_path: Path) -> None:
    """No command prints the name of a file or folder as it is."""
    shell, folder = Shell(tmp_path), tmp_path / "no\u202etes\x1b[2J"
    folder.mkdir()
    (folder / EVIL).write_text("The lamp burned whale oil until 1868. " * 5)
    (folder / "empty\x1b[2J.txt").touch()
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff\x1b.txt")).write_text(PAGE)
    outputs = [shell("index", folder).output]
    outputs += [shell("sources").output, shell("ask", "Until when did the lamp burn whale oil?").output]
    outputs += [shell("reindex", "--all", "--dry-run").output, shell("index", folder / "none\x1b[2J.txt").output]
    assert SHOWN in outputs[0].replace("\n", "")
    assert "bad\\xff\\x1b.txt has a name that is no text" in outputs[0].replace("\n", " ")
    for output in outputs:
        assert not {"\x1b", "\u202e"} & set(output), output
