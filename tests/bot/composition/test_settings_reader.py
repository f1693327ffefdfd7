"""Settings as they were given: by keyword, else in the environment; what is wrong is named as it was given."""

import pytest

from bot.composition.settings_reader import read_settings
from index.errors import PinciteError


def test_settings_by_name_replace_those_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not named is still read from the environment."""
    monkeypatch.setenv("PINCITE_LINK_DEPTH", "3")
    monkeypatch.setenv("PINCITE_LINKED_PAGES_MAX", "7")
    settings = read_settings(link_depth=0)
    assert (0, 7) == (settings.link_depth, settings.linked_pages_max)


def test_none_switches_a_model_of_the_environment_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """What names the model goes with its provider."""
    given = {"LLM_PROVIDER": "openai", "LLM_MODEL": "m", "RERANKER": "tei", "RERANKER_BASE_URL": "u"}
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
