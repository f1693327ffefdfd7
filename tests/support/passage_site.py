"""The pages of passages over real stores and a fake catalog, without a server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.answering.types import Citation
from bot.telegram.dependencies import Dependencies
from bot.web.passage_page.page_lookup import PageLookup
from bot.web.passage_page.passage_site import PassageSite
from bot.web.response_headers import SafeHeaders
from tests.support.sample_answers import quote_answer

TOKEN = "7:secret"  # noqa: S105 - of a test
PUBLIC_URL = "https://bot.example.org/pincite"


@dataclass(frozen=True)
class SitePages:
    """A site, and a client of it.

    Attributes:
        app: The ASGI application.
        client: Asks it.
        dependencies: The services behind it.
    """

    app: SafeHeaders
    client: httpx.AsyncClient
    dependencies: Dependencies

    def save(self, *citations: Citation) -> dict[int, str]:
        """Store an answer; returns the key of each citation by its number."""
        answer = quote_answer("When did Annabella ask?", *citations)
        return dict(self.dependencies.answers.save_answer(answer, chat_id=5, thread_id=None, user_id=5).keys)

    async def get(self, key: str, **headers: str) -> httpx.Response:
        """Open the page of a citation."""
        return await self.client.get(f"/pincite/p/{key}", headers=headers)


@asynccontextmanager
async def opened_site(dependencies: Dependencies) -> AsyncIterator[SitePages]:
    """Open the site of a bot."""
    lookup = PageLookup(dependencies.catalog, dependencies.answers, dependencies.conversations)
    site = PassageSite(PUBLIC_URL, lookup, dependencies.stores.access, dependencies.executors)
    application: Any = SimpleNamespace(bot=SimpleNamespace(token=TOKEN, username="cable_bot"))
    app = SafeHeaders(Starlette(routes=site.routes(application)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://bot.example.org") as client:
        yield SitePages(app, client, dependencies)
    dependencies.close()
