"""``pincite doctor``: tries each part, and says what is wrong and how to repair it."""

import asyncio
import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

import typer

from bot.cli.errors import explain_os_error
from bot.cli.json_output import print_json
from bot.composition.container import Container
from bot.composition.lost_catalog import find_lost_users
from bot.composition.setting_problems import unknown_names
from bot.state import heartbeat
from bot.state.heartbeat import Heartbeat
from index.catalog.consistency import Defect
from index.errors import NothingIndexedError, PinciteError, first_line
from index.printable import printable

Level = Literal["ok", "note", "repaired", "problem"]

_TOKEN_TIMEOUT_S = 10.0
_UNKNOWN_TOKEN = (401, 404)
_READ_BY_OTHERS = stat.S_IROTH | stat.S_IXOTH if os.name == "posix" else 0


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one part.

    Attributes:
        level: ``note`` is worth knowing; ``repaired`` was wrong until now; ``problem`` keeps something from working.
    """

    part: str
    level: Level
    words: str


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """The checks to make.

    Attributes:
        fast: Whether to skip the checks that take seconds.
        deep: Whether to check and repair what the stores contain.
        serving: Whether to check that a bot runs on the same data folder.
    """

    fast: bool
    deep: bool
    serving: bool


def run_checks(container: Container, options: CheckOptions, *, quiet: bool, as_json: bool) -> None:
    """Check every part and print the findings; exit with 1 if there is a problem.

    Args:
        container: Its parts.
        options: The checks to make.
        quiet: Whether to print problems and repairs only.
        as_json: Whether to print JSON.
    """
    checks = [check for check in _CHECKS if not (options.fast and check in _SLOW)]
    if options.deep:  # before the others, which find the stores repaired
        checks = [_check_deep_index, _check_deep_answers, *checks]
    if options.serving:
        checks.append(_check_serving)
    findings = list(_drop_repeated(finding for check in checks for finding in _run_check(check, container)))
    if as_json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            if not quiet or finding.level in {"problem", "repaired"}:
                typer.echo(f"{finding.level:<8} {finding.part}: {printable(finding.words)}", err=quiet)
    if any(finding.level == "problem" for finding in findings):
        raise typer.Exit(1)


def _drop_repeated(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings; of several parts with the same problem, such as a lost catalog, only the first one."""
    seen: set[str] = set()
    for finding in findings:
        if finding.level != "problem" or finding.words not in seen:
            yield finding
        seen.add(finding.words)


def _run_check(check: Callable[[Container], Iterator[Finding]], container: Container) -> list[Finding]:
    part = check.__name__.removeprefix("_check_").replace("_", " ")
    try:
        return list(check(container))
    except PinciteError as error:
        return [Finding(part, "problem", str(error))]
    except Exception as error:
        if (words := explain_os_error(error)) is not None:
            return [Finding(part, "problem", words)]
        words = f"an unexpected error ({type(error).__name__}: {first_line(error)}); run `pincite --traceback doctor`."
        if "--traceback" in sys.argv:
            raise
        return [Finding(part, "problem", words)]


def _check_deep_index(container: Container) -> Iterator[Finding]:
    from bot.cli.maintenance.deep_doctor import check_index  # noqa: PLC0415 - not needed by the other checks

    yield from _to_findings("deep index", check_index(container), "texts, passages, vectors and files agree")


def _check_deep_answers(container: Container) -> Iterator[Finding]:
    from bot.cli.maintenance.deep_doctor import check_answers  # noqa: PLC0415 - not needed by the other checks

    yield from _to_findings("deep answers", check_answers(container), "each stored quote is a slice of its text")


def _to_findings(part: str, defects: Iterable[Defect], words: str) -> Iterator[Finding]:
    """Convert defects to findings; without a problem, the part is in order now."""
    findings = [Finding(part, "repaired" if one.is_repaired else "problem", one.words) for one in defects]
    yield from findings
    if all(finding.level == "repaired" for finding in findings):
        yield Finding(part, "ok", words)


def _check_settings(container: Container) -> Iterator[Finding]:
    for name in sorted(unknown_names()):
        yield Finding("settings", "note", f"{name} is not a setting; docs/settings.md lists the settings.")
    if container.settings.users and container.settings.access == "everyone":
        words = "PINCITE_USERS restricts nobody while PINCITE_ACCESS is everyone; set it to listed or invited."
        yield Finding("settings", "note", words)
    yield Finding("settings", "ok", "read")


def _check_data_directory(container: Container) -> Iterator[Finding]:
    if not container.settings.database_url and (lost := find_lost_users(container.data_dir)):
        yield Finding("users", "problem", lost)
    count = len(container.catalog.list_sources())
    container.catalog_database.check()
    if container.data_dir.stat().st_mode & _READ_BY_OTHERS:
        words = f"every user of this machine can read {container.data_dir}; run `chmod o= {container.data_dir}`."
        yield Finding("data directory", "note", words)
    yield Finding("data directory", "ok", f"{container.data_dir}, {count} source{'' if count == 1 else 's'}")


