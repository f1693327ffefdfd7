"""The files for Docker Compose, systemd and Kubernetes: as far as they can be checked without these programs."""

import configparser
import http.server
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from bot.cli.command_line import cli
from bot.web.health import Readiness
from bot.web.operator_pages import OperatorPages
from bot.web.prometheus_metrics import Metrics
from config.settings import Settings
from tests.support.paths import ROOT
from tests.support.replica_processes import free_port

UNIT = ROOT / "deploy" / "pincite.service"
NAMES = {f"PINCITE_{name.upper()}": field for name, field in Settings.model_fields.items()}
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["pincite"]
SERVERS = yaml.safe_load((ROOT / "deploy" / "compose.servers.yaml").read_text("utf-8"))


def manifests() -> dict[str, dict[str, Any]]:
    """Return all Kubernetes objects by kind."""
    files = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
    found = [one for path in files for one in yaml.safe_load_all(path.read_text("utf-8"))]
    assert len(found) == len({one["kind"] for one in found})
    return {one["kind"]: one for one in found}


REPLICAS = yaml.safe_load((ROOT / "deploy" / "compose.replicas.yaml").read_text("utf-8"))


def replicated() -> dict[str, dict[str, Any]]:
    """Return the Kubernetes objects of two replicas by kind."""
    path = ROOT / "deploy" / "kubernetes-replicas" / "pincite.yaml"
    return {one["kind"]: one for one in yaml.safe_load_all(path.read_text("utf-8"))}


def unit() -> dict[str, list[str]]:
    """Return the entries of the systemd unit by name; a name can occur twice."""
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text("utf-8").splitlines():
        name, is_entry, value = line.partition("=")
        if is_entry and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def container() -> dict[str, Any]:
    """Return the container of the deployment."""
    (only,) = manifests()["Deployment"]["spec"]["template"]["spec"]["containers"]
    return dict(only)


def is_secret(name: str) -> bool:
    """Return whether a setting is a secret."""
    return SecretStr in (NAMES[name].annotation, *getattr(NAMES[name].annotation, "__args__", ()))


def used_settings() -> set[str]:
    """Return each setting that a file names, in a value or a comment."""
    paths = [ROOT / "compose.yaml", *(path for path in (ROOT / "deploy").rglob("*") if path.is_file())]
    return {name for path in paths for name in re.findall(r"PINCITE_[A-Z_]+", path.read_text("utf-8"))}


def test_each_setting_in_the_files_exists() -> None:
    """A misspelt name would end the bot at its start. PINCITE_PORT is the one that Kubernetes would add."""
    assert {"PINCITE_PORT"} == used_settings() - NAMES.keys()


@contextmanager
def answering(status: int) -> Iterator[tuple[int, list[str]]]:
    """Answer requests with a status; yield the port, and the paths so far."""
    paths = list[str]()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, paths
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
@pytest.mark.parametrize(
    ("service", "port", "path"),
    [
        (COMPOSE, str(COMPOSE["environment"]["PINCITE_WEB_PORT"]), "/readyz"),
        (SERVERS["services"]["chroma"], SERVERS["services"]["chroma"]["entrypoint"][-1], "/api/v2/heartbeat"),
    ],
    ids=["pincite", "chroma"],
)
def test_a_health_check_asks_its_service(service: dict[str, Any], port: str, path: str, status: int, code: int) -> None:
    """The command of the file ends with 0 if the service says that it is ready."""
    kind, program, flag, words = service["healthcheck"]["test"]
    with answering(status) as (free, paths):
        assert 1 == words.count(port)
        ran = subprocess.run([sys.executable, flag, words.replace(port, str(free))], check=False)
    assert ("CMD", "python", code) == (kind, program, ran.returncode)
    assert [path] == paths


