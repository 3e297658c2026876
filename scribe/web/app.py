"""The routes of the page: addresses to the desk, and its answers back. Nothing is changed by GET."""

from __future__ import annotations

import asyncio
import mimetypes
import sys
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from scribe.errors import ScribeError, StoreConflict
from scribe.resources import data_dir
from scribe.web.guard import Guard
from scribe.web.pages import FORMS, Done, Pages
from scribe.web.sound import NATIVE, as_wav, part

_PAUSE = 1.5
"""Seconds without a change after which the Markdown file is written."""

_STRANGE = "This window and scribe do not agree. Load the page again."


def make_app(pages: Pages, *, token: str, port: int) -> Guard:
    """The whole application behind its guard. `token` is the secret of the opened address."""
    routes = _Routes(pages)
    app = Starlette(
        routes=[
            Route("/", routes.list_page),
            Route("/look", routes.look, methods=["POST"]),
            Route("/notes/{id:str}", routes.note_page),
            Route("/notes/{id:str}/sound", routes.sound),
            Route("/notes/{id:str}/changes", routes.changes),
            Route("/notes/{id:str}/edit", routes.edit, methods=["POST"]),
            Route("/notes/{id:str}/undo", routes.undo, methods=["POST"]),
            Route("/notes/{id:str}/reviewed", routes.reviewed, methods=["POST"]),
            Route("/notes/{id:str}/file", routes.file, methods=["POST"]),
            Route("/notes/{id:str}/addendum", routes.addendum, methods=["POST"]),
            Route("/notes/{id:str}/keep", routes.keep, methods=["POST"]),
            Route("/notes/{id:str}/split", routes.split, methods=["POST"]),
            Route("/notes/{id:str}/join", routes.join, methods=["POST"]),
            Route("/notes/{id:str}/export/{form:str}", routes.export),
            Route("/static/{name:str}", _static),
        ],
        exception_handlers={ScribeError: routes.told, HTTPException: routes.refused, Exception: routes.failed},
    )
    return Guard(app, token=token, port=port)


