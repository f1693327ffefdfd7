"""Settings: their sources, their checks, and the generated pages."""

import os
from pathlib import Path

import platformdirs
import pytest
from pydantic import SecretStr, ValidationError

from config import reference
from config.settings import Settings
from tests.support.paths import ROOT


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Each test starts in an empty folder and without a single ``PINCITE_*`` variable."""
    for name in os.environ:
        if name.upper().startswith("PINCITE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_everything_has_a_default() -> None:
    """Settings need no variable: the defaults are no token, one hop of links and the built-in embedder."""
    settings = Settings()

    actual = (settings.telegram_token, settings.link_depth, settings.embedder, settings.admins, settings.questions)
    assert (None, 1, "e5-small", frozenset(), ()) == actual


def test_data_dir_is_the_users_own_folder_by_default() -> None:
    """Without PINCITE_DATA_DIR the data are in the user's data folder, never in the working directory."""
    assert Path(platformdirs.user_data_dir("pincite")) == Settings().data_dir


def test_a_variable_sets_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PINCITE_* variable of the environment sets the setting of that name."""
    monkeypatch.setenv("PINCITE_LINK_DEPTH", "3")

    assert 3 == Settings().link_depth


def test_a_dotenv_file_sets_a_value(clean_environment: Path) -> None:
    """The file .env of the working directory sets a value too."""
    (clean_environment / ".env").write_text("PINCITE_LINK_DEPTH=2\n")

    assert 2 == Settings().link_depth


def test_the_environment_wins_over_the_dotenv_file(monkeypatch: pytest.MonkeyPatch, clean_environment: Path) -> None:
    """The environment overrides .env."""
    (clean_environment / ".env").write_text("PINCITE_LINK_DEPTH=2\n")
    monkeypatch.setenv("PINCITE_LINK_DEPTH", "0")

    assert 0 == Settings().link_depth


def test_questions_are_a_json_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """PINCITE_QUESTIONS is a JSON list, so that a question may contain any character."""
    monkeypatch.setenv("PINCITE_QUESTIONS", '["Who, and when?", "Why?"]')

    assert ("Who, and when?", "Why?") == Settings().questions


def test_a_fourth_question_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than three questions are an error, not a silent cut."""
    monkeypatch.setenv("PINCITE_QUESTIONS", '["1", "2", "3", "4"]')

    with pytest.raises(ValidationError, match="questions"):
        Settings()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1, 2", {1, 2}), ("1 2", {1, 2}), ("1,2,", {1, 2}), ("7", {7}), ("", set()), (" , ", set())],
)
def test_admins_are_ids_between_commas_or_spaces(
    monkeypatch: pytest.MonkeyPatch, text: str, expected: set[int]
) -> None:
    """PINCITE_ADMINS contains user ids separated by commas, spaces or both; empty means no admin."""
    monkeypatch.setenv("PINCITE_ADMINS", text)

    assert frozenset(expected) == Settings().admins


