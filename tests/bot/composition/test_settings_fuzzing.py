"""Any environment and any ``.env`` are valid settings, or a sentence for each fault and exit code 2."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

import pytest
import typer
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.cli.errors import plain_errors
from bot.composition.settings_reader import read_settings
from config.settings import Settings

NAMES = st.sampled_from([f"PINCITE_{name.upper()}" for name in Settings.model_fields])
WORDS = st.sampled_from(
    [
        *("0", "-1", "1e999", "nan", "-inf", "9" * 30, "9" * 5_000, "true", "null", "1_000", "١", "\udcff", "~/x"),
        *("[" * 5_000, '["a"]', '["\\ud800"]', '{"a": [1]}', "http://[", "https://a:99999", "https://a", "s" * 16),
        *("999999d", "1m", "P9999999999D", "-P1D", "::1/0", "10.0.0.0/33", "1/2/3", "openai", "fastembed", "tei"),
        *("'", '"', "${PINCITE_USERS}", "#", "\t", "\u202e", "4503599627370497"),
    ]
)
VALUES = WORDS | st.lists(WORDS, max_size=3).map(",".join) | st.text(max_size=30).map(lambda text: text.strip("\0"))
LINES = st.one_of(
    st.tuples(NAMES, VALUES).map(lambda pair: f"{pair[0]}={pair[1]}".encode("utf-8", "surrogatepass")),
    st.tuples(NAMES, st.binary(max_size=30)).map(lambda pair: f"{pair[0]}=".encode() + pair[1]),
    st.binary(max_size=30),
)
FILES = st.lists(LINES, max_size=5).map(b"\n".join) | st.text(max_size=40).map(lambda text: text.encode("utf-16"))
bounded = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the working directory, which is empty; no setting is in the environment."""
    for name in os.environ:
        if name.upper().startswith("PINCITE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextmanager
def environment(values: dict[str, bytes]) -> Iterator[None]:
    """Set variables of the environment, as the bytes that a shell can set."""
    for name, value in values.items():
        os.environb[name.encode()] = value.replace(b"\0", b"")
    try:
        yield
    finally:
        for name in values:
            del os.environ[name]


def read_or_explain() -> tuple[Settings | None, str]:
    """Return the settings as a command reads them, or None and the sentence on stderr."""
    printed = io.StringIO()
    found: Settings | None = None
    try:
        with redirect_stderr(printed), plain_errors():
            found = read_settings()
    except typer.Exit as error:
        printed.write("" if error.exit_code == 2 else f"exit code {error.exit_code}\n")
    return found, printed.getvalue()


def check_settings() -> None:
    """Read the settings: valid ones can be shown and stored, else one short sentence says what to do."""
    found, printed = read_or_explain()
    if found is None:
        printed.encode()
        lines = printed.splitlines()  # one for each setting
        assert lines
        assert all(line.startswith("pincite: ") and len(line) < 400 for line in lines)
    else:
        assert "" == printed
        found.model_dump_json()
        assert all(abs(number) < 2**63 for number in found.model_dump().values() if isinstance(number, int | float))


@pytest.mark.skipif(not hasattr(os, "environb"), reason="variables are no bytes on this system")
@bounded
@given(values=st.dictionaries(NAMES, VALUES.map(lambda text: text.encode("utf-8", "surrogatepass")), max_size=4))
@example({"PINCITE_ARTICLE": b"\xff"})
@example({"PINCITE_QUESTIONS": b'["\\ud800"]'})
def test_any_environment_is_valid_or_explained(values: dict[str, bytes]) -> None:
    """Any bytes in any variables are settings, or one sentence."""
    with environment(values):
        check_settings()


@bounded
@given(content=FILES)
@example(b"\xff")
@example("PINCITE_USERS=1".encode("utf-16"))
@example(b"PINCITE_QUESTIONS=" + b"[" * 100_000)
@example(b"PINCITE_DATA_DIR=a\0b")
def test_any_dotenv_file_is_valid_or_explained(folder: Path, content: bytes) -> None:
    """Any bytes in ``.env`` are settings, or one sentence."""
    (folder / ".env").write_bytes(content)
    check_settings()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "The file .env is not UTF-8 text; save it as UTF-8."),
        (
            b"PINCITE_LINK_DEPTH=1\nPINCITE_ACCESS: listed",
            "The file .env is not valid: could not parse statement starting at line 2; each line is NAME=value.",
        ),
        (b"PINCITE_ADMINS=99999999999999999999", "PINCITE_ADMINS is not valid: it must be at most"),
        (b"PINCITE_REINDEX_EVERY=999999d", "PINCITE_REINDEX_EVERY is not valid: the interval must be a minute at"),
        (b"PINCITE_KEEP_DAYS=99999999999999999999", "PINCITE_KEEP_DAYS is not valid: it must be at most 36500"),
        (b"PINCITE_ANSWER_WITHIN_S=inf", "PINCITE_ANSWER_WITHIN_S is not valid: it must be at most 31536000"),
        (b"PINCITE_DATA_DIR=a\0b", "PINCITE_DATA_DIR is not valid: no value contains a null character"),
        (b'PINCITE_QUESTIONS=["\\ud800"]', "PINCITE_QUESTIONS is not valid: it must be valid UTF-8 text"),
        (b"PINCITE_EMBEDDER_BASE_URL=http://[", "PINCITE_EMBEDDER_BASE_URL is not valid: it is no web address"),
    ],
)
def test_a_fault_of_dotenv_is_named(folder: Path, content: bytes, words: str) -> None:
    """The sentence names the line or the setting, and no line is skipped."""
    (folder / ".env").write_bytes(content)
    found, printed = read_or_explain()
    assert found is None
    assert printed.startswith(f"pincite: {words}")


def test_a_line_that_is_skipped_is_told_beside_other_faults(folder: Path) -> None:
    """Each fault has its sentence, and python-dotenv prints nothing of its own."""
    (folder / ".env").write_bytes(b"PINCITE_ACCESS: listed\nPINCITE_LINK_DEPTH=9")
    found, printed = read_or_explain()
    assert found is None
    assert [
        "pincite: The file .env is not valid: could not parse statement starting at line 1; each line is NAME=value.",
        "pincite: PINCITE_LINK_DEPTH is not valid: it must be at most 3; docs/settings.md lists the valid values.",
    ] == printed.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file")
def test_an_unreadable_dotenv_is_explained(folder: Path) -> None:
    """A file that the system does not let Pincite read is one sentence."""
    (folder / ".env").symlink_to("/proc/self/mem")
    found, printed = read_or_explain()
    assert found is None
    assert "pincite: The file .env cannot be read (Input/output error); check its permissions.\n" == printed
