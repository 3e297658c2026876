"""The server of the page: on loopback alone, until it is stopped."""

from __future__ import annotations

import errno
import logging
import socket
import sys
from contextlib import suppress

import uvicorn

from scribe.errors import SetupError
from scribe.web.guard import App

PORT = 8717
"""The port while it is free: a page that lost its server finds it again there."""

_HOST = "127.0.0.1"


def listen(port: int | None) -> socket.socket:
    """A listening socket on loopback; `port` None is ours or, where that is taken, any. Raises SetupError."""
    try:
        return _bound(PORT if port is None else port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and port is None:
            return _bound(0)
        raise SetupError(
            f"Port {port} cannot be used ({error.strerror}). Choose another with --port, or leave it out."
        ) from error


def _bound(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # there, the other option would let two programs have one port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((_HOST, port))
        made.listen()
    except OSError:
        made.close()
        raise
    return made


def serve(app: App, listening: socket.socket) -> None:
    """Answer until Ctrl-C. Nothing is logged: an address or an error may speak of a client."""
    logging.getLogger("uvicorn.error").disabled = True
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
