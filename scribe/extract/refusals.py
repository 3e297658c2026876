"""Whose refusal it was that work was not done: the client's or the therapist's.

What comes in: a technique that was declined and the cue that says so. What goes out: what became of it. The words are
data (`models/patterns/status.yaml`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from scribe.extract.answers import Answers
from scribe.extract.clauses import Actor, Clauses
from scribe.extract.kinds import Kinds
from scribe.extract.language import Cue
from scribe.extract.reading import Reading
from scribe.extract.techniques import TechniqueMention
from scribe.records import Status

_I_AM = (["i", "am"], ["we", "are"])
_MINE = frozenset({"declined", "decline", "refused", "refuse", "passed", "vetoed"})


class Refusals:
    """Tells whose a refusal is. `cues_of` holds the cues of each sentence."""

    def __init__(
        self, reading: Reading, clauses: Clauses, kinds: Kinds, wishes: Answers, cues_of: Sequence[Sequence[Cue]]
    ) -> None:
        self._reading = reading
        self._clauses = clauses
        self._kinds = kinds
        self._wishes = wishes
        self._cues_of = cues_of

    def whose(self, mention: TechniqueMention, cue: Cue | None) -> Status | None:
        """Whose refusal it surely is: the therapist's or the client's; None where an answer may tell otherwise."""
        if cue is None:
            return Status.DECLINED
        if self._is_mine(cue):
            return Status.NEGATED
        who, words = self._reading.words(cue.start - 1, cue.start), self._reading.words(cue.start, cue.end)
        clients = not self._kinds.client_does.isdisjoint([*who, *words])  # "she declined", "and she | shook her head"
        if clients or cue.label.endswith("before"):
            return Status.DECLINED
        nobodys = words[0] == "not" and words[-1] in self._kinds.nobodys_no
        if not nobodys or self._asked(mention):
            return None
        return Status.HISTORICAL if self._was_done_before(cue) else Status.NEGATED

    def is_clients_call(self, end: int) -> bool:
        """ "No cupping, her call": what is behind the token `end` makes it the client's refusal."""
        rest = self._reading.words(end, self._reading.sentence(end - 1).end)
        return any(
            one in {"her", "his", "their"} and other in self._kinds.clients_call for one, other in pairwise(rest)
        )

    def _was_done_before(self, left_out: Cue) -> bool:
        """ "We did hot stones on her last visit, but not today": a deed of another day."""
        number = self._clauses.at(left_out.start).sentence
        past = [c for c in self._cues_of[number] if c.label.startswith(Status.HISTORICAL) and c.end <= left_out.start]
        told = self._reading.words(self._reading.sentences[number].start, left_out.start)
        return bool(past) and told[-1:] == ["but"] and not self._kinds.done.isdisjoint(told)

    def _is_mine(self, cue: Cue) -> bool:
        """ "She wanted gua sha, I declined", "the skin wouldn't take a cup": nothing that the client refused."""
        at = cue.start - 1
        if at < 0:
            return False
        if self._reading.words(at - 1, at + 1) in _I_AM:
            return True  # "I'm not keen on cupping for that"
        mine = self._reading.word(at) in self._kinds.therapist
        if cue.label.endswith("before") and self._reading.word(cue.start) == "would":
            return mine or self._reading.word(at) in self._kinds.tissues or self._reading.doc[at].ent_type_ == "AREA"
        return mine and self._reading.word(cue.start) in _MINE

    def _asked(self, mention: TechniqueMention) -> bool:
        """Whether anybody was asked: "ultrasound, not this time" alone is what the therapist leaves out."""
        mine = self._clauses.of_sentence(self._clauses.at(mention.start).sentence)
        client = any(clause.actor is Actor.CLIENT and clause.named for clause in mine)
        return client or self._wishes.wish(mention.start, mention.end) is not None
