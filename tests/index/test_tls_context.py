"""The TLS settings of connections."""

import ssl

import httpx
import pytest

from bot.answering.llm.response_limits import client_options
from bot.telegram.sending.rate_limits import ConnectionPool
from index.tls_context import shared_tls_context


async def test_authorities_are_read_once_for_all_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """The event loop does not read them for each recording, and a start does not read them for each pool."""
    shared_tls_context()
    read: list[int] = []
    monkeypatch.setattr(ssl, "create_default_context", lambda *_, **__: read.append(1))
    pools = [ConnectionPool(1), ConnectionPool(2)]
    async with httpx.AsyncClient(**client_options()):
        assert [] == read
    for pool in pools:
        await pool.shutdown()
