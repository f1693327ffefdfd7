"""The TLS settings of connections to servers, made once for all clients of the process."""

import ssl
from functools import cache


@cache
def shared_tls_context() -> ssl.SSLContext:
    """Return the context for ``verify`` of httpx.

    httpx would make one for each client, and read all authorities for it. This takes 25 ms of the event loop.
    """
    import httpx  # noqa: PLC0415 - half a second to import

    return httpx.create_ssl_context()