def test_the_bot_waits_for_its_servers() -> None:
    """Each server has the name in the bot's settings, a health check that the bot waits for, a volume and limits."""
    services = dict(SERVERS["services"])
    bot = services.pop("pincite")
    assert services.keys() == bot["depends_on"].keys()
    addresses = {str(value).rpartition("@")[2].removeprefix("http://") for value in bot["environment"].values()}
    assert {f"chroma:{services['chroma']['entrypoint'][-1]}", "postgresql/pincite"} == addresses
    for name, server in services.items():
        assert {"healthcheck", "mem_limit", "pids_limit", "restart"} <= server.keys(), name
        assert "service_healthy" == bot["depends_on"][name]["condition"]
        assert [name] == [volume.partition(":")[0] for volume in server["volumes"]]
    assert services.keys() == SERVERS["volumes"].keys()
    assert {"POSTGRES_PASSWORD"} == set(re.findall(r"\$\{(\w+)", str(SERVERS)))


def test_the_image_has_the_chroma_server() -> None:
    """The image contains chromadb, whose command runs the server with the options of the file."""
    program, *arguments = SERVERS["services"]["chroma"]["entrypoint"]
    (command,) = [one for one in metadata.distribution("chromadb").entry_points if one.name == program]
    assert "console_scripts" == command.group
    assert COMPOSE["image"] == SERVERS["services"]["chroma"]["image"]
    assert ["run", "--path", "--host", "--port"] == [one for one in arguments if one[:2] == "--" or one == "run"]


def test_the_chroma_server_of_compose_starts_and_is_healthy(tmp_path: Path) -> None:
    """The command of the file runs as a process, and the health check of the file finds it ready."""
    chroma = SERVERS["services"]["chroma"]
    port = str(free_port())
    here = {"chroma": str(Path(sys.executable).with_name("chroma")), "/data": str(tmp_path), "0.0.0.0": "127.0.0.1"}  # noqa: S104 - replaced
    command = [here.get(word, port if word == chroma["entrypoint"][-1] else word) for word in chroma["entrypoint"]]
    check = chroma["healthcheck"]["test"][-1].replace(chroma["entrypoint"][-1], port)
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path)
    try:
        deadline = time.monotonic() + 60
        while (code := run_quietly([sys.executable, "-c", check]).returncode) and time.monotonic() < deadline:
            assert server.poll() is None, (tmp_path / "log").read_text("utf-8")
            time.sleep(0.2)
    finally:
        server.kill()
        server.wait(20)
    assert 0 == code


def test_probes_ask_pages_that_exist() -> None:
    """Liveness needs the process alone, readiness its parts."""
    probes = {name: probe["httpGet"] for name, probe in container().items() if name.endswith("Probe")}
    assert {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"} == {
        name: probe["path"] for name, probe in probes.items()
    }

    async def read_gauges() -> tuple[dict[str, int], dict[str, int]]:
        return {}, {}

    pages = OperatorPages(Readiness({}), Metrics(), read_gauges)
    assert {probe["path"] for probe in probes.values()} < {route.path for route in pages.routes()}
    (port,) = container()["ports"]
    assert {port["name"]} == {probe["port"] for probe in probes.values()}
    given = {one["name"]: one["value"] for one in container()["env"]}
    assert (str(port["containerPort"]), "0.0.0.0") == (given["PINCITE_WEB_PORT"], given["PINCITE_WEB_LISTEN"])  # noqa: S104


def test_secrets_are_in_the_secret_alone() -> None:
    """Tokens and keys are in no object that everybody may read."""
    found = manifests()
    assert all(is_secret(name) for name in found["Secret"]["stringData"])
    plain = [*found["ConfigMap"]["data"], *(one["name"] for one in container()["env"])]
    assert [] == [name for name in plain if is_secret(name)]


def test_objects_name_each_other() -> None:
    """Settings, volume, service and pods find each other by name and label."""
    found = manifests()
    pod = found["Deployment"]["spec"]["template"]
    assert {"pincite"} == {one["metadata"]["name"] for one in found.values()}
    wanted = {"ConfigMap": "configMapRef", "Secret": "secretRef"}
    assert list(wanted.values()) == [kind for one in container()["envFrom"] for kind in one]
    assert all(found[kind]["metadata"]["name"] in str(container()["envFrom"]) for kind in wanted)
    labels = pod["metadata"]["labels"]
    assert labels == found["Deployment"]["spec"]["selector"]["matchLabels"] == found["Service"]["spec"]["selector"]
    assert all(labels == one["metadata"]["labels"] for one in found.values())
    assert found["Service"]["spec"]["ports"][0]["targetPort"] == container()["ports"][0]["name"]
    volumes = {one["name"]: one for one in pod["spec"]["volumes"]}
    assert volumes.keys() == {one["name"] for one in container()["volumeMounts"]}
    claim = volumes["data"]["persistentVolumeClaim"]["claimName"]
    assert claim == found["PersistentVolumeClaim"]["metadata"]["name"]


