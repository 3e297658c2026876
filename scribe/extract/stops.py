"""Stops that nobody wrote: where a sentence plainly begins, though the speech model put a comma there, or nothing.

What comes in: a Reading with areas, techniques and minutes marked, and where the speaker paused. What goes out: its
tokens with a stop before each such beginning. Only long sentences are cut, and short ones where a pause was as long as
behind a full stop. What a sentence means is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from scribe.extract.clock import told_hours
from scribe.extract.comma_scores import ScoreCommas
from scribe.extract.goes_on import held, set_before, waits_for_place
from scribe.extract.language import Cues, read_patterns
from scribe.extract.reading import CODE, HIGHEST_SCORE, MARKS, STOPS, Reading, Sentence, Token, with_stops
from scribe.extract.scale import BEHIND_SCORES

SHORTEST = 3
"""How many words a sentence has at least before a stop that nobody wrote."""
LONG, RATHER_LONG = 36, 18
"""From how many words on a sentence may be several: the second in a text of long sentences."""
HEAD = 9
"""Among so many words at its head a sentence names whom it is about."""
RUN_ON = 18
"""So many words a sentence has on average in a text of long sentences."""
SPANS = frozenset({"week", "month", "year", "season"})
"""Behind "next" these tell when, and are no visit."""
FRAGMENT = 7
"""So many words a time has at most that is told alone."""
SIDES = frozenset({"left", "right", "both", "the", "and", "her", "his"})
"""Words between places and before them."""
SHORTEST_TIME = 5
"""Minutes from which on "the final 15" is a time, and not of so many bouts."""
LABELS = ("opens", "opens_behind_comma", "opens_but_behind_numbers", "opens_behind_pause", "same_work", "takes_back")
WORDS = (
    "subordinates", "leads_on", "particles", "moved", "before_side", "objects", "subjects", "says", "closes_length",
    "goes_on_length", "before_nouns", "parts_of_time", "time_goes_on", "counted_for_each", "for_each", "where_done",
    "times_a_score", "never_closes", "never_begins", "before_number", "behind_number", "whose", "someone", "measures",
    "pauses", "tells_when", "subjects_led", "gives", "never_small", "heads", "begs",
)  # fmt: skip


class StopFinder:
    """Finds where sentences begin."""

    def __init__(self) -> None:
        self._begins, words = ScoreCommas(), read_patterns("stops")
        # Each line for itself: "she did" opens, although "did not want" overlaps it and is longer.
        self._cues = Cues({f"{label} {k}": [line] for label in LABELS for k, line in enumerate(words[label])})
        self._fronted_times = Cues({"fronted_times": words["fronted_times"]})
        self._words = {name: frozenset(words[name]) for name in WORDS}

    def restore(self, reading: Reading, pauses: Set[int]) -> list[Token] | None:
        """The tokens with a stop before each sentence that begins without one; None when there is none.

        `pauses` are the places in the text behind which the speaker paused as behind a full stop.
        """
        opens: dict[int, set[str]] = {}
        for cue in self._cues.find(reading.doc):
            opens.setdefault(cue.start, set()).add(cue.label.split()[0])
        # "The low back for fifteen" comes back to nobody: no sentence begins within a place or a time.
        inside = reading.inside("AREA") | reading.inside("MINUTES")
        parts = self._begins.parts(reading, inside)
        average = len(reading.tokens) / max(1, len(parts))
        long = LONG if average < RUN_ON else RATHER_LONG
        paused = {index + 1 for index, token in enumerate(reading.tokens) if token.end in pauses} - inside
        stops = {
            stop
            for part in parts
            for stop in self._within(reading, part, opens, paused, inside, part.end - part.start >= long)
        }
        stops |= {part.start for part in parts} - {sentence.start for sentence in reading.sentences}
        return with_stops(reading, stops) if stops else None

    def unspoken(self, reading: Reading, short: Set[int]) -> list[Token] | None:
        """The tokens with a comma for each stop that a fragment follows or ends; None when there is none.

        `short` are the places in the text of stops behind which the speaker paused as at a comma.
        """
        found = [
            index
            for index, token in enumerate(reading.tokens)
            if token.text == "."
            and ((token.end in short and self._goes_on_behind(reading, index)) or self._small_behind(reading, index))
        ]
        tokens = list(reading.tokens)
        for index in found:
            tokens[index] = replace(tokens[index], text=",")
        return tokens if found else None

    def _small_behind(self, reading: Reading, stop: int) -> bool:
        """ "Twenty minutes of effleurage. on both hands": no sentence begins small with one of these."""
        following = reading.tokens[stop + 1 : stop + 2]
        return bool(following) and not following[0].capital and self._is("never_small", reading, stop + 1)

    def _goes_on_behind(self, reading: Reading, stop: int) -> bool:
        """Whether what stands before a stop or behind it says nothing by itself: "Kinesio tape. I left it off", "Right
        shoulder. A three", "assisted stretching. Both hip flexors.", "at the start. Five.", "feet. Which were"."""
        begin = reading.sentence(stop - 1).start if stop else 0
        kinds = [token.ent_type_ for token in reading.doc[begin:stop]]
        if not kinds:
            return False
        if self._is("never_begins", reading, stop + 1):
            return True
        if self._heads(reading, begin, stop):
            return True
        if set(kinds) == {"TECHNIQUE"} and not (begin and self._heads(reading, begin - 2, begin - 1)):
            return reading.doc[stop + 1].ent_type_ != "TECHNIQUE" if stop + 1 < len(reading.tokens) else False
        end = next((at for at in range(stop + 1, len(reading.tokens)) if reading.word(at) in MARKS), 0)
        if _is_place(reading, begin, stop) and _scores(reading, stop + 1):
            return True
        if kinds[-1] == "TECHNIQUE" and "AREA" not in kinds and self._leads_place(reading, stop + 1, end):
            return True
        timed = not {"minutes", "hour"}.isdisjoint(reading.words(begin, stop))
        if "TECHNIQUE" in kinds and not timed and self._times(reading, stop + 1, end):
            return True
        part = next((at for at in range(stop - 1, begin, -1) if reading.word(at) in MARKS), begin)
        counted = timed or any(reading.value(at) is not None for at in range(part, stop))
        return not counted and reading.word(end) == "." and self._is_number(reading, stop + 1, end)

    def _heads(self, reading: Reading, begin: int, stop: int) -> bool:
        """ "Right foot not treated. Declined. Cold pack.": a word alone that tells what became of what follows."""
        if stop != begin + 1 or not self._is("heads", reading, begin):
            return False
        end = next(
            (at for at in range(stop + 1, len(reading.tokens)) if reading.word(at) in MARKS), len(reading.tokens)
        )
        alone = {token.ent_type_ for token in reading.doc[stop + 1 : end]} == {"TECHNIQUE"}
        timed = any(token.ent_type_ == "MINUTES" for token in reading.doc[end + 1 : end + 2])
        last = reading.sentence(max(0, begin - 2))
        told = last.end - last.start > SHORTEST  # "Neck. Declined." is of the neck
        named = any(token.ent_type_ == "TECHNIQUE" for token in reading.doc[last.start : last.end])
        return alone and told and not timed and not named

    def _leads_place(self, reading: Reading, start: int, end: int) -> bool:
        """Whether the tokens are a place that work lacks, and no place with its score."""
        start += reading.word(start) in {"to", "on"}
        return _is_place(reading, start, end) and not _scores(reading, end + 1)

    def _times(self, reading: Reading, start: int, end: int) -> bool:
        """Whether the tokens are a time that work lacks: "for half an hour"."""
        words = reading.words(start, end)
        return words[:1] == ["for"] and len(words) <= FRAGMENT and words[-1] in {"minutes", "hour"}

    def _is_number(self, reading: Reading, start: int, end: int) -> bool:
        """Whether the tokens are a number alone: "four", "a three", "two to three", "six minutes a side"."""
        words = [at for at in range(start, end) if not self._is("before_number", reading, at)]
        numbers = [at for at in words if reading.value(at) is not None]
        return bool(numbers) and all(at in numbers or self._is("behind_number", reading, at) for at in words)

    def _within(
        self,
        reading: Reading,
        sentence: Sentence,
        opens: Mapping[int, Set[str]],
        paused: Set[int],
        inside: Set[int],
        long: bool,
    ) -> Iterator[int]:
        """Where sentences begin within another: at the tokens `paused`, or in a `long` one at any not `inside`."""
        begin = sentence.start
        # "When she sat up she rated it a two": what opens first belongs to the words before it.
        waits = self._waits(reading, begin)
        for index in range(begin + 1, sentence.end):
            # "Fifty minutes today I did": the day is that of the length.
            today = reading.word(index) == "today" and reading.doc[index - 1].ent_type_ == "MINUTES"
            pause = index in paused
            told = _told_last(reading, begin, index) or self._untold(reading, begin, index)
            if (
                index in inside
                or not (long or pause or told)
                or (today and "opens" in opens.get(index + 1, frozenset()))
            ):
                continue
            if not told and not self._opens(reading, begin, index, opens.get(index, frozenset()), pause):
                continue
            if waits:
                waits = False
            elif index - begin >= SHORTEST and self._closes(reading, index, pause):
                yield index
                begin, waits = index, self._waits(reading, index)

    def _waits(self, reading: Reading, begin: int) -> bool:
        """Whether what opens first belongs to the words at `begin`: "My earlier client, the grandma, she was a two"."""
        someone = range(begin + 1, begin + HEAD)
        other = any(
            self._is("someone", reading, at)
            and any(self._is("whose", reading, k) for k in range(max(begin, at - 2), at))
            for at in someone
        )
        # "A year ago, when she first came, | we used tape": a time, and more of when it was.
        comma = next((at for at in range(begin, begin + HEAD) if reading.word(at) == ","), begin)
        ago = reading.word(comma - 1) == "ago" and self._is("subordinates", reading, comma + 1)
        return other or ago or self._is("subordinates", reading, begin) or _from_clock(reading, begin)

    def _opens(self, reading: Reading, begin: int, index: int, labels: Set[str], pause: bool) -> bool:
        """Whether a sentence may begin at `index`, the one before having begun at `begin`."""
        comma = reading.word(index - 1) == ","
        if not labels.isdisjoint({"same_work", "takes_back"}) or self._leads_time(reading, begin, index):
            return False
        if self._length_ends(reading, index + 1) and all(t.ent_type_ != "TECHNIQUE" for t in reading.doc[begin:index]):
            return False  # "A forty-minute | session"
        if not comma and self._given_to(reading, begin, index):
            return False
        if reading.word(index - 1) == "that" and reading.doc[index - 2].ent_type_ in {"AREA", "TECHNIQUE"}:
            return False  # "A headache that | she put at a three"
        if self._is("someone", reading, index - 1) and reading.word(index) in {"i", "we"}:
            return False  # "Unlike the lady | I had before him"
        if any(goes_on(reading, begin, index) for goes_on in (set_before, waits_for_place, held)):
            return False
        if self._lists_scores(reading, index) or self._tells_of(reading, begin, index) or _goes_on(reading, index):
            return False
        if self._led(reading, begin, index) or self._fronted(reading, begin, index) or self._begged(reading, index):
            return False
        if self._is("subjects_led", reading, index) and self._tells_past(reading, begin, index - comma):
            return False
        if _sided_first(reading, begin, index) or (not comma and reading.words(index, index + 2) == ["today", ","]):
            return False  # "on the left | I did the calf", "I only got to the left side | today, hamstrings, calf"
        if self._length_ends(reading, index - comma):
            return not self._is("goes_on_length", reading, index) and reading.word(index) not in MARKS
        return (
            "opens" in labels
            or (pause and "opens_behind_pause" in labels)
            or (pause and self._works(reading, index) and self._whole(reading, begin, index - comma))
            or (comma and "opens_behind_comma" in labels and not self._scores_place(reading, index))
            or ("opens_but_behind_numbers" in labels and (comma or not self._is_timed(reading, index - 1)))
            or (reading.doc[index].ent_type_ == "TECHNIQUE" and self._told(reading, begin, index - comma))
            or (self._works(reading, index) and not comma and self._told_from_time(reading, begin, index))
            or (comma and self._goes_over_to_work(reading, begin, index))
            or (comma and self._left_out(reading, index) and self._told(reading, begin, index - 1))
        )

    def _led(self, reading: Reading, begin: int, index: int) -> bool:
        """ "..., and this morning on my table | it was a five": behind the last pause stands only when it was."""
        if not self._is("subjects_led", reading, index):
            return False
        first = index - 1
        while first > begin and not self._is("pauses", reading, first):
            first -= 1
        told = any(reading.doc[at].ent_type_ or reading.value(at) is not None for at in range(first, index))
        return first > begin and not told and self._is("tells_when", reading, first + 1)

    def _begged(self, reading: Reading, index: int) -> bool:
        """ "She begged me, | no trigger point work, it hurt": what was asked of the therapist, and no telling of it."""
        at = index - 1
        while reading.word(at) in {",", "please"}:
            at -= 1
        asked = reading.word(at) in {"me", "us"} and self._is("begs", reading, at - 1)
        named = index + 1 < len(reading.tokens) and reading.doc[index + 1].ent_type_ == "TECHNIQUE"
        return asked and named and reading.word(index) in {"no", "not"}

    def _tells_past(self, reading: Reading, begin: int, end: int) -> bool:
        """ "Two weeks ago | I did hot stones": the tokens `begin` to `end` only tell when it was, and not today."""
        while self._is("pauses", reading, begin):
            begin += 1
        short = begin < end <= begin + HEAD
        return short and any(
            cue.start == begin and cue.end == end for cue in self._fronted_times.find(reading.doc, begin, end)
        )

    def _fronted(self, reading: Reading, begin: int, index: int) -> bool:
        """ "The paraffin dip | she didn't want": what stands before the subject alone is what is spoken of."""
        if not self._is("subjects", reading, index):
            return False
        begin += self._is("before_side", reading, begin)
        kinds = {token.ent_type_ for token in reading.doc[begin:index]}
        denied = not {"not", "never", "declined", "refused"}.isdisjoint(reading.words(index + 1, index + 3))
        return kinds == {"TECHNIQUE"} and denied

    def _goes_over_to_work(self, reading: Reading, begin: int, index: int) -> bool:
        """ "The wrist was a three and hasn't budged, | joint mobilization, right shoulder, nine minutes"."""
        before = [reading.doc[at].ent_type_ for at in range(begin, index)]
        scored = self._whole(reading, begin, index - 1) and "AREA" in before
        end = reading.pause(index, STOPS)
        kinds = [token.ent_type_ for token in reading.doc[index:end]]
        following = [kind for k, kind in enumerate(kinds) if kind and (k == 0 or kinds[k - 1] != kind)]
        said = following[:3] in (["TECHNIQUE", "AREA", "MINUTES"], ["TECHNIQUE", "AREA", "AREA"])
        return scored and said and {"TECHNIQUE", "MINUTES"}.isdisjoint(before)

    def _left_out(self, reading: Reading, index: int) -> bool:
        """ "Both ankles, fifteen minutes, | right shin not treated": a place, and that nothing was done there."""
        end = reading.pause(index)
        kinds = [token.ent_type_ for token in reading.doc[index:end]]
        opens = "AREA" in kinds[:2] and "TECHNIQUE" not in kinds
        return opens and not {"not", "no", "untreated", "untouched"}.isdisjoint(reading.words(index, end))

    def _untold(self, reading: Reading, begin: int, index: int) -> bool:
        """ "..., fifty minutes, | fifteen minutes on both hands, what I did there I didn't write down": behind a work
        that was told a time and a place, and no work."""
        if reading.doc[index].ent_type_ != "MINUTES" or reading.word(index - 1) != ",":
            return False
        comma = reading.pause(index)
        if reading.words(comma, comma + 3) not in ([",", "what", "i"], [",", "what", "we"]):
            return False
        kinds = {token.ent_type_ for token in reading.doc[index:comma]}
        return "AREA" in kinds and "TECHNIQUE" not in kinds and self._told(reading, begin, index - 1)

    def _scores_place(self, reading: Reading, index: int) -> bool:
        """ "Low back pain, now two": the word of time at `index` belongs to the place before its comma."""
        hurts = "AREA" in {token.ent_type_ for token in reading.doc[max(0, index - 3) : index - 1]}
        scored = any(reading.value(at) is not None for at in (index + 1, index + 2))
        return self._is("times_a_score", reading, index) and hurts and scored

    def _lists_scores(self, reading: Reading, index: int) -> bool:
        """Whether "shoulder seven, | neck four" goes on: a place with its number behind another number."""
        place = index
        while self._is("where_done", reading, place):
            place += 1
        end = place
        while end < len(reading.tokens) and reading.doc[end].ent_type_ == "AREA":
            end += 1
        number = end + (reading.word(end) in {"a", "an"})
        return end > place and all(reading.value(at) is not None for at in (index - 2, number))

    def _tells_of(self, reading: Reading, begin: int, index: int) -> bool:
        """ "A headache, that was a three", "and the rest of the hour that was all Swedish": what points to what is
        named before it."""
        if reading.word(index) not in {"that", "it"}:
            return False
        comma = reading.word(index - 1) == ","
        first = last = index - comma
        while first > begin and not self._is("pauses", reading, first - 1):
            first -= 1
        part = any(self._is("parts_of_time", reading, at) for at in range(first, min(first + 3, last)))
        part = part and not any(token.ent_type_ for token in reading.doc[first:last])
        named = reading.word(index) == "that" and reading.doc[index - 2].ent_type_ in {"AREA", "TECHNIQUE"}
        return part or (comma and named)

    def _is_timed(self, reading: Reading, index: int) -> bool:
        """Whether "at the end" behind that word tells when it was so: behind a score, or a place with one to come."""
        number = index
        if reading.word(index) in {"left", "right"}:  # "40 degrees to the left at the start"
            number -= next((k for k in range(1, 4) if reading.word(index - k) not in {"the", "to", "on"}), 0)
        number -= self._is("measures", reading, number)
        return reading.value(number) is not None or reading.doc[index].ent_type_ == "AREA"

    def _works(self, reading: Reading, index: int) -> bool:
        return reading.doc[index].ent_type_ == "TECHNIQUE" or self._timed_work(reading, index)

    def _leads_time(self, reading: Reading, begin: int, index: int) -> bool:
        """ "The remaining thirty minutes of the hour I did Swedish": a part of the time, and no work yet."""
        if reading.words(index - 3, index - 1) == ["of", "the"] and reading.word(index - 4) in {
            "start",
            "beginning",
            "end",
        }:
            return self._is("time_goes_on", reading, index)  # "At the end of the hour I had it at a three"
        part = any(self._is("parts_of_time", reading, at) for at in range(begin, min(begin + 3, index)))
        kinds = {token.ent_type_ for token in reading.doc[begin:index]}
        named = not {"hour", "session", "time", "left", "remained"}.isdisjoint(reading.words(begin, index))
        timed = "MINUTES" in kinds or named or any(token.value for token in reading.tokens[begin:index])
        return part and timed and kinds.isdisjoint({"AREA", "TECHNIQUE"}) and self._is("time_goes_on", reading, index)

    def _given_to(self, reading: Reading, begin: int, index: int) -> bool:
        """ "I gave the left calf | twenty minutes of friction and the left Achilles | ten of vibration": a place and
        what it was given."""
        if reading.doc[index].ent_type_ != "MINUTES" or reading.doc[index - 1].ent_type_ != "AREA":
            return False
        for at in range(begin, index):
            if self._is("gives", reading, at):
                end = at + 1
                while reading.word(end) in SIDES or reading.doc[end].ent_type_ == "AREA":
                    end += 1
                return end > at + 1 and reading.doc[end].ent_type_ == "MINUTES"
        return False

    def _told(self, reading: Reading, start: int, end: int) -> bool:
        """Whether a whole work was told at the tokens `start` to `end`: a technique first, and its minutes last."""
        if self._is("for_each", reading, end - 1):
            end -= 2 if self._is("counted_for_each", reading, end - 2) else 1
        if reading.doc[end - 1].ent_type_ != "MINUTES" and reading.value(end - 1) is None:
            return False
        kinds = [token.ent_type_ for token in reading.doc[start:end]]
        times = [k for k, kind in enumerate(kinds) if kind == "MINUTES" and not self._of_session(reading, start + k)]
        # Of two times the second is of what follows.
        one = not times or times[-1] - times[0] == len(times) - 1
        return "TECHNIQUE" in kinds and one and (not times or times[0] > kinds.index("TECHNIQUE"))

    def _told_from_time(self, reading: Reading, start: int, end: int) -> bool:
        """Whether a whole work was told at the tokens `start` to `end`: its minutes first, and its places last."""
        said = [token.ent_type_ for token in reading.doc[start:end] if token.ent_type_]
        order = [kind for k, kind in enumerate(said) if k == 0 or said[k - 1] != kind]
        whole = order[-3:] == ["MINUTES", "TECHNIQUE", "AREA"] and order.count("MINUTES") == 1
        return whole and reading.doc[end - 1].ent_type_ == "AREA"

    def _whole(self, reading: Reading, start: int, end: int) -> bool:
        """Whether the tokens `start` to `end` lack nothing that a work behind a pause could give them."""
        kinds = {token.ent_type_ for token in reading.doc[start:end]}
        hours = told_hours(reading, start, end)
        numbers = [reading.value(at) for at in range(start, end) if at not in hours and not reading.doc[at].ent_type_]
        scored = any(number is not None and number <= HIGHEST_SCORE for number in numbers)
        timed = "MINUTES" in kinds or bool(hours)
        return timed if "TECHNIQUE" in kinds else scored or not (timed or "AREA" in kinds)

    def _timed_work(self, reading: Reading, index: int) -> bool:
        """Whether an amount with its work begins at `index` ("fifteen minutes trigger point")."""
        end = index
        while end < len(reading.tokens) and reading.doc[end].ent_type_ == "MINUTES":
            end += 1
        return end > index and end < len(reading.tokens) and reading.doc[end].ent_type_ == "TECHNIQUE"

    def _of_session(self, reading: Reading, index: int) -> bool:
        """Whether the amount at `index` is the length of a session."""
        while index + 1 < len(reading.tokens) and reading.doc[index].ent_type_ == "MINUTES":
            index += 1
        return self._is("closes_length", reading, index)

    def _length_ends(self, reading: Reading, end: int) -> bool:
        """Whether "sixty-minute session" stands before the token `end`."""
        return end > 1 and self._is("closes_length", reading, end - 1) and reading.doc[end - 2].ent_type_ == "MINUTES"

    def _closes(self, reading: Reading, index: int, pause: bool) -> bool:
        """Whether what was said can end before the word at `index`."""
        comma = reading.word(index - 1) == ","
        last = index - (2 if comma else 1)
        if comma and _from_clock(reading, index) and reading.word(last) == "unquote":
            return True
        if pause and comma:
            return not self._is("never_closes", reading, last)
        if self._length_ends(reading, last + 1):
            return True
        if reading.doc[last].ent_type_ == "TECHNIQUE" and self._is("where_done", reading, index):
            return False
        if self._is("objects", reading, last) and self._is("subjects", reading, index):
            return not self._is("says", reading, last - 1)
        if self._is("particles", reading, last):
            return self._is("moved", reading, last - 1)
        if reading.word(last) in {"left", "right"}:
            return self._is("before_side", reading, last - 1)
        # "Didn't say how bad | five minutes of compression": a time is no noun that the word would lead to.
        timed = reading.doc[index].ent_type_ == "MINUTES" and self._is("before_nouns", reading, last)
        return timed or (not self._is("leads_on", reading, last) and reading.word(last) not in MARKS)

    def _is(self, name: str, reading: Reading, index: int) -> bool:
        """Whether the word at `index` is one of a list of `models/patterns/stops.yaml`."""
        return reading.word(index) in self._words[name]


