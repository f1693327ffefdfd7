"""The addresses of passages: ``/p/KEY``.

The rule of access is that of the deep link to a citation: the key, and the right to ask. Where everyone may ask, the
key alone opens the page. Elsewhere the page opens in Telegram only, whose signature names the user.
"""

import re
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.executors import Executors
from bot.state.access import AccessControl
from bot.telegram.deep_links import link_to
from bot.telegram.messages.translations import LANGUAGES, base_language, supported_language
from bot.telegram.types import BotApplication
from bot.web.passage_page.mini_app import read_user_id
from bot.web.passage_page.page_lookup import PageLookup
from bot.web.passage_page.page_renderer import ASSETS, PageRenderer, read_asset
from bot.web.request_body import read_body

_KEY = re.compile(r"[\w-]{1,32}", re.ASCII)
_FORM_BYTES = 16_384
_MAX_FIELDS = 4
_YEAR_S = 31_536_000
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors https://web.telegram.org"
)
_HEADERS = {"Content-Security-Policy": _POLICY}


class PassageSite:
    """Serves the pages of passages."""

    def __init__(self, public_url: str, lookup: PageLookup, access: AccessControl, executors: Executors) -> None:
        """Serve what ``lookup`` finds, to users whom ``access`` admits, below ``public_url``."""
        self._base = urlsplit(public_url).path.rstrip("/")
        self._lookup = lookup
        self._access = access
        self._run = executors.run
        self._renderer = PageRenderer(self._base)

    def routes(self, application: BotApplication) -> list[BaseRoute]:
        """Return the routes of pages and of their files."""
        site = _Endpoints(self, application)
        return [
            Route(f"{self._base}/p/assets/{{name}}", site.asset),
            Route(f"{self._base}/p/{{key}}", site.page, methods=["GET", "POST"]),
        ]

    async def open_page(self, key: str, language: str) -> Response:
        """Return the page of a citation, or one that says that there is none."""
        html = await self._run(self._render, key, language) if _KEY.fullmatch(key) else None
        return self.notice(language, "stale-passage", HTTPStatus.NOT_FOUND) if html is None else _page(html)

    def notice(self, language: str, key: str, status: HTTPStatus) -> Response:
        """Return a page with one sentence."""
        return _page(self._renderer.render_notice(language, key), status)

    def gate(self, key: str, language: str, username: str) -> Response:
        """Return the page that asks Telegram for the user. It is the same for unknown keys."""
        known = key if _KEY.fullmatch(key) else ""
        return _page(self._renderer.render_gate(language, link_to(username, "passage", known)), HTTPStatus.FORBIDDEN)

    @property
    def is_open(self) -> bool:
        """Whether the key alone opens a page."""
        return self._access.policy.mode == "everyone"

    async def admits(self, user_id: int) -> bool:
        """Return whether a user may ask the bot."""
        return await self._run(self._access.decide, user_id, user_id) == "welcome"

    def _render(self, key: str, language: str) -> str | None:
        page = self._lookup.find(key)
        return None if page is None else self._renderer.render_passage(page, language)


class _Endpoints:
    """Answers requests for pages, with the bot's name and token."""

    def __init__(self, site: PassageSite, application: BotApplication) -> None:
        self._site = site
        self._bot = application.bot

    async def page(self, request: Request) -> Response:
        """Show a page, or ask for the user where not everyone may see it."""
        key, language = request.path_params["key"], _preferred_language(request)
        if request.method == "POST":
            return await self._open_for_user(request, key, language)
        if self._site.is_open:
            return await self._site.open_page(key, language)
        return self._site.gate(key, language, self._bot.username)

    async def _open_for_user(self, request: Request, key: str, language: str) -> Response:
        form = _read_form(await read_body(request, _FORM_BYTES))
        user_id = read_user_id(form.get("init_data", ""), self._bot.token)
        if user_id is None:
            return self._site.notice(language, "page-needs-telegram", HTTPStatus.FORBIDDEN)
        if not await self._site.admits(user_id):
            return self._site.notice(language, "page-refused", HTTPStatus.FORBIDDEN)
        return await self._site.open_page(key, language)

    async def asset(self, request: Request) -> Response:
        """Send a file of the page; its address changes with its content."""
        name = request.path_params["name"]
        if name not in ASSETS:
            return self._site.notice(_preferred_language(request), "stale-passage", HTTPStatus.NOT_FOUND)
        headers = {"Cache-Control": f"public, max-age={_YEAR_S}, immutable"}
        return Response(read_asset(name), media_type=ASSETS[name], headers=headers)


def _read_form(body: bytes) -> dict[str, str]:
    """Return the fields of a form, which are few; nothing of a form with more."""
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=_MAX_FIELDS))
    except ValueError:
        return {}


def _page(html: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return HTMLResponse(html, status, _HEADERS)


def _preferred_language(request: Request) -> str:
    """Return the first language of the browser that the bot speaks."""
    wanted = [part.partition(";")[0].strip() for part in request.headers.get("Accept-Language", "")[:500].split(",")]
    spoken = (supported_language(tag) for tag in wanted if base_language(tag) in LANGUAGES)
    return next(spoken, LANGUAGES[0])
