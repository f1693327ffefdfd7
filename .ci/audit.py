"""Audit what an installation contains: its licences, a bill of materials, and known vulnerabilities.

    python .ci/audit.py REQUIREMENTS --python .venv/bin/python --licences docs/licences.md --sbom build/sbom.json
        [--advisories FILE_OR_FOLDER]

It runs in an environment with ``requirements/audit.txt``, as ``make audit`` does. ``--advisories`` names OSV records
(https://ossf.github.io/osv-schema): a JSON file, or a folder of them such as the unpacked PyPI export. Without it
pip-audit asks the vulnerability service. The exit code is 1 for a licence that is not allowed or a vulnerability.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Mozilla|MPL|LGPL|Lesser|Unlicense|CNRI|Zlib|0BSD|CC0|AFL"
)
REFUSED = re.compile(r"\bA?GPL|Affero|Commons Clause|SSPL|Proprietary", re.IGNORECASE)
KNOWN = {"py-rust-stemmers": "MIT"}
"""Licences that a package states in its repository and not in its metadata."""
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)


def main() -> int:
    """Write the licences and the bill of materials, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requirements", type=Path)
    parser.add_argument("--python", required=True)
    parser.add_argument("--licences", type=Path, required=True)
    parser.add_argument("--sbom", type=Path, required=True)
    parser.add_argument("--advisories", type=Path)
    given = parser.parse_args()
    pins = read_pins(given.requirements.read_text(encoding="utf-8"))
    licences = find_licences(given.python, pins)
    given.licences.write_text(format_licences(licences), encoding="utf-8")
    refused = [f"{name} {version}: {licence}" for name, version, licence in licences if not is_allowed(licence)]
    given.sbom.parent.mkdir(parents=True, exist_ok=True)
    _run("cyclonedx-py", "requirements", str(given.requirements), "--output-file", str(given.sbom))
    print(f"{len(licences)} packages; licences in {given.licences}, bill of materials in {given.sbom}.")
    for line in refused:
        print(f"Licence not allowed: {line}")
    if given.advisories is None:
        return max(bool(refused), _ask_service(given.requirements))
    found = list(find_vulnerable(pins, read_advisories(given.advisories)))
    for line in found:
        print(f"Vulnerable: {line}")
    print(f"{len(found)} known vulnerabilities in {given.advisories}.")
    return int(bool(refused or found))


def read_pins(requirements: str) -> dict[str, str]:
    """Return the pinned version of each package of a requirements file, by canonical name."""
    return {canonicalize_name(name): version for name, version in _PIN.findall(requirements)}


def find_licences(python: str, pins: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return name, version and licence of the installed packages, in order; only what is pinned counts."""
    output = _run("pip-licenses", f"--python={python}", "--from=mixed", "--format=json")
    rows = []
    for row in json.loads(output):
        name = canonicalize_name(row["Name"])
        if name in pins:
            licence = KNOWN.get(name, row["License"]) if row["License"] == "UNKNOWN" else row["License"]
            rows.append((name, row["Version"], licence.strip().splitlines()[0]))
    return sorted(rows)


def is_allowed(licence: str) -> bool:
    """Return whether a licence lets everybody install and run Pincite; of several by "or", one must."""
    return any(
        ALLOWED.search(choice) is not None and REFUSED.search(choice) is None
        for choice in re.split(r"\s+OR\s+", licence)
    )


def format_licences(licences: Iterable[tuple[str, str, str]]) -> str:
    """Return the page that lists the licences."""
    rows = [f"| {name} | {version} | {licence} |" for name, version, licence in licences]
    what = "The packages of the Docker image: Pincite and its extras for servers. `make audit` writes it."
    head = f"# Licences\n\n{what}\n"
    return "\n".join([head, "| package | version | licence |", "|---|---|---|", *rows, ""])


def read_advisories(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the OSV records of a JSON file, which may be a list, or of all JSON files of a folder."""
    for file in sorted(path.rglob("*.json")) if path.is_dir() else [path]:
        content = json.loads(file.read_text(encoding="utf-8"))
        yield from content if isinstance(content, list) else [content]


def find_vulnerable(pins: Mapping[str, str], advisories: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line for each pinned version that an advisory names; withdrawn ones do not count."""
    for advisory in advisories:
        for affected in advisory.get("affected", ()) if "withdrawn" not in advisory else ():
            package = affected.get("package", {})
            name = canonicalize_name(package.get("name", ""))
            if package.get("ecosystem") == "PyPI" and name in pins and is_affected(pins[name], affected):
                yield f"{name} {pins[name]}: {advisory['id']} {advisory.get('summary', '')}".rstrip()


def is_affected(version: str, affected: Mapping[str, Any]) -> bool:
    """Return whether a version is listed, or within a range of versions."""
    if version in affected.get("versions", ()):
        return True
    ranges = (each["events"] for each in affected.get("ranges", ()) if each.get("type") == "ECOSYSTEM")
    return any(_is_within(Version(version), events) for events in ranges)


def _is_within(version: Version, events: Iterable[Mapping[str, str]]) -> bool:
    inside = False
    for event in events:
        try:
            if "introduced" in event:
                inside = inside or event["introduced"] == "0" or version >= Version(event["introduced"])
            elif "fixed" in event:
                inside = inside and version < Version(event["fixed"])
            elif "last_affected" in event:
                inside = inside and version <= Version(event["last_affected"])
        except InvalidVersion:
            continue
    return inside


def _ask_service(requirements: Path) -> int:
    command = ["pip-audit", "--requirement", str(requirements), "--require-hashes", "--disable-pip"]
    status = subprocess.run([str(Path(sys.executable).with_name(command[0])), *command[1:]], check=False).returncode
    if status:
        print("pip-audit found a vulnerability or no service; without a network name a stored file: ADVISORIES=FILE.")
    return status


def _run(program: str, *arguments: str) -> str:
    path = Path(sys.executable).with_name(program)
    done = subprocess.run([str(path), *arguments], check=True, capture_output=True, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