def test_the_data_is_where_it_is_kept() -> None:
    """Each file puts the data folder where its volume or state directory is."""
    mounted = {one["name"]: one["mountPath"] for one in container()["volumeMounts"]}
    given = {one["name"]: one["value"] for one in container()["env"]}
    assert mounted["data"] == given["PINCITE_DATA_DIR"] == COMPOSE["environment"]["PINCITE_DATA_DIR"]
    assert f"data:{mounted['data']}" in COMPOSE["volumes"]
    assert ["PINCITE_DATA_DIR=%S/pincite"] == unit()["Environment"]
    assert ["pincite"] == unit()["StateDirectory"]


def test_one_bot_alone_opens_the_data() -> None:
    """SQLite and embedded Chroma belong to one process, so an update ends the old one first."""
    found = manifests()
    assert 1 == found["Deployment"]["spec"]["replicas"]
    assert "Recreate" == found["Deployment"]["spec"]["strategy"]["type"]
    assert ["ReadWriteOncePod"] == found["PersistentVolumeClaim"]["spec"]["accessModes"]


def test_replicas_share_the_servers_and_no_folder() -> None:
    """Both have the same servers and a volume each, and the proxy knows both."""
    services = REPLICAS["services"]
    first, second = services["pincite"], services["pincite2"]
    assert SERVERS["services"]["pincite"]["depends_on"] == second["depends_on"]
    assert SERVERS["services"]["pincite"]["environment"] | first["environment"] == second["environment"]
    assert {"file": "compose.yaml", "service": "pincite"} == second["extends"]
    assert ["data2:/data"] == second["volumes"]
    assert {"data2", "proxy"} == REPLICAS["volumes"].keys()
    port = COMPOSE["environment"]["PINCITE_WEB_PORT"]
    assert f"reverse_proxy pincite:{port} pincite2:{port} " in REPLICAS["configs"]["proxy"]["content"]


def test_the_replicas_of_kubernetes_are_the_one_bot_without_its_volume() -> None:
    """Only the number, the strategy and the data folder differ, and one replica always runs."""
    one, two = manifests(), replicated()
    assert one["Service"] == two["Service"]
    single, double = one["Deployment"]["spec"], two["Deployment"]["spec"]
    assert 2 == double["replicas"]
    assert {"minAvailable": 1, "selector": double["selector"]} == two["PodDisruptionBudget"]["spec"]
    volumes = [spec["template"]["spec"].pop("volumes") for spec in (single, double)]
    assert single["template"] == double["template"]
    assert [{"data", "tmp"}] * 2 == [{volume["name"] for volume in found} for found in volumes]
    assert all("emptyDir" in volume for volume in volumes[1])


def test_the_limits_are_the_same_everywhere() -> None:
    """Memory and processes have one limit, whatever runs the bot."""
    memory = {COMPOSE["mem_limit"].upper() + "I", container()["resources"]["limits"]["memory"].upper()}
    assert {"3GI"} == memory
    assert ["3G"] == unit()["MemoryMax"]
    assert [str(COMPOSE["pids_limit"])] == unit()["TasksMax"]


def test_the_bot_has_time_to_end_everywhere() -> None:
    """Docker kills after ten seconds where a file says nothing, and the bot gives running work eight."""
    waits = {f"{manifests()['Deployment']['spec']['template']['spec']['terminationGracePeriodSeconds']}s"}
    assert {"30s"} == waits | {COMPOSE["stop_grace_period"], *unit()["TimeoutStopSec"]}
    assert [str(128 + signal.SIGTERM)] == unit()["SuccessExitStatus"]


