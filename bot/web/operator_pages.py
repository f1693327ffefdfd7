"""Pages for those who run the bot: ``/healthz``, ``/readyz`` and ``/metrics``."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.web.health import Readiness
from bot.web.prometheus_metrics import CONTENT_TYPE, Metrics

Gauges = Callable[[], Awaitable[tuple[Mapping[str, int], Mapping[str, int]]]]
"""Returns the lengths of the queues and the sizes of the index."""

_PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via")


class OperatorPages:
    """Answers requests from the machine or its network; what comes through a proxy finds nothing here."""

    def __init__(self, readiness: Readiness, metrics: Metrics, gauges: Gauges) -> None:
        """Show ``readiness`` and ``metrics``, with ``gauges`` read at each request."""
        self._readiness = readiness
        self._metrics = metrics
        self._gauges = gauges

    def routes(self) -> list[Route]:
        """Return the routes of these pages."""
        return [
            Route("/healthz", self._healthz),
            Route("/readyz", self._readyz),
            Route("/metrics", self._show_metrics),
        ]

    async def _healthz(self, _request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _readyz(self, request: Request) -> Response:
        _refuse_proxied(request)
        ready, document = self._readiness.report()
        return JSONResponse(document, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE)

    async def _show_metrics(self, request: Request) -> Response:
        _refuse_proxied(request)
        queues, sizes = await self._gauges()
        return Response(self._metrics.render(queues, sizes), media_type=CONTENT_TYPE)


def _refuse_proxied(request: Request) -> None:
    if any(name in request.headers for name in _PROXY_HEADERS):
        raise HTTPException(HTTPStatus.NOT_FOUND)
