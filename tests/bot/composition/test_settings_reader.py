"""Settings as they were given: by keyword, else in the environment; what is wrong is named as it was given."""

import os
from pathlib import Path

import pytest

from bot.composition.settings_reader import list_secrets, read_settings
from index.errors import InvalidSettingError, PinciteError


def test_settings_by_name_replace_those_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not named is still read from the environment."""
    monkeypatch.setenv("PINCITE_LINK_DEPTH", "3")
    monkeypatch.setenv("PINCITE_LINKED_PAGES_MAX", "7")
    settings = read_settings(link_depth=0)
    assert (0, 7) == (settings.link_depth, settings.linked_pages_max)


def test_secrets_of_the_settings_are_known_to_the_log() -> None:
    """Tokens, keys, and passwords in addresses, as they are written and as they are meant."""
    settings = read_settings(
        article="http://[/",
        telegram_token="123:token",  # noqa: S106 - of a test
        embedder_base_url="https://ann:pass%21word@example.org/v1",
        database_url="postgresql://pincite:hunter2hunter2@db/pincite",
    )
    assert {"123:token", "pass%21word", "pass!word", "hunter2hunter2"} < set(list_secrets(settings))
    assert "http://[/" not in list_secrets(settings)


def test_none_switches_a_model_of_the_environment_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """What names the model goes with its provider."""
    given = {"LLM_PROVIDER": "openai", "LLM_MODEL": "m", "RERANKER": "tei", "RERANKER_BASE_URL": "http://u"}
    for name, value in given.items():
        monkeypatch.setenv(f"PINCITE_{name}", value)
    settings = read_settings(llm_provider=None, reranker=None)
    assert [None] * 4 == [settings.llm_provider, settings.llm_model, settings.reranker, settings.reranker_base_url]
    assert "m" == read_settings().llm_model


def test_a_wrong_setting_is_named_as_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyword is a keyword, a variable of the environment is one; an unknown name gets a suggestion."""
    with pytest.raises(PinciteError, match=r"^link_depth is not valid: .*; docs/settings.md lists the valid values\."):
        read_settings(link_depth=9)
    with pytest.raises(TypeError, match=r"There is no setting lnk_depth; did you mean link_depth\?"):
        read_settings(lnk_depth=1)
    with pytest.raises(TypeError, match=r"There is no setting xyz; docs/settings.md lists them\."):
        read_settings(xyz=1)
    monkeypatch.setenv("PINCITE_LINK_DEPTH", "9")
    with pytest.raises(PinciteError, match=r"^PINCITE_LINK_DEPTH is not valid"):
        read_settings()