@pytest.mark.parametrize("text", ["@alice", "1;2", "1, two", "1.5"])
def test_an_admin_that_is_no_id_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A name or a typing error among the admins is an error, because it would lock an admin out silently."""
    monkeypatch.setenv("PINCITE_ADMINS", text)

    with pytest.raises(ValidationError, match="admins"):
        Settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PINCITE_LINK_DEPTH", "4"),
        ("PINCITE_LINKED_PAGES_MAX", "-1"),
        ("PINCITE_FETCH_TIMEOUT_S", "0"),
        ("PINCITE_FETCH_MAX_BYTES", "0"),
        ("PINCITE_EMBEDDER", "e5-huge"),
        ("PINCITE_DATABASE_URL", "mysql://host/database"),
    ],
)
def test_a_value_out_of_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    """A value outside its bounds is an error that names the setting."""
    monkeypatch.setenv(variable, value)

    with pytest.raises(ValidationError, match=variable.removeprefix("PINCITE_").lower()):
        Settings()


@pytest.mark.parametrize("given", ["http://127.0.0.1:8081", "http://127.0.0.1:8081/", "http://127.0.0.1:8081/bot/"])
def test_the_address_of_a_bot_api_server_is_completed(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    """The address of a local server may have or lack the path before the token."""
    monkeypatch.setenv("PINCITE_TELEGRAM_BASE_URL", given)
    monkeypatch.setenv("PINCITE_TELEGRAM_BASE_FILE_URL", "http://127.0.0.1:8081")
    settings = Settings()
    assert "http://127.0.0.1:8081/bot" == settings.telegram_base_url
    assert "http://127.0.0.1:8081/file/bot" == settings.telegram_base_file_url


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"URL": "https://example.org/hook"}, "needs PINCITE_WEBHOOK_SECRET"),
        ({"URL": "https://example.org/hook", "SECRET": "short"}, "16 to 256"),
        ({"URL": "https://example.org/hook", "SECRET": "not a plain secret"}, "16 to 256"),
        ({"URL": "http://example.org/hook", "SECRET": "s" * 16}, "begin with https://"),
    ],
)
def test_a_webhook_without_a_secret_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], words: str
) -> None:
    """A webhook without TLS or without a secret is an error that names the missing part."""
    for name, value in given.items():
        monkeypatch.setenv(f"PINCITE_WEBHOOK_{name}", value)
    with pytest.raises(ValidationError, match=words):
        Settings()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"": "fastembed"}, "needs PINCITE_RERANKER_MODEL"),
        ({"": "endpoint", "_MODEL": "any"}, "needs PINCITE_RERANKER_BASE_URL"),
        ({"": "tei"}, "needs PINCITE_RERANKER_BASE_URL"),
        ({"_MODEL": "any"}, "needs PINCITE_RERANKER:"),
    ],
)
def test_a_reranker_that_is_not_fully_named_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], words: str
) -> None:
    """An incomplete reranker is an error that names the missing setting."""
    for name, value in given.items():
        monkeypatch.setenv(f"PINCITE_RERANKER{name}", value)
    with pytest.raises(ValidationError, match=words):
        Settings()


def test_settings_cannot_be_changed() -> None:
    """Settings are frozen, so their values do not change while Pincite runs."""
    settings = Settings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.link_depth = 2  # type: ignore[misc]  # the very thing that must not work


def test_an_unknown_variable_is_ignored(clean_environment: Path) -> None:
    """A .env file may contain variables of other programs and of newer versions."""
    (clean_environment / ".env").write_text("PINCITE_SHOE_SIZE=43\nPATH_TO_GLORY=/dev/null\n")

    assert Settings(_env_file=None) == Settings()


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither repr nor str nor the JSON dump of the settings contains a token or a key."""
    monkeypatch.setenv("PINCITE_TELEGRAM_TOKEN", "123:hush")
    monkeypatch.setenv("PINCITE_EMBEDDER_API_KEY", "sk-hush")
    settings = Settings()

    assert SecretStr("123:hush") == settings.telegram_token
    assert "hush" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_secrets_are_not_in_an_error_about_another_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error about a wrong value contains no secrets."""
    monkeypatch.setenv("PINCITE_TELEGRAM_TOKEN", "123:hush")
    monkeypatch.setenv("PINCITE_LINK_DEPTH", "far")

    with pytest.raises(ValidationError) as caught:
        Settings()
    assert "hush" not in str(caught.value)


def test_every_setting_has_a_description() -> None:
    """Every setting has a description."""
    assert [] == [name for name, field in Settings.model_fields.items() if not field.description]


def test_the_page_names_every_setting_once() -> None:
    """docs/settings.md has one table row for each setting."""
    rows = [line.split("`")[1] for line in reference.render().splitlines() if line.startswith("| `")]

    assert [f"PINCITE_{name.upper()}" for name in Settings.model_fields] == rows


def test_the_page_marks_secrets() -> None:
    """Exactly the secrets are marked as secret."""
    secrets = [line.split("`")[1] for line in reference.render().splitlines() if "**Secret.**" in line]

    assert [
        "PINCITE_CHROMA_TOKEN",
        "PINCITE_DATABASE_URL",
        "PINCITE_EMBEDDER_API_KEY",
        "PINCITE_RERANKER_API_KEY",
        "PINCITE_LLM_API_KEY",
        "PINCITE_TELEGRAM_TOKEN",
        "PINCITE_WEBHOOK_SECRET",
        "PINCITE_STT_API_KEY",
    ] == secrets


def test_the_pages_name_no_folder_of_this_machine() -> None:
    """The pages describe the default data folder in words, so they are the same on every machine."""
    assert str(Settings().data_dir) not in reference.render() + reference.render_env()


def test_the_example_file_holds_the_defaults(clean_environment: Path) -> None:
    """A .env with every value of .env.example equals the defaults."""
    settings = [line for line in reference.render_env().splitlines() if line.startswith("#PINCITE_")]
    valued = [line.removeprefix("#") for line in settings if not line.endswith("=")]
    (clean_environment / ".env").write_text("\n".join(valued))

    assert len(Settings.model_fields) == len(settings)
    assert Settings(_env_file=None) == Settings()


@pytest.mark.parametrize(("path", "options"), [("docs/settings.md", []), (".env.example", ["--env"])])
def test_the_generated_files_are_up_to_date(path: str, options: list[str]) -> None:
    """The committed pages equal the output of `make docs`."""
    assert 0 == reference.main([*options, "--check", str(ROOT / path)])


def test_a_stale_page_is_told_in_one_sentence(clean_environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--check names the file that differs and the command that repairs it, and fails."""
    page = clean_environment / "settings.md"
    page.write_text("old")

    assert 1 == reference.main(["--check", str(page)])
    assert f"{page} differs from config/settings.py: run `make docs`.\n" == capsys.readouterr().err