def test_the_bot_runs_without_privileges() -> None:
    """The user is that of the image; nothing outside the data folder can be written."""
    pod, own = manifests()["Deployment"]["spec"]["template"]["spec"], container()["securityContext"]
    user = pod["securityContext"]["runAsUser"]
    assert f"USER {user}:{user}" in (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert (True, False) == (own["readOnlyRootFilesystem"], own["allowPrivilegeEscalation"])
    assert (False, False) == (pod["automountServiceAccountToken"], pod["enableServiceLinks"])
    assert ["yes"] == unit()["DynamicUser"] == unit()["NoNewPrivileges"]


def test_the_commands_exist() -> None:
    """Each file starts the command that serves."""
    names = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    (start,) = unit()["ExecStart"]
    assert {"serve"} == {start.split()[-1], *container()["args"]}
    assert "serve" in names


def list_compose_commands() -> list[list[str]]:
    """Return the files of each ``docker compose`` command in the first lines of the files."""
    text = "\n".join((ROOT / name).read_text("utf-8") for name in ("compose.yaml", "deploy/compose.servers.yaml"))
    replicas = re.findall(r'F="(.*)"', (ROOT / "deploy" / "compose.replicas.yaml").read_text("utf-8"))
    found = [*re.findall(r"docker compose (.*?) ?up -d", text), *replicas]
    return [re.findall(r"-f (\S+)", one) or ["compose.yaml"] for one in found]


def compose_paths(files: list[str]) -> list[str]:
    """Return the paths that Docker Compose opens: the files, and those that a service extends."""
    services = [yaml.safe_load((ROOT / file).read_text("utf-8"))["services"].values() for file in files]
    return [*files, *(one["extends"]["file"] for found in services for one in found if "extends" in one)]


def test_compose_finds_each_file() -> None:
    """Docker Compose resolves all paths against the folder of the first file, also those in the others."""
    commands = list_compose_commands()
    assert [1, 2, 3] == [len(files) for files in commands]
    assert [] == [path for files in commands for path in compose_paths(files) if not (ROOT / path).is_file()]
    assert {"compose.yaml"} == {files[0] for files in commands}


@pytest.mark.parametrize("files", list_compose_commands(), ids=lambda files: str(len(files)))
def test_docker_compose_accepts_the_files(files: list[str], tmp_path: Path) -> None:
    """Where Docker Compose is installed, it reads each set of files with the example of the settings."""
    asked = [["docker", "compose"], ["docker-compose"]]
    found = [one for one in asked if shutil.which(one[0]) and b"v2" in run_quietly([*one, "version"]).stdout]
    if not found:
        pytest.skip("Docker Compose is not installed")
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    example = (ROOT / ".env.example").read_text("utf-8")
    (tmp_path / ".env").write_text(f"{example}\nPOSTGRES_PASSWORD=a\nPROXY_HOST=bot.example.org\n", "utf-8")
    options = [option for name in files for option in ("-f", name)]
    ran = run_quietly([*found[0], *options, "config", "--quiet"], cwd=tmp_path)
    assert (0, b"", b"") == (ran.returncode, ran.stdout, ran.stderr)


def run_quietly(command: list[str], cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a program for a minute at most; return what it wrote."""
    return subprocess.run(command, cwd=cwd, capture_output=True, timeout=60, check=False)


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    """Systemd knows every entry of the unit."""
    sections = configparser.ConfigParser(strict=False, interpolation=None)
    sections.read_string(UNIT.read_text("utf-8"))
    assert ["Unit", "Service", "Install"] == sections.sections()
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text("utf-8").replace("/opt/pincite/bin/pincite", sys.executable), "utf-8")
    ran = subprocess.run([program, "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False)
    assert (0, []) == (ran.returncode, [line for line in ran.stderr.splitlines() if UNIT.name in line]), ran.stderr


def test_the_manual_names_each_file() -> None:
    """docs/operations.md explains the files."""
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    files = [path.relative_to(ROOT) for path in (ROOT / "deploy").rglob("*") if path.is_file()]
    assert [] == [str(path) for path in files if str(path) not in page]
