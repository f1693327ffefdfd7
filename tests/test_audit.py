"""The audit of packages: pins, licences, and versions that an advisory names."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT

_SPEC = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
assert _SPEC is not None
assert _SPEC.loader is not None
ELSEWHERE = {"httpx2-jsfetch", "pywin32", "setuptools", "tzdata", "win32-setctime"}
"""Packages that only another system or Python needs."""
audit = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(audit)


def advisory(name: str, **affected: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of an OSV record
    """An OSV record about one package."""
    return {
        "id": "TEST-1",
        "summary": "Invented.",
        "affected": [{"package": {"ecosystem": "PyPI", "name": name}, **affected}],
    }


def between(*events: dict[str, str]) -> dict[str, Any]:
    """A range of versions."""
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


@pytest.mark.parametrize(
    ("affected", "is_found"),
    [
        (between({"introduced": "0"}, {"fixed": "2.0"}), True),
        (between({"introduced": "0"}, {"fixed": "1.5"}), False),
        (between({"introduced": "1.6"}, {"fixed": "2.0"}), False),
        (between({"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "1.4"}), True),
        (between({"introduced": "1.0"}, {"last_affected": "1.5"}), True),
        (between({"introduced": "no version"}), False),
        ({"versions": ["1.5"]}, True),
        ({"versions": ["1.4"]}, False),
    ],
)
def test_a_version_within_an_advisory_is_found(affected: dict[str, Any], is_found: bool) -> None:  # noqa: FBT001 - a case
    """Ranges and lists of versions count, and a name in any spelling."""
    found = list(audit.find_vulnerable({"rope-maker": "1.5"}, [advisory("Rope_Maker", **affected)]))
    assert (["rope-maker 1.5: TEST-1 Invented."] if is_found else []) == found


def test_other_ecosystems_and_withdrawn_advisories_do_not_count() -> None:
    """A package of the same name elsewhere is another one."""
    other, withdrawn = advisory("rope", versions=["1"]), advisory("rope", versions=["1"]) | {"withdrawn": "2026-01-01"}
    other["affected"][0]["package"]["ecosystem"] = "npm"
    assert [] == list(audit.find_vulnerable({"rope": "1"}, [other, withdrawn]))


def test_advisories_come_from_a_file_or_a_folder(tmp_path: Path) -> None:
    """A file has one record or a list of them."""
    (tmp_path / "one.json").write_text(json.dumps(advisory("a")))
    (tmp_path / "two.json").write_text(json.dumps([advisory("b"), advisory("c")]))
    assert ["a", "b", "c"] == [each["affected"][0]["package"]["name"] for each in audit.read_advisories(tmp_path)]
    assert 2 == len(list(audit.read_advisories(tmp_path / "two.json")))


@pytest.mark.parametrize(
    ("licence", "is_allowed"),
    [
        ("MIT License", True),
        ("LGPL-3.0-only", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("GPL-3.0-or-later", False),
        ("GNU Affero General Public License v3", False),
        ("UNKNOWN", False),
    ],
)
def test_a_licence_must_let_everybody_run_it(licence: str, is_allowed: bool) -> None:  # noqa: FBT001 - a case
    """Of several by "or", one is enough; an unknown one is refused."""
    assert is_allowed == audit.is_allowed(licence)


def test_the_page_lists_each_runtime_package() -> None:
    """The list of licences belongs to the lock file: write it again with `make audit`."""
    pins = audit.read_pins((ROOT / "requirements" / "image.txt").read_text(encoding="utf-8"))
    rows = [line.split(" | ") for line in (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").splitlines()]
    listed = {row[0].removeprefix("| "): row[1] for row in rows if len(row) == 3 and row[1][:1].isdigit()}
    assert listed
    assert {name: pins[name] for name in listed} == listed
    assert not set(pins) - set(listed) - ELSEWHERE
