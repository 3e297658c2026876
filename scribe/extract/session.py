"""The session as said: how long it was, whose it was, on which day; whether it was cut short; who was said to pay."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from spacy.language import Language

from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.minutes import Amount, Kind
from scribe.extract.reading import Reading
from scribe.records import Evidences, Flag, FlagId, Level, Session

SHORTEST, LONGEST = 10, 240
"""Minutes that a session can have."""
SHORTEST_UNNAMED = 30
"""Below this an amount is a session only where it is called one."""
_ORDINAL = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?$")


class SessionFinder:
    def __init__(self, nlp: Language) -> None:
        words = read_patterns("session")
        labels = ("length", "booked", "real", "reduced", "late", "client", "date", "payers")
        self._cues = Cues(nlp.vocab, {label: words[label] for label in labels})
        self._titles = frozenset(words["titles"])
        self._no_names = frozenset(words["no_names"])
        self._months: dict[str, int] = words["months"]

    def cues(self, reading: Reading) -> list[Cue]:
        return self._cues.find(reading.doc)

    def lengths(self, reading: Reading, amounts: Sequence[Amount], cues: Sequence[Cue]) -> list[Amount]:
        """The amounts that state how long a session was, in order."""
        found = []
        for amount in amounts:
            long = amount.kind is Kind.PLAIN and amount.minutes is not None and SHORTEST <= amount.minutes <= LONGEST
            short = (amount.minutes or 0) < SHORTEST_UNNAMED
            said = any(_states_length(reading, cue, amount) and not (short and _unnamed(reading, cue)) for cue in cues)
            alone = (amount.minutes or 0) >= SHORTEST_UNNAMED and self._alone(reading, amount)
            if long and not amount.per and (said or alone):
                found.append(amount)
        return found

    def _alone(self, reading: Reading, amount: Amount) -> bool:
        """ "Forty-five minutes." or "Sixty-five minutes with Noor": a sentence of its own, before any work."""
        sentence = reading.sentences[reading.sentence_of[amount.start]]
        after = reading.words(amount.end, sentence.end)
        named = after[:1] == ["with"] and self._is_name(reading, amount.end + 1)
        told = {token.ent_type_ for token in reading.doc[sentence.start : sentence.end]} & {"AREA", "TECHNIQUE"}
        ends = amount.end == sentence.end or (reading.word(amount.end) == "," and not told)
        if amount.start == sentence.start:
            number = reading.sentence_of[amount.start]
            previous = reading.sentences[number - 1] if number else sentence
            work = any(token.ent_type_ == "TECHNIQUE" for token in reading.doc[previous.start : previous.end])
            return named or (ends and sentence.start > 0 and not work)
        # "Visit two of eight, fifty-five minutes.": words of a sentence that tells no work, or of the very first.
        first = sentence.start == 0 and "TECHNIQUE" not in told
        return ends and reading.word(amount.start - 1) == "," and (not told or first)

    def session(self, reading: Reading, lengths: Sequence[Amount], cues: Sequence[Cue]) -> Session:
        client = self._client(reading, cues)
        day, day_evidence = self._date(reading, cues)
        amount = self._real(reading, lengths, cues)
        return Session(
            client[0] if client else None,
            day,
            amount.minutes if amount else None,
            client[1] if client else (),
            day_evidence,
            reading.evidences((amount.start, amount.end)) if amount else (),
        )

    def _real(self, reading: Reading, lengths: Sequence[Amount], cues: Sequence[Cue]) -> Amount | None:
        """Of several lengths the one that the session came to; else the first that was not only booked."""
        if not lengths:
            return None
        near = {id(amount): _labels_before(reading, amount, cues) for amount in lengths}
        real = [amount for amount in lengths if "real" in near[id(amount)] and "booked" not in near[id(amount)]]
        plain = [amount for amount in lengths if "booked" not in near[id(amount)]]
        return real[-1] if real else (plain[0] if plain else lengths[0])

    def _client(self, reading: Reading, cues: Sequence[Cue]) -> tuple[str, Evidences] | None:
        for index, token in enumerate(reading.tokens):
            if token.text in self._titles and self._is_name(reading, index + 1):
                return self._name(reading, index, index + 2)
        for cue in cues:
            if cue.label == "client" and self._is_name(reading, cue.end) and reading.sentence_of[cue.start] < 3:
                end = cue.end + 1
                while self._is_name(reading, end) and end < cue.end + 3:
                    end += 1
                return self._name(reading, cue.end, end)
        return None

    def _is_name(self, reading: Reading, index: int) -> bool:
        if not 0 <= index < len(reading.tokens):
            return False
        token = reading.tokens[index]
        written = reading.text[token.start : token.end]
        known = token.text in self._no_names or bool(reading.doc[index].ent_type_)
        return token.capital and written.isalpha() and len(written) > 1 and not written.isupper() and not known

    def _name(self, reading: Reading, start: int, end: int) -> tuple[str, Evidences]:
        evidence = reading.evidence(start, end)
        return reading.text[evidence.start : evidence.end], (evidence,)

    def _date(self, reading: Reading, cues: Sequence[Cue]) -> tuple[str | None, Evidences]:
        """A day with month and year; a day without its year is not completed from elsewhere."""
        for cue in cues:
            if cue.label != "date":
                continue
            for at in range(cue.end, min(cue.end + 3, len(reading.tokens))):
                found = self._day(reading, at)
                if found:
                    return found[0].isoformat(), reading.evidences((at, found[1]))
        return None, ()

    def _day(self, reading: Reading, at: int) -> tuple[datetime.date, int] | None:
        words = reading.words(at, at + 6)
        plain = [word for word in words if word not in {"the", "of", ","}]
        for month, day, year in ((0, 1, 2), (1, 0, 2)):
            if len(plain) < 3 or plain[month] not in self._months:
                continue
            ordinal = _ORDINAL.match(plain[day])
            if ordinal and plain[year].isdigit() and len(plain[year]) == 4:
                try:
                    found = datetime.date(int(plain[year]), self._months[plain[month]], int(ordinal[1]))
                except ValueError:
                    return None
                return found, at + words.index(plain[year]) + 1
        return None

    def flags(self, reading: Reading, lengths: Sequence[Amount], cues: Sequence[Cue]) -> list[Flag]:
        """`reduced_service` and `payer_spoken`."""
        flags = []
        short = [cue for cue in cues if cue.label == "reduced"]
        late = [cue for cue in cues if cue.label == "late"]
        came_to_less = any("real" in _labels_before(reading, amount, cues) for amount in lengths) or len(lengths) > 1
        booked = {a.minutes for a in lengths if "booked" in _labels_before(reading, a, cues)}
        real = {a.minutes for a in lengths if "booked" not in _labels_before(reading, a, cues)}
        if booked and real and max(filter(None, booked), default=0) > max(filter(None, real), default=0):
            late = late or [cue for cue in cues if cue.label == "booked"]
        grounds = short or (late if came_to_less else [])
        if grounds:
            message = "The session was cut short. Bill only the units that were reached; a payer may ask why."
            flags.append(
                Flag(FlagId.REDUCED_SERVICE, Level.WARNS, message, "session/minutes", _evidence(reading, grounds))
            )
        payers = [cue for cue in cues if cue.label == "payers"]
        if payers:
            message = "A payer was spoken of. It was not used to choose the rules: choose the payer yourself."
            flags.append(
                Flag(FlagId.PAYER_SPOKEN, Level.ASKS, message, "billing/payer", _evidence(reading, payers[:1]))
            )
        return flags


def _states_length(reading: Reading, cue: Cue, amount: Amount) -> bool:
    if cue.label != "length" or not (cue.start < amount.end and amount.start < cue.end):
        return False
    return not (reading.word(cue.end - 1) == "," and cue.start == amount.start)


def _unnamed(reading: Reading, cue: Cue) -> bool:
    """Whether a cue tells a length without calling it a session."""
    return not {"session", "appointment", "visit", "slot", "treatment", "booking"} & set(
        reading.words(cue.start, cue.end)
    )


def _labels_before(reading: Reading, amount: Amount, cues: Sequence[Cue]) -> set[str]:
    sentence = reading.sentences[reading.sentence_of[amount.start]]
    floor = max(sentence.start, amount.start - 7)
    return {cue.label for cue in cues if floor <= cue.start <= amount.start}


def _evidence(reading: Reading, cues: Sequence[Cue]) -> Evidences:
    return reading.evidences(*((cue.start, cue.end) for cue in cues))