class _Routes:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._decoded: tuple[Path, bytes] | None = None
        self._publishing: asyncio.TimerHandle | None = None

    async def list_page(self, request: Request) -> Response:
        return HTMLResponse(self._pages.list_page())

    async def look(self, request: Request) -> Response:
        """The rows that a list still lacks; it asks again until it has them all."""
        wanted = (await _given(request)).get("notes")
        if not isinstance(wanted, list) or not all(isinstance(each, str) for each in wanted):
            raise HTTPException(HTTPStatus.BAD_REQUEST, _STRANGE)
        rows, summary = self._pages.looked_at(frozenset(wanted))
        return JSONResponse({"rows": rows, "summary": summary})

    async def note_page(self, request: Request) -> Response:
        return HTMLResponse(self._pages.note_page(self._id(request)))

    async def changes(self, request: Request) -> Response:
        return HTMLResponse(self._pages.changes(self._id(request)))

    async def sound(self, request: Request) -> Response:
        number = request.query_params.get("recording", "0")
        path = self._pages.recording(self._id(request), int(number) if number.isdecimal() else 0)
        if path is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "The recording was not found near the note.")
        kind = NATIVE.get(path.suffix.lower())
        if kind and "plain" not in request.query_params:
            return FileResponse(path, media_type=kind)
        if self._decoded is None or self._decoded[0] != path:
            self._decoded = path, await run_in_threadpool(as_wav, path)
        return _ranged(self._decoded[1], request.headers.get("range"))

    async def edit(self, request: Request) -> Response:
        id, on, given = await self._change(request)
        asked = given.get("edit")
        if not isinstance(asked, dict):
            raise HTTPException(HTTPStatus.BAD_REQUEST, _STRANGE)
        done = self._pages.edit(id, on, asked)
        more = {}
        if asked.get("kind") == "sentence_add":
            section = asked["section"]
            number = len(done.version.content["soap"][section]) - 1
            more = {"became": {"edit": "sentence", "section": section, "index": str(number)}}
        return self._done(done, **more)

    async def undo(self, request: Request) -> Response:
        id, on, _ = await self._change(request)
        return self._done(self._pages.undo(id, on))

    async def reviewed(self, request: Request) -> Response:
        id, on, _ = await self._change(request)
        return self._done(self._pages.reviewed(id, on))

    async def file(self, request: Request) -> Response:
        id, on, _ = await self._change(request)
        return self._done(self._pages.file(id, on))

    async def keep(self, request: Request) -> Response:
        id, on, given = await self._change(request)
        return self._done(self._pages.keep(id, on, _text(given, "keep")))

    async def split(self, request: Request) -> Response:
        id, on, given = await self._change(request)
        return self._done(self._pages.split(id, on, _text(given, "places")))

    async def join(self, request: Request) -> Response:
        id, on, given = await self._change(request)
        other, _, number = _text(given, "other").partition("-")
        if not number.isdecimal() or not self._pages.desk.store.has(other):
            raise HTTPException(HTTPStatus.BAD_REQUEST, _STRANGE)
        return self._done(self._pages.join(id, on, other, int(number)))

    async def addendum(self, request: Request) -> Response:
        id, _, given = await self._change(request)
        return self._done(self._pages.add(id, _text(given, "text")))

    async def export(self, request: Request) -> Response:
        form = request.path_params["form"]
        if form not in FORMS:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        name, content = self._pages.exported(self._id(request), form)
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(content, headers=headers, media_type=mimetypes.guess_type(name)[0])

    async def told(self, request: Request, error: Exception) -> Response:
        """What went wrong as its sentence; a conflict tells the window that it is behind."""
        status = HTTPStatus.CONFLICT if isinstance(error, StoreConflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        return self._sentence(request, str(error), status)

    async def refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return self._sentence(request, error.detail, error.status_code)

    async def failed(self, request: Request, error: Exception) -> Response:
        """A mistake of ours: where it is, and never the words that it may quote."""
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "unknown place"
        message = f"Something went wrong in scribe itself ({type(error).__name__}, {place}). What was saved is safe."
        print(f"Error: {message}", file=sys.stderr)
        return self._sentence(request, message, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _sentence(self, request: Request, message: str, status: int) -> Response:
        if request.method == "GET":
            return HTMLResponse(self._pages.problem_page(message), status)
        return JSONResponse({"error": message}, status)

    async def _change(self, request: Request) -> tuple[str, int, dict[str, Any]]:
        """What a POST gives: the note, the version that the window shows, and the rest."""
        id, given = self._id(request), await _given(request)
        if not isinstance(given.get("on"), int):
            raise HTTPException(HTTPStatus.BAD_REQUEST, _STRANGE)
        return id, given["on"], given

    def _done(self, done: Done, **more: Any) -> Response:
        """The newest version as the window needs it: its number and state, and its parts drawn anew. The Markdown file
        follows when the work pauses."""
        if self._publishing:
            self._publishing.cancel()
        self._publishing = asyncio.get_running_loop().call_later(_PAUSE, self._publish)
        state = self._pages.desk.store.state(done.version.note)
        parts = self._pages.parts(done.version)
        answer = {
            "number": done.version.number,
            "state": state.value,
            "parts": parts,
            "told": done.told,
            "jump": done.jump,
            **more,
        }
        return JSONResponse(answer)

    def _publish(self) -> None:
        self._publishing = None
        try:
            self._pages.publish()
        except ScribeError as error:
            print(f"Error: {error}", file=sys.stderr)

    def _id(self, request: Request) -> str:
        id = str(request.path_params["id"])
        if not self._pages.desk.store.has(id):
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such note here. Go back to all notes.")
        return id


async def _given(request: Request) -> dict[str, Any]:
    try:
        given = await request.json()
    except ValueError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, _STRANGE) from error
    if not isinstance(given, dict):
        raise HTTPException(HTTPStatus.BAD_REQUEST, _STRANGE)
    return given


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise HTTPException(HTTPStatus.BAD_REQUEST, _STRANGE)
    return value


async def _static(request: Request) -> Response:
    """A file of the package: the name is looked up among those that are there, never joined to a path unseen."""
    folder = data_dir("templates") / "review" / "static"
    files = {path.name: path for path in folder.iterdir()}
    if (path := files.get(request.path_params["name"])) is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return FileResponse(path, media_type=mimetypes.guess_type(path.name)[0])


def _ranged(content: bytes, header: str | None) -> Response:
    headers = {"accept-ranges": "bytes"}
    try:
        asked = part(header, len(content))
    except ValueError:
        headers["content-range"] = f"bytes */{len(content)}"
        return PlainTextResponse("", HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers)
    if asked is None:
        return Response(content, headers=headers, media_type="audio/wav")
    start, end = asked
    headers["content-range"] = f"bytes {start}-{end - 1}/{len(content)}"
    return Response(content[start:end], HTTPStatus.PARTIAL_CONTENT, headers, "audio/wav")