def _check_index(container: Container) -> Iterator[Finding]:
    try:
        container.catalog.require_fingerprint(container.fingerprint)
    except NothingIndexedError as error:
        yield Finding("index", "note", str(error))
        return
    yield Finding("index", "ok", f"{container.passages.count()} passages, made with {container.fingerprint}")


def _check_vectors(container: Container) -> Iterator[Finding]:
    passages, vectors = set(container.passages.list_ids()), set(container.vectors.list_ids())
    if passages != vectors:
        words = (
            f"{len(passages - vectors)} of {len(passages)} passages have no vector, and {len(vectors - passages)} of "
            f"{len(vectors)} vectors have no passage; run `pincite rebuild` to repair the index."
        )
        yield Finding("vectors", "problem", words)
    else:
        server = container.chroma_server
        yield Finding("vectors", "ok", f"{len(vectors)} in Chroma{f' at {server.shown}' if server else ''}")


def _check_embedder(container: Container) -> Iterator[Finding]:
    dimension = container.embedder.embed_queries(["Does it work?"]).shape[1]
    yield Finding("embedder", "ok", f"{container.embedder.name}, {dimension} dimensions")
    if container.settings.embedder != "e5-small":
        words = 'the threshold of "not found" was not fitted to this embedder; docs/models.md says how to measure it.'
        yield Finding("embedder", "note", words)


def _check_reranker(container: Container) -> Iterator[Finding]:
    if container.reranker is None:
        yield Finding("reranker", "ok", "none; the built-in cross-encoder orders the best sentences")
        return
    container.reranker.prepare()
    yield Finding("reranker", "ok", container.reranker.name)


def _check_language_model(container: Container) -> Iterator[Finding]:
    if container.settings.llm_provider is None:
        yield Finding("language model", "ok", "none; answers are the sources' own sentences")
        return
    from bot.composition.language_model import open_language_model, open_prompts  # noqa: PLC0415 - seconds to import

    open_prompts(container.settings)
    model = open_language_model(container.settings)

    async def ask() -> None:
        try:
            await model.complete("Answer with one word.", "Say yes.", max_tokens=4)
        finally:
            await model.close()

    asyncio.run(ask())
    yield Finding("language model", "ok", f"{model.name} ({container.settings.llm_provider})")


def _check_article(container: Container) -> Iterator[Finding]:
    article = container.catalog.find_article()
    if article is not None:
        yield Finding("article", "ok", f"{article.title} ({printable(article.location)})")
    elif container.settings.article:
        yield Finding(
            "article", "note", f"{container.settings.article} is not indexed yet; `pincite serve` indexes it."
        )
    else:
        yield Finding("article", "note", "none; set PINCITE_ARTICLE to a link or file, or run `pincite index`.")


def _check_telegram(container: Container) -> Iterator[Finding]:
    from bot.cli.serve import NO_BOT  # noqa: PLC0415 - not needed by the other checks

    if container.settings.telegram_token is None:
        yield Finding("telegram", "note", NO_BOT)
        return
    import httpx  # noqa: PLC0415 - half a second to import

    url = f"{container.settings.telegram_base_url}{container.settings.telegram_token.get_secret_value()}/getMe"
    try:
        reply = httpx.get(url, timeout=_TOKEN_TIMEOUT_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        words = f"{container.settings.telegram_base_url} cannot be reached ({type(error).__name__}); check the network."
        yield Finding("telegram", "problem", words)
        return
    if not _is_of_telegram(reply.content):
        words = (
            f"{container.settings.telegram_base_url} is not Telegram; check PINCITE_TELEGRAM_BASE_URL and the network."
        )
        yield Finding("telegram", "problem", words)
    elif reply.status_code in _UNKNOWN_TOKEN:
        words = "Telegram does not know this token; check PINCITE_TELEGRAM_TOKEN, or ask @BotFather for a new one."
        yield Finding("telegram", "problem", words)
    elif reply.status_code != httpx.codes.OK:
        yield Finding("telegram", "problem", f"Telegram answered {reply.status_code}; try again in a minute.")
    else:
        yield Finding("telegram", "ok", f"@{reply.json()['result']['username']}")


def _is_of_telegram(body: bytes) -> bool:
    """Return whether a reply is one of the Bot API, and not the login page of a network."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(parsed, dict) and "ok" in parsed


def _check_serving(container: Container) -> Iterator[Finding]:
    age_s = Heartbeat(container.data_dir / heartbeat.NAME).age_s()
    if age_s is None:
        yield Finding("serving", "problem", f"No bot has served from {container.data_dir}; run `pincite serve`.")
    elif age_s > heartbeat.STILL_S:
        words = f"The bot has received no updates for {age_s:.0f} seconds; read its log, and restart it."
        yield Finding("serving", "problem", words)
    else:
        yield Finding("serving", "ok", f"the bot worked {max(0.0, age_s):.0f} seconds ago")


_CHECKS = (
    _check_settings,
    _check_data_directory,
    _check_index,
    _check_vectors,
    _check_embedder,
    _check_reranker,
    _check_language_model,
    _check_article,
    _check_telegram,
)
_SLOW = (_check_vectors, _check_embedder, _check_reranker, _check_language_model)
