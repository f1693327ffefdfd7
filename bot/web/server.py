"""The web server: uvicorn in the event loop of the bot, without its signal handlers and logs."""

import logging
import socket

from starlette.types import ASGIApp
from uvicorn import Config, Server

from bot.web.connections import ConnectionLimits, limited_protocol
from bot.web.time_limit import TimeLimit

_BACKLOG = 128
_HEADER_BYTES = 16_384
_KEEP_ALIVE_S = 10
_GRACE_S = 3  # for requests that are being answered at the end


class WebServer:
    """Serves one ASGI application over HTTP/1.1. A proxy in front adds TLS."""

    def __init__(self, app: ASGIApp, listen: str, port: int, limits: ConnectionLimits | None = None) -> None:
        """Serve ``app``.

        Args:
            app: The application.
            listen: The IP address to listen on.
            port: The port to listen on; 0 takes a free one.
            limits: The limits of connections.
        """
        limits = limits or ConnectionLimits()
        self._address = (listen, port)
        self._socket: socket.socket | None = None
        config = Config(
            TimeLimit(app, limits.request_s),
            http=limited_protocol(limits),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_GRACE_S,
            h11_max_incomplete_event_size=_HEADER_BYTES,
        )
        self._server = Server(config)

    @property
    def port(self) -> int:
        """The port of the running server."""
        return int(self._socket.getsockname()[1]) if self._socket else self._address[1]

    async def start(self) -> None:
        """Listen; raises ``OSError`` where nothing can listen at the address and port."""
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # anybody can send broken requests
        family = socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET
        self._socket = socket.create_server(self._address, family=family, backlog=_BACKLOG)
        # Server.serve() would also handle signals, which the bot handles.
        self._server.config.load()
        self._server.lifespan = self._server.config.lifespan_class(self._server.config)
        await self._server.startup(sockets=[self._socket])

    async def stop(self) -> None:
        """Stop listening, and give running requests some seconds to end."""
        if self._socket is not None:
            await self._server.shutdown(sockets=[self._socket])
            self._socket = None