def test_all_wrong_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has a sentence in our words: wrong values, settings that belong together, and a misspelt name."""
    given = {
        "LINK_DEPTH": "9",
        "FETCH_TIMEOUT_S": "soon",
        "ACCESS": "some",
        "FETCH_ALLOW_NETWORKS": "here",
        "LLM_MODEL": "m",
        "WEBHOOK_URL": "https://example.org/hook",
        "KEEP_DAY": "30",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"PINCITE_{name}", value)
    with pytest.raises(InvalidSettingError) as caught:
        read_settings()
    see = "; docs/settings.md lists the valid values."
    assert [
        "PINCITE_KEEP_DAY is not a setting; did you mean PINCITE_KEEP_DAYS? docs/settings.md lists the settings.",
        f"PINCITE_LINK_DEPTH is not valid: it must be at most 3{see}",
        f"PINCITE_FETCH_TIMEOUT_S is not valid: it must be a number{see}",
        f"PINCITE_FETCH_ALLOW_NETWORKS is not valid: each part must be a network such as 10.1.0.0/16{see}",
        f"PINCITE_ACCESS is not valid: it must be 'everyone', 'listed' or 'invited'{see}",
        f"PINCITE_LLM_MODEL needs PINCITE_LLM_PROVIDER, for example openai or ollama{see}",
        (
            "PINCITE_WEBHOOK_URL needs PINCITE_WEBHOOK_SECRET, 16 to 256 letters, digits, - and _: without it anyone "
            f"could send updates in Telegram's name{see}"
        ),
    ] == list(caught.value.problems)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DATA_DIR", "'data'", "it is within quotes; leave them out"),
        ("TELEGRAM_TOKEN", '"123:abc"', "it is within quotes; leave them out"),
        ("DATA_DIR", " ", "it is blank; give it a value, or leave it out"),
        ("ADMINS", "@me", "each part must be the number of a user or group, which /whoami shows, not a name"),
        ("ADMINS", "-1001", "it must be at least 1"),
        (
            "LLM_BASE_URL",
            "localhost:8080/v1",
            "it must be an address with http:// or https://, such as https://example.org",
        ),
        (
            "TELEGRAM_BASE_URL",
            "localhost",
            "it must be an address with http:// or https://, such as https://example.org",
        ),
    ],
)
def test_a_value_that_is_typed_wrongly_is_explained(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    """Quotes that no shell removed, a name for a number, and an address without its scheme each have their reason."""
    monkeypatch.setenv(f"PINCITE_{name}", value)
    with pytest.raises(InvalidSettingError) as caught:
        read_settings()
    assert f"PINCITE_{name} is not valid: {reason}; docs/settings.md lists the valid values." in caught.value.problems


def test_blanks_around_a_value_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line end of Windows or a blank at the end of a line changes no setting."""
    monkeypatch.setenv("PINCITE_ACCESS", " listed\r")
    monkeypatch.setenv("PINCITE_DATA_DIR", "data ")
    assert ("listed", Path("data")) == (read_settings().access, read_settings().data_dir)


def test_a_provider_without_its_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anthropic's client sends nothing without a key."""
    monkeypatch.setenv("PINCITE_LLM_PROVIDER", "anthropic")
    monkeypatch.setenv("PINCITE_LLM_MODEL", "m")
    with pytest.raises(InvalidSettingError, match="needs PINCITE_LLM_API_KEY"):
        read_settings()


def test_a_problem_that_follows_from_a_wrong_value_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model without a valid provider is one fault."""
    monkeypatch.setenv("PINCITE_LLM_PROVIDER", "opnai")
    monkeypatch.setenv("PINCITE_LLM_MODEL", "m")
    with pytest.raises(InvalidSettingError) as caught:
        read_settings()
    assert 1 == len(caught.value.problems)


def test_a_misspelt_name_is_told_and_that_of_another_program_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """``PINCITE_ACESS`` would leave the bot open to everyone; it counts in ``.env`` too."""
    monkeypatch.chdir(tmp_path)
    for name in ("PINCITE_TEST_LLM_URL", "PINCITE_PORT_8080_TCP", "PINCITE_PORT", "PINCITE_SERVICE_HOST"):
        monkeypatch.setenv(name, "1")
    read_settings()
    (tmp_path / ".env").write_text("PINCITE_ACESS=listed\n")
    with pytest.raises(InvalidSettingError, match=r"^PINCITE_ACESS is not a setting; did you mean PINCITE_ACCESS\?"):
        read_settings()


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_in_the_place_of_dotenv_is_no_absent_file(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docker makes a folder where it mounts a missing file; settings that restrict access would be lost."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / ".env"
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(tmp_path / "gone")
    else:
        os.mkfifo(path)
    with pytest.raises(InvalidSettingError, match=r"^\.env is a (link to a file that is gone|folder, pipe)"):
        read_settings()


def test_dotenv_that_is_a_device_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container hides a file by a mount of ``/dev/null``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").symlink_to(os.devnull)
    assert 1 == read_settings().link_depth


def test_an_address_of_a_model_without_a_provider_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the setting that was given."""
    monkeypatch.setenv("PINCITE_LLM_BASE_URL", "http://127.0.0.1:8080/v1")
    with pytest.raises(InvalidSettingError, match=r"^PINCITE_LLM_BASE_URL needs PINCITE_LLM_PROVIDER"):
        read_settings()