def test_a_missing_page_is_stale(clean_environment: Path) -> None:
    """--check fails where there is no file yet."""
    assert 1 == reference.main(["--check", str(clean_environment / "settings.md")])


@pytest.mark.parametrize(
    ("options", "expected"), [([], reference.render()), (["--env"], reference.render_env())], ids=["page", "env"]
)
def test_without_check_the_text_is_printed(
    capsys: pytest.CaptureFixture[str], options: list[str], expected: str
) -> None:
    """Without --check the page, or with --env the example file, goes to standard output."""
    assert 0 == reference.main(options)
    assert expected == capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "expected"), [("30m", 30), ("12H", 720), ("7 d", 10_080), ("90s", 1.5), ("", None)]
)
def test_reindex_interval_is_a_number_with_its_unit(
    monkeypatch: pytest.MonkeyPatch, written: str, expected: float | None
) -> None:
    """An interval has a number and a unit; the default is none."""
    monkeypatch.setenv("PINCITE_REINDEX_EVERY", written)
    every = Settings().reindex_every
    assert expected == (every.total_seconds() / 60 if every else None)


@pytest.mark.parametrize("written", ["30", "10s", "soon", "-5m"])
def test_reindex_interval_of_less_than_a_minute_or_without_a_unit_is_refused(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    """An interval below a minute is an error, so a typing error does not flood a site."""
    monkeypatch.setenv("PINCITE_REINDEX_EVERY", written)
    with pytest.raises(ValidationError, match="reindex_every"):
        Settings()


@pytest.mark.parametrize("written", ["10.1.0.0/16, ::1", "10.1.0.0/16 ::1/128"])
def test_opened_networks_are_named_between_commas_or_spaces(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    """An address alone is a network of one."""
    monkeypatch.setenv("PINCITE_FETCH_ALLOW_NETWORKS", written)
    assert {"10.1.0.0/16", "::1/128"} == set(map(str, Settings().fetch_allow_networks))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"chroma_url": "chroma:8000"}, "such as https://"),
        ({"chroma_url": "http://ada:secret@127.0.0.1:8000"}, "must not contain a user or password"),
        ({"chroma_token": "x"}, "need PINCITE_CHROMA_URL"),
        ({"chroma_database": "mine"}, "need PINCITE_CHROMA_URL"),
    ],
)
def test_a_wrong_chroma_server_is_told(settings: dict[str, str], words: str) -> None:
    """Its address is shown in logs and reports, so the password has a setting of its own."""
    with pytest.raises(ValidationError, match=words):
        Settings.model_validate(settings)


def test_a_chroma_server_has_the_defaults_of_chroma() -> None:
    """An address is enough; a slash at its end does not matter."""
    settings = Settings(chroma_url="http://127.0.0.1:8000/")
    expected = ("http://127.0.0.1:8000", "default_tenant", "default_database", None)
    assert expected == (
        settings.chroma_url,
        settings.chroma_tenant,
        settings.chroma_database,
        settings.chroma_token,
    )
