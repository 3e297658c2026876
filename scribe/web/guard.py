"""Who may speak to the page: this computer's browser, from the page itself, with the secret of this run.

Binding to loopback does not keep other web pages out: a page anywhere may send requests to 127.0.0.1, and a name
server may say that its own name is 127.0.0.1. So every request must name us as its Host, every request that changes
something must come from our own Origin, and all must bear a cookie, which only the address that scribe opened gives.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OPEN = "/open"
"""The one path that takes the secret from the address and answers with the cookie."""

_SAFE = frozenset({"GET", "HEAD"})
_LONGEST_BODY = 2_000_000
"""Bytes; an edit is some hundred."""

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""On every answer. Nothing is kept in the browser's cache: whoever sits at it next finds no note there."""


class Guard:
    """Wraps the application; what it refuses never reaches it.

    `token` is the secret of the opened address. It is good for one browser: programs on the same computer may read the
    addresses that others open. `port` is the one that we listen on.
    """

    def __init__(self, app: App, *, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._used = False
        self._secret = secrets.token_urlsafe(32)
        self._cookie = f"scribe-review-{port}"  # cookies know no ports: each run of the page has a name of its own
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # no web sockets
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                more = [(name.encode(), text.encode()) for name, text in HEADERS.items() if name.encode() not in given]
                message["headers"] = [*message["headers"], *more]
            await send(message)

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal:
            await _answer(guarded, *refusal)
        elif scope["path"] == OPEN:
            await self._enter(scope, headers, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> tuple[HTTPStatus, str] | None:
        if headers.get("host") not in self._hosts:
            return HTTPStatus.FORBIDDEN, "This page answers at its own address alone: the one that scribe opened."
        if scope["method"] not in _SAFE and not self._from_ourselves(headers):
            return HTTPStatus.FORBIDDEN, "This change did not come from the page itself and was not made."
        if scope["path"] == OPEN:
            return None
        if not self._known(headers.get("cookie", "")):
            return (
                HTTPStatus.FORBIDDEN,
                "This window is from an earlier run. Run scribe review again, or use the window that it opened.",
            )
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _LONGEST_BODY or "transfer-encoding" in headers:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is more than an edit can be."
        return None

    def _from_ourselves(self, headers: Mapping[str, str]) -> bool:
        own_site = headers.get("sec-fetch-site", "same-origin") == "same-origin"
        return own_site and headers.get("origin") == f"http://{headers['host']}"

    def _known(self, cookies: str) -> bool:
        try:
            found = SimpleCookie(cookies).get(self._cookie)
        except CookieError:
            return False
        return found is not None and secrets.compare_digest(found.value.encode(), self._secret.encode())

    async def _enter(self, scope: Scope, headers: Mapping[str, str], send: Send) -> None:
        """Exchange the secret of the address for the cookie, and leave that address at once."""
        home = {"location": "/"}
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if self._known(headers.get("cookie", "")):
            await _answer(send, HTTPStatus.SEE_OTHER, "", home)
        elif self._used or not secrets.compare_digest(given.encode(), self._token.encode()):
            await _answer(send, HTTPStatus.FORBIDDEN, "This address was used already. Run scribe review again.")
        else:
            self._used = True
            cookie = f"{self._cookie}={self._secret}; Path=/; HttpOnly; SameSite=Strict"
            await _answer(send, HTTPStatus.SEE_OTHER, "", {"set-cookie": cookie, **home})


async def _answer(send: Send, status: HTTPStatus, text: str, more: Mapping[str, str] | None = None) -> None:
    headers = {"content-type": "text/plain; charset=utf-8", **(more or {})}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": int(status), "headers": raw})
    await send({"type": "http.response.body", "body": text.encode()})
