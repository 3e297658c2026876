"""Where the next sentence plainly begins behind a comma, however short the sentence: behind a whole work its score,
behind the scores of a place the work, or somebody else.

What comes in: a Reading with areas, techniques and minutes marked, where a sentence began and a place behind a comma.
What goes out: whether the next one begins there. Which stops are read at all is decided in `stops.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from scribe.extract.clock import told_hours
from scribe.extract.goes_on import SIDES, sets
from scribe.extract.language import Cues, read_patterns
from scribe.extract.others import Others
from scribe.extract.reading import HIGHEST_SCORE, MARKS, STOPS, Reading, Sentence
from scribe.extract.scale import on_scale

LABELS = (
    "tells_score",
    "tells_bare_score",
    "tells_end",
    "tells_work",
    "tells_others",
    "tells_itself",
    "tells_habit",
    "tells_doing",
    "tells_complaint",
    "tells_case",
    "tells_numbers",
    "tells_last_numbers",
    "tells_motion",
)
WORDS = (
    "past",
    "present",
    "leads_when",
    "leaves_out",
    "before_score",
    "says_score",
    "behind_score",
    "ends",
    "goes_on_work",
    "goes_on_timed",
    "timed",
    "measures",
)
SHORTEST = 2
"""How many words a sentence has at least that ends so."""
SEVERAL = 2
"""So many places with their scores are a list, and so many scores of a place its start and its end."""

SHORTEST_TIME = 5
"""Below so many minutes no place is worked on alone."""
NEAR = 6
"""Within so many words behind a place stands its score."""
NAMED = 4
"""Among so many words the place of a "when" is named."""
BEHIND_BARE = frozenset(["", *"and now today when at on before after coming going walking in out".split()])
"""Behind the number of a place these let it be a score."""
_FIRST = frozenset({"i", "we", "so"})


class ScoreCommas:
    """Tells where a sentence plainly begins behind a comma."""

    def __init__(self) -> None:
        words = read_patterns("comma_scores")
        # Each line for itself: a longer one of another kind does not hide it.
        self._cues = Cues({f"{label} {k}": [line] for label in LABELS for k, line in enumerate(words[label])})
        self._words: Mapping[str, frozenset[str]] = {name: frozenset(words[name]) for name in WORDS}
        self._others = Others()
        self._turns = [line.split() for line in words["turns_back"]]
        self._behind_number = MARKS | {"", *read_patterns("pain")["after_number"]}

    def parts(self, reading: Reading, inside: Set[int]) -> list[Sentence]:
        """The sentences as they plainly begin and end, none of them at the tokens `inside`."""
        labels, others = self._labels(reading), self._others.find(reading)
        found: list[Sentence] = []
        for sentence in reading.sentences:
            begin = sentence.start
            for index in range(begin + 1, sentence.end):
                if index not in inside and self._plain(
                    reading, begin, index, self._of_client(reading, begin, index, labels, others)
                ):
                    found.append(Sentence(begin, index))
                    begin = index
            found.append(Sentence(begin, sentence.end))
        return found

    def _of_client(
        self, reading: Reading, begin: int, index: int, labels: Mapping[int, Set[str]], others: Set[int]
    ) -> Set[str]:
        """What the words at `index` begin to tell; behind somebody else's story only what is surely no part of it."""
        found = labels.get(index, frozenset())
        if others.isdisjoint(range(begin, index)):
            return found | {"tells_of_client"}
        surely = {"tells_itself", "tells_others"} | ({"tells_work"} if reading.word(index) in _FIRST else set())
        return found & surely

    def _labels(self, reading: Reading) -> dict[int, set[str]]:
        """What the words at each token begin to tell."""
        found: dict[int, set[str]] = {}
        for cue in self._cues.find(reading.doc):
            last = cue.end - 1
            timed = any(seen.ent_type_ == "MINUTES" for seen in reading.doc[last : cue.end + 1])
            if reading.value(last) is None or not (timed or reading.word(cue.end) not in self._behind_number):
                found.setdefault(cue.start, set()).add(cue.label.split()[0])
        return found

    def _plain(self, reading: Reading, begin: int, index: int, labels: Set[str]) -> bool:
        """Whether a sentence begins at `index`, the one before having begun at `begin`."""
        end = index - 1
        if reading.word(end) != "," or end - begin < SHORTEST:
            return False
        kinds = {token.ent_type_ for token in reading.doc[begin:end]}
        placed = any(seen.ent_type_ == "AREA" for seen in reading.doc[index : index + NAMED])
        turned = placed and any(reading.words(end - len(words), end) == words for words in self._turns)
        if turned or "tells_itself" in labels:
            return True
        if "TECHNIQUE" in kinds or "MINUTES" in kinds or told_hours(reading, begin, end):
            listed = reading.value(end - 1) is not None and reading.doc[end - 1].ent_type_ != "MINUTES"
            told = "tells_score" in labels or ("tells_bare_score" in labels and not listed)
            told = told or self._tells_again(reading, begin, index, labels)
            told = told and not ("TECHNIQUE" in kinds and self._waits(reading, begin, index))
            told |= "tells_case" in labels and kinds == {"", "MINUTES"}
            return told and self._worked(reading, begin, end)
        if "tells_score" in labels and reading.word(begin) in self._words["leaves_out"]:
            return True
        scores = self._scores(reading, begin, end)
        bare = _bare(reading, begin, end)
        works = (scores and self._begins_work(reading, index, labels)) or (
            bare and self._begins_whole_work(reading, index, labels)
        )
        if works and not self._tells_past(reading, begin, end):
            return True
        if "tells_others" in labels and (scores or bare):
            return True
        if "tells_habit" in labels or "tells_doing" in labels:
            ended = not self._words["ends"].isdisjoint(reading.words(scores[-1], end)) if scores else False
            told = bool(scores or bare) if "tells_habit" in labels else ended
            return told and not self._only_when(reading, begin, end) and not sets(reading, begin, end)
        if "AREA" not in kinds:
            # "League final on Sunday, | the right hip hurts": it does not hurt on Sundays.
            return "tells_complaint" in labels and not self._words["past"].isdisjoint(reading.words(begin, end))
        if "tells_end" in labels:
            places = [
                at
                for at in range(begin, end)
                if reading.doc[at].ent_type_ == "AREA" and reading.doc[at + 1].ent_type_ != "AREA"
            ]
            return len(places) >= SEVERAL and len({*scores, *bare}) >= SEVERAL
        if not scores:
            return False
        if "tells_motion" in labels:
            return self._words["measures"].isdisjoint(reading.words(begin, end))
        ended = not self._words["ends"].isdisjoint(reading.words(scores[-1], end))
        own = "tells_of_client" in labels
        return own and ended and len(scores) >= SEVERAL and self._pairs(reading, index)

    def _tells_again(self, reading: Reading, begin: int, index: int, labels: Set[str]) -> bool:
        """Whether places of the numbers at `index` were scored before: so small numbers are scores again, and no
        minutes ("..., | neck two, upper back three"; with "at the end" for one of them)."""
        if labels.isdisjoint({"tells_numbers", "tells_last_numbers"}):
            return False
        stop = reading.pause(index, STOPS)
        numbers = [number for at in range(index, stop) if (number := reading.value(at)) is not None]
        places = {reading.word(at) for at in range(index, stop) if reading.doc[at].ent_type_ == "AREA"} - SIDES
        known: set[str] = set()
        for sentence in reading.sentences:
            kinds = [seen.ent_type_ for seen in reading.doc[sentence.start : sentence.end]]
            if sentence.end > begin or "TECHNIQUE" in kinds:
                continue
            scores = self._scores(reading, sentence.start, sentence.end)
            scores += _bare(reading, sentence.start, sentence.end)
            near = {at - k for at in scores for k in range(1, min(NEAR, at + 1))}
            known |= {reading.word(at) for at in near if reading.doc[at].ent_type_ == "AREA"}
        again = places <= known or ("tells_last_numbers" in labels and not places.isdisjoint(known))
        return again and max(numbers, default=SHORTEST_TIME) < SHORTEST_TIME

    def _worked(self, reading: Reading, begin: int, end: int) -> bool:
        """Whether the tokens tell today's work or how long the session was, and not only when something was."""
        words = reading.words(begin, end)
        timed = any(reading.value(at) is not None or reading.doc[at].ent_type_ == "MINUTES" for at in range(begin, end))
        timed |= not self._words["timed"].isdisjoint(words)
        timed |= any(seen.ent_type_ == "AREA" for seen in reading.doc[begin:end])
        last = [at + 1 for at in range(begin, end) if reading.word(at) == "last"]
        past = any(reading.value(at) is None and reading.doc[at].ent_type_ != "MINUTES" for at in last)
        past |= not self._words["past"].isdisjoint(words)
        return timed and not past and not self._leads(reading, begin, end)

    def _tells_past(self, reading: Reading, begin: int, end: int) -> bool:
        """ "She was a six last time, | cupping on the back": what comes next may be of that time too."""
        past = [at for at in range(begin, end) if reading.word(at) in self._words["past"] | {"last"}]
        return bool(past) and self._words["present"].isdisjoint(reading.words(past[-1], end))

    def _waits(self, reading: Reading, begin: int, index: int) -> bool:
        """ "Friction on the right knee, a five when she came in, ten minutes": whether the work waits for its time."""
        if any(reading.value(at) is not None or reading.doc[at].ent_type_ == "MINUTES" for at in range(begin, index)):
            return False
        kinds = [seen.ent_type_ for seen in reading.doc[index : reading.pause(index, STOPS)]]
        until = kinds.index("TECHNIQUE") if "TECHNIQUE" in kinds else len(kinds)
        return "MINUTES" in kinds[:until]

    def _only_when(self, reading: Reading, begin: int, end: int) -> bool:
        """ "When the hip was a two, | she works out", but not "when she got up the hip was a two, | she works"."""
        near = any(seen.ent_type_ == "AREA" for seen in reading.doc[begin : begin + NAMED])
        return self._leads(reading, begin, end) and near

    def _leads(self, reading: Reading, begin: int, end: int) -> bool:
        """ "After the friction, | the calf was a two": words that only tell when."""
        return reading.word(begin) in self._words["leads_when"] and "," not in reading.words(begin, end)

    def _scores(self, reading: Reading, begin: int, end: int) -> list[int]:
        """The tokens that are scores by the words beside them."""
        placed = any(token.ent_type_ == "AREA" for token in reading.doc[begin:end])
        before = self._words["before_score"] if placed else self._words["says_score"]
        return [
            at
            for at in range(begin, end)
            if (value := reading.value(at)) is not None
            and value < HIGHEST_SCORE
            and reading.words(at + 1, at + 4) != ["at", "a", "time"]
            and (
                reading.word(at - 1) in before
                or ((placed or at == begin) and reading.word(at + 1) in self._words["behind_score"])
            )
        ]

    def _begins_work(self, reading: Reading, index: int, labels: Set[str]) -> bool:
        """Whether work begins at `index`: a technique and where it was, its minutes first, or "first off, ..."."""
        stop = reading.pause(index, STOPS)
        kinds = [token.ent_type_ for token in reading.doc[index:stop]]
        if "TECHNIQUE" not in kinds or not self._words["past"].isdisjoint(reading.words(index, reading.pause(index))):
            return False
        if "tells_work" in labels or "tells_of_client" not in labels:
            return "tells_work" in labels
        part = {seen.ent_type_ for seen in reading.doc[index : reading.pause(index)]}
        if reading.doc[index].ent_type_ == "MINUTES":
            return "TECHNIQUE" in part
        at = index
        while at < stop and reading.doc[at].ent_type_ == "TECHNIQUE":
            at += 1
        if at == index:
            return False
        goes_on = reading.word(at) in self._words["goes_on_work"]
        goes_on |= "MINUTES" in part and reading.word(at) in self._words["goes_on_timed"]
        at += reading.word(at) == ","
        while reading.word(at) in SIDES:
            at += 1
        placed = at < stop and reading.doc[at].ent_type_ == "AREA"
        return placed or goes_on

    def _begins_whole_work(self, reading: Reading, index: int, labels: Set[str]) -> bool:
        """Whether work begins at `index` that lacks nothing and names its place in one breath, so that bare numbers of
        places before it are no times: "knee five, low back three, | friction on the right thigh, twelve minutes"."""
        kinds = [seen.ent_type_ for seen in reading.doc[index : reading.pause(index, STOPS)]]
        said = [kind for k, kind in enumerate(kinds) if kind and (k == 0 or kinds[k - 1] != kind)]
        part = {seen.ent_type_ for seen in reading.doc[index : reading.pause(index)]}
        first = said == ["TECHNIQUE", "AREA", "MINUTES"] and reading.doc[index].ent_type_ == "TECHNIQUE"
        whole = first or "tells_work" in labels
        return whole and {"TECHNIQUE", "AREA"} <= part and self._begins_work(reading, index, labels)

    def _pairs(self, reading: Reading, index: int) -> bool:
        """ "..., | upper back a four, now a three": another place with its start and its end."""
        at = index
        while reading.word(at) in {"the", "her", "his", "left", "right"}:
            at += 1
        stop = reading.pause(index, STOPS)
        if at >= stop or reading.doc[at].ent_type_ != "AREA":
            return False
        while at < stop and reading.doc[at].ent_type_ == "AREA":
            at += 1
        behind = next((k for k in range(at, stop) if reading.doc[k].ent_type_ == "AREA"), stop)
        return len(self._scores(reading, at, behind)) >= SEVERAL or self._unasked(reading, at, stop)

    def _unasked(self, reading: Reading, start: int, stop: int) -> bool:
        """ "..., | neck was a two, and I didn't ask about it again"."""
        comma = next((at for at in range(start, stop) if reading.word(at) == ","), stop)
        words = reading.words(comma + 1, min(comma + NEAR, stop))
        return words[:1] in (["and"], ["but"], ["which"]) and not {"not", "never", "forgot"}.isdisjoint(words)


def _bare(reading: Reading, begin: int, end: int) -> list[int]:
    """The tokens of numbers right behind a place, which count nothing ("the left ankle three weeks ago")."""
    placed = [at for at in range(begin + 1, end) if reading.doc[at - 1].ent_type_ == "AREA"]
    ends = [at for at in placed if reading.word(at + 1) in MARKS | BEHIND_BARE]
    values = {at: on_scale(reading, at, frozenset()) for at in ends}
    return [at for at, value in values.items() if value is not None and value < HIGHEST_SCORE]
