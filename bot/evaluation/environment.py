"""The environment of a run: settings, versions and the machine, without secrets and names."""

import os
import platform
import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

_PACKAGES = ("pincite", "numpy", "onnxruntime", "chromadb", "llama-index-core", "fastembed")
_NOTHING_TO_DO_WITH_ANSWERS = re.compile(r"telegram_|admins|data_dir|article|questions|fetch_|link|\w+_(key|token)$")
_LOGIN = re.compile(r"//[^/@]*@")
_CPU_MODEL = re.compile(r"^model name\s*:\s*(.+)$", re.MULTILINE)


def settings_that_matter(settings: Mapping[str, object]) -> dict[str, str | int | float | bool | None]:
    """Return the settings that answers depend on. A secret is never among them, because it is not a plain value.

    Args:
        settings: By name, with secrets wrapped by pydantic.
    """
    return {
        name: _LOGIN.sub("//", value) if isinstance(value, str) else value
        for name, value in sorted(settings.items())
        if isinstance(value, str | int | float | None) and not _NOTHING_TO_DO_WITH_ANSWERS.match(name)
    }


def versions() -> dict[str, str | None]:
    """Return the versions of Python, Pincite and its main libraries; None for a library that is not installed."""
    return {"python": platform.python_version()} | {name: _version(name) for name in _PACKAGES}


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def machine() -> dict[str, str | int | float | None]:
    """Return the processor, the cores of this process, the memory in GiB and the operating system."""
    return {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": _memory_gib(),
        "os": _system(),
    }


def _cpu_model() -> str:
    try:
        found = _CPU_MODEL.search(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        found = None
    return f"{found[1].strip()} ({platform.machine()})" if found else platform.processor() or platform.machine()


def _memory_gib() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, OSError, ValueError):
        return None  # Windows has no sysconf


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"