def _is_place(reading: Reading, start: int, end: int) -> bool:
    """Whether the tokens are places and their sides alone: "both hip flexors", "left hip and right calf"."""
    kinds = [token.ent_type_ for token in reading.doc[start:end]]
    words = reading.words(start, end)
    return "AREA" in kinds and all(k == "AREA" or word in SIDES for k, word in zip(kinds, words, strict=True))


def _scores(reading: Reading, index: int) -> bool:
    """Whether a score begins at a token: "a three when she came", "four out of ten", and not "three sets"."""
    index += reading.word(index) in {"a", "an"}
    number, behind = reading.value(index), reading.word(index + 1)
    told = behind in MARKS | BEHIND_SCORES
    return number is not None and number <= HIGHEST_SCORE and told


def _from_clock(reading: Reading, index: int) -> bool:
    """Whether "from 9:10 until 9:35" begins at `index`, which the work right behind it belongs to."""
    return reading.word(index) == "from" and [seen.tag for seen in reading.doc[index + 1 : index + 2]] == ["CLOCK"]


def _told_last(reading: Reading, begin: int, index: int) -> bool:
    """Whether "joint mobilization took up the final 15 | when she stood" ends before `index`: the work has its time."""
    last = reading.word(index - 2) in {"final", "last"} and (reading.value(index - 1) or 0) >= SHORTEST_TIME
    told = "TECHNIQUE" in {token.ent_type_ for token in reading.doc[begin : index - 2]}
    return last and told and reading.word(index) == "when"


def _sided_first(reading: Reading, begin: int, index: int) -> bool:
    """Whether only a side stands before: "on the left |", "on the right side |"."""
    words = [word for word in reading.words(begin, index) if word != ","]
    return words[:2] == ["on", "the"] and words[2:] in (["left"], ["right"], ["left", "side"], ["right", "side"])


def _goes_on(reading: Reading, index: int) -> bool:
    """Whether the word at `index` belongs to what was begun: "right shoulder | pain", "M25.511, | pain in hip"."""
    if reading.word(index) == "next" and reading.word(index + 2) in MARKS | {""}:
        return reading.word(index + 1) in SPANS  # "She wants to go 165 | next month."
    coded = CODE.match(reading.word(index - 1 - (reading.word(index - 1) == ",")))
    return coded is not None or (reading.word(index) == "pain" and reading.doc[index - 1].ent_type_ == "AREA")
