"""Check the content of the installed wheel: five packages, type markers, prompts, translations, pages and weights.

The Python of an environment with the wheel alone runs it, outside the repository, with the repository as argument.
"""

import sys
from importlib import import_module, metadata
from pathlib import Path

PACKAGES = ("bot", "config", "index", "pincite", "prompts")
CODE = {".py", ".typed"}
LEARNED = {f"index/models/e5/{name}.npz" for name in ("cross_encoder", "entailment")}


def main(repository: Path) -> None:
    """Exit with a sentence about the first error.

    Args:
        repository: The folder from which the wheel was built.
    """
    owners = {name: metadata.packages_distributions().get(name) for name in PACKAGES}
    strangers = {name: owner for name, owner in owners.items() if owner != ["pincite"]}
    if strangers:
        sys.exit(f"Not owned by pincite alone: {strangers}")
    shipped = {str(path) for path in metadata.files("pincite") or () if path.parts[0] in PACKAGES}
    prompts = {path.relative_to(repository).as_posix() for path in (repository / "prompts").glob("*.md")}
    words = {
        path.relative_to(repository).as_posix()
        for path in (
            *(repository / "bot" / "telegram" / "messages" / "locale").glob("*.po"),
            *(repository / "bot").rglob("*.toml"),
            *(repository / "index").rglob("*.toml"),
            *(repository / "bot" / "web" / "passage_page" / "assets").iterdir(),
        )
    }
    expected = prompts | words | LEARNED | {f"{name}/py.typed" for name in PACKAGES}
    if missing := expected - shipped:
        sys.exit(f"Missing from the wheel: {sorted(missing)}")
    if data := {path for path in shipped - prompts - words - LEARNED if Path(path).suffix not in CODE}:
        sys.exit(f"Data in the wheel: {sorted(data)}")
    if not any(entry.name == "pincite" for entry in metadata.entry_points(group="console_scripts")):
        sys.exit("The wheel has no pincite command")
    if not callable(import_module("pincite").open):  # the import needs no dependency
        sys.exit("The wheel has no pincite.open")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
