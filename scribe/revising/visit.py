"""Edits of who, when, how long and with which diagnosis, and what a person answers to a finding."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator

from scribe.clients import Clients
from scribe.errors import RevisionError
from scribe.revising.content import THERAPIST, Day, Index, Minutes, Text, number, one_of, settle, take_out

_DIAGNOSIS = re.compile(r"([A-Z]\d[0-9A-Z])\.?([0-9A-Z]{0,4})")


def _diagnosis(value: str) -> str:
    """A code as it is printed: capitals, and a point behind the third letter."""
    if not (found := _DIAGNOSIS.fullmatch("".join(value.split()).upper())):
        raise ValueError("no diagnosis code")
    return ".".join(part for part in found.groups() if part)


DiagnosisCode = Annotated[str, AfterValidator(_diagnosis)]


class Visit:
    """Edits that need the clients file."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def set_client(self, content: Any, *, name: Text) -> None:
        """Whose visit it was, which is confirmed by that; a client on file brings the payer."""
        content["session"].update(client=name, origin=THERAPIST)
        if (client := self._clients.match(name).client) and client.payer:
            content["billing"]["payer"] = client.payer
        self._confirm(content, "client")

    def confirm_client(self, content: Any) -> None:
        """The name that was said is right; a client on file is then called by the name there."""
        said = content["session"]["client"]
        if not said:
            raise RevisionError("No client was named. Write the name.")
        if client := self._clients.match(said).client:
            content["session"]["client"] = client.name
        self._confirm(content, "client")

    def set_date(self, content: Any, *, date: Day) -> None:
        """The day of the visit, which is confirmed by that."""
        content["session"].update(date=date, origin=THERAPIST)
        self._confirm(content, "date")

    def confirm_date(self, content: Any) -> None:
        """The day that was said, or else the day of the recording, is right."""
        session = content["session"]
        if not session["date"]:
            recorded = (content["source"].get("recorded_at") or "")[:10]
            if not recorded:
                raise RevisionError("Neither the dictation nor the recording tells the day. Write it.")
            session.update(date=recorded, origin=THERAPIST)
        self._confirm(content, "date")

    def set_session_minutes(self, content: Any, *, minutes: Minutes | None) -> None:
        """How long the session was; null is not known."""
        content["session"].update(minutes=number(minutes), origin=THERAPIST)
        settle(content, "session/minutes")

    def add_diagnosis(self, content: Any, *, code: DiagnosisCode) -> None:
        """A code that the referring provider gave and nobody said."""
        if code in [each["code"] for each in content["diagnoses"]]:
            raise RevisionError(f"{code} stands in the note already.")
        content["diagnoses"].append({"code": code, "spoken": "", "evidence": [], "origin": THERAPIST})

    def remove_diagnosis(self, content: Any, *, index: Index) -> None:
        one_of(content["diagnoses"], index, "diagnosis")
        take_out(content, "diagnoses", index)

    def answer(self, content: Any, *, finding: Text, reason: Text) -> None:
        """Why a finding may stand; `finding` is its key. The reason is kept and filed."""
        content.setdefault("answers", {})[finding] = reason

    def take_answer_back(self, content: Any, *, finding: Text) -> None:
        if content.setdefault("answers", {}).pop(finding, None) is None:
            raise RevisionError("This finding has no answer. There is nothing to take back.")

    def _confirm(self, content: Any, what: str) -> None:
        content["confirmed"] = {"client": False, "date": False, **content.get("confirmed", {}), what: True}
        settle(content, f"session/{what}")

    @property
    def edits(self) -> tuple[Any, ...]:
        return (
            self.set_client,
            self.confirm_client,
            self.set_date,
            self.confirm_date,
            self.set_session_minutes,
            self.add_diagnosis,
            self.remove_diagnosis,
            self.answer,
            self.take_answer_back,
        )
