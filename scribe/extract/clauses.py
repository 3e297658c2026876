"""Clauses: stretches of a sentence with one actor, in which a "no" or a "next time" holds.

What comes in: a Reading. What goes out: clauses in order, each with who acts: the therapist (who dictates, and who is
meant when nobody is named), the client, someone else who treats, or another client of the day. What was done in a
clause is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.people import People
from scribe.extract.reading import InOrder, Reading, Sentence, spanned

CLIENTS = {"client", "patient"}
"""Who may begin a clause behind their article."""
MUST = frozenset({("has", "to"), ("have", "to"), ("had", "to")})
SAYS = 3
"""A clause of so many words behind what was said tells who said it ("she says")."""
ASIDES = (["mind", "you"], ["you", "know"], ["i", "mean"])
"""Between "and" and another client ("and mind you the lady before her was a nine")."""
NAMES_OTHER = 6
"""So many words before the end of a sentence another client may be named by which it ends."""
HEAD = 6
"""Within so many words a clause says who acts."""
REPORTED = 6
"""How many words behind "she says" may tell who acts."""
TOPIC = 9
"""So long may be what is named ahead of its sentence ("Kinesio tape, his mum puts that on")."""
TAKES_UP = 4
"""So soon behind its verb such a sentence says "that", "it", "alone"."""
DOES = 7
"""How many words after someone else who treats may tell what they do."""
BEING = frozenset({"is", "was", "are", "been", "keeps"})
"""Behind one of these such a one is at something."""


class Actor(StrEnum):
    THERAPIST = "therapist"
    CLIENT = "client"
    PROVIDER = "provider"
    REFERRER = "referrer"
    """Someone else who treats, in a clause in which they only send, want or say something."""
    OTHER_CLIENT = "other_client"


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens `start` to `end`; `actor` is who acts, `named` whether the clause itself says so."""

    start: int
    end: int
    sentence: int
    actor: Actor
    named: bool


class Clauses:
    """The clauses of a reading in order, found by token and by sentence. Only stops stand in none."""

    def __init__(self, reading: Reading, clauses: Sequence[Clause]) -> None:
        self._clauses = clauses
        self._numbers = [0] * len(reading.tokens)
        self._of_sentence: list[list[Clause]] = [[] for _ in reading.sentences]
        for number, clause in enumerate(clauses):
            self._of_sentence[clause.sentence].append(clause)
            for index in range(clause.start, clause.end):
                self._numbers[index] = number

    def __iter__(self) -> Iterator[Clause]:
        return iter(self._clauses)

    def __getitem__(self, number: int) -> Clause:
        return self._clauses[number]

    def number(self, index: int) -> int:
        """The number of the clause that the token at `index` stands in."""
        return self._numbers[index]

    def at(self, index: int) -> Clause:
        """The clause that the token at `index` stands in."""
        return self._clauses[self._numbers[index]]

    def of_sentence(self, number: int) -> list[Clause]:
        return self._of_sentence[number]


class ClauseFinder:
    """Cuts sentences into clauses and tells who acts in each."""

    def __init__(self, people: People) -> None:
        words = read_patterns("clauses")
        self._people = people
        self._turned_to: dict[str, list[str]] = words["turned_to"]
        self._openers = frozenset(words["openers"])
        self._breaks = frozenset(words["breaks"])
        self._goes_on = frozenset(words["never_a_break_after"])
        self._with_none = frozenset(words["begins_with_none"])
        self._joiners = frozenset(words["joiners"])
        self._taking_back = frozenset(words["taking_back"])
        self._waits = frozenset(words["waits"])
        self._client = frozenset(words["client"])
        self._self = frozenset(words["self"])
        self._anew = frozenset(words["begins_anew"])
        self._articles = frozenset(words["articles"])
        self._reports = frozenset(words["reports"])
        self._named_first = frozenset(words["named_first"])
        self._has_it = frozenset(words["has_it"])
        self._takes_up = frozenset(words["takes_up"])
        self._gap = frozenset(words["gap"])
        self._sees = frozenset(words["sees"])
        self._was_there = frozenset(words["was_there"])
        self._receives = frozenset(words["receives"])
        self._elsewhere = Cues({label: words[label] for label in ("elsewhere", "clinics")})
        self._providers = Cues({"provider": words["providers"]})
        self._gives = frozenset(words["provider_gives"])
        self._is_at = frozenset(words["provider_is_at"])
        self._says = frozenset(words["provider_says"])
        labels = {"other": "other_client", "today": "client_of_today", "again": "client_again"}
        self._others = Cues({label: words[key] for label, key in labels.items()})
        self._before_again = frozenset(words["before_client_again"])
        self._does = frozenset(words["client_does"])

    def find(self, reading: Reading) -> Clauses:
        """The clauses of all sentences, in order."""
        found = self._providers.find(reading.doc)
        heads = {self._head(reading, cue.start) for cue in found}
        told_of = {cue.end for cue in found}
        spoken_of = self._others.find(reading.doc)
        today = spanned(cue for cue in spoken_of if cue.label == "today")
        namesakes = self._namesakes(reading)
        others = InOrder([*(c for c in spoken_of if c.label == "other" and c.start not in today), *namesakes])
        again = self._again(reading, others, [cue.start for cue in spoken_of if cue.label == "again"])
        heads |= {cue.start for cue in others} | again
        providers = InOrder(found)
        elsewhere = InOrder(self._elsewhere.find(reading.doc))
        clauses: list[Clause] = []
        for number, sentence in enumerate(reading.sentences):
            previous = clauses[-1] if clauses and self._of_the_other(reading, sentence, clauses[-1], others) else None
            for start, end in self._cut(reading, sentence, heads, told_of, providers):
                actor, named = self._actor(reading, start, end, providers, others, elsewhere, previous)
                if not again.isdisjoint((start, start + 1)):
                    actor, named = Actor.CLIENT, True
                fragment = not named and start == sentence.start and reading.word(start) in self._receives
                if (actor is Actor.CLIENT or fragment) and self._has_from(reading, start, end, elsewhere, providers):
                    actor = Actor.PROVIDER
                last, previous = previous, Clause(start, end, number, actor, named)
                if last and self._put_there(reading, last, previous):
                    clauses[-1] = replace(last, actor=Actor.PROVIDER)
                clauses.append(previous)
        return Clauses(reading, self._told_by_others(reading, clauses))

    def _told_by_others(self, reading: Reading, clauses: Sequence[Clause]) -> list[Clause]:
        """The clauses with those that turn out to be somebody else's: said by the client ("I'd love some stones, she
        says"), or of another client ("friction, five minutes, no wait, that was yesterday's guy")."""
        told = list(clauses)
        for index, clause in enumerate(clauses):
            before = clauses[index - 1] if index and clauses[index - 1].sentence == clause.sentence else None
            words = [word for word in reading.words(clause.start, clause.end) if word not in self._taking_back]
            if clause.actor is Actor.OTHER_CLIENT and words[:1] == ["that"] and words[1:2] in (["is"], ["'s"], ["was"]):
                for i in range(index):
                    if clauses[i].sentence == clause.sentence:
                        told[i] = replace(told[i], actor=Actor.OTHER_CLIENT)
            if before is None or before.actor is not Actor.THERAPIST:
                continue
            kinds = {token.ent_type_ for token in reading.doc[before.start : clause.start]}
            says = clause.end - clause.start <= SAYS and not self._reports.isdisjoint(words[1:2])
            if says and "MINUTES" not in kinds and clause.named and clause.actor is Actor.CLIENT:
                told[index - 1] = replace(told[index - 1], actor=Actor.CLIENT, named=True)
        return told

    def _namesakes(self, reading: Reading) -> list[Cue]:
        """ "The other Deb has the frozen shoulder", "not the Deb with the knee": a client of the same name."""
        found: list[Cue] = []
        for index, token in enumerate(reading.tokens):
            ahead = reading.words(index - 2, index) if token.capital else []
            if ahead in (["the", "other"], ["my", "other"], ["not", "the"]) and self._people.is_name(reading, index):
                found.append(Cue("other", index - 2, index + 1))
        return found

    def _again(self, reading: Reading, others: InOrder[Cue], said: Sequence[int]) -> set[int]:
        """ "My nine o'clock's fingers were an eight, but Casper is better": where, behind another client of whom
        something was told, the sentence turns to the one of the note again: by name, or by the words at `said`."""
        found: set[int] = set()
        for other in others:
            end = reading.sentence(other.start).end
            told = next((i for i in range(other.end, end) if reading.word(i) in self._does | {"but"}), end)
            names = {reading.word(i) for i in range(other.start, told) if self._people.is_name(reading, i)}
            for index in range(other.end, end):
                if "unlike" in reading.words(other.start - 1, other.start + 1) and turns_from_unlike(reading, index):
                    found.add(index)
                named = self._people.is_name(reading, index) and reading.word(index) not in names
                named &= reading.word(index + 1) in self._does and index > told
                if (named or index in said) and reading.word(index - 1) in self._before_again:
                    found.add(index)
        return found

    def _of_the_other(self, reading: Reading, sentence: Sentence, last: Clause, others: InOrder[Cue]) -> bool:
        """ "Not at all like my noon guy. He hobbled in": a sentence that only names another client, and who is another
        than the one that most of the text tells of."""
        pronoun = reading.word(sentence.start)
        others_pronoun = {"he": "she", "she": "he"}.get(pronoun)
        if others_pronoun is None or not others.within(max(last.start, last.end - NAMES_OTHER), last.end):
            return False
        bare = self._client.isdisjoint(reading.words(last.start, last.end)) and last.end - last.start <= NAMES_OTHER + 2
        words = [token.text for token in reading.tokens]
        return bare and words.count(others_pronoun) > words.count(pronoun)

    def _cut(
        self, reading: Reading, sentence: Sentence, heads: set[int], told_of: set[int], providers: InOrder[Cue]
    ) -> list[tuple[int, int]]:
        """Where clauses begin and end. `heads` are first tokens of others, `told_of` those behind who treats."""
        cuts, begin = [], sentence.start
        for index in range(sentence.start + 1, sentence.end):
            word, before = reading.word(index), reading.word(index - 1)
            opens = (word in self._openers or index in heads) and before in self._joiners
            opens |= index in heads and (before in self._waits or reading.words(index - 2, index) in ASIDES)
            opens |= word == "the" and before in self._joiners and reading.word(index + 1) in CLIENTS
            also = word == "but" and (reading.word(index + 1) == "also" or before in self._goes_on)
            opens |= word == "who" and index in told_of  # "a teacher who does her exercises with her"
            opens |= word in self._self and reading.word(begin) in self._with_none
            if opens and begin == sentence.start and self._is_topic(reading, begin, index, sentence.end, providers):
                continue
            if (word in self._breaks or opens) and (index - begin > 1) and not also:
                cuts.append((begin, index))
                begin = index
        cuts.append((begin, sentence.end))
        return cuts

    def _actor(
        self,
        reading: Reading,
        start: int,
        end: int,
        providers: InOrder[Cue],
        others: InOrder[Cue],
        elsewhere: InOrder[Cue],
        previous: Clause | None,
    ) -> tuple[Actor, bool]:
        """Who acts, and whether the clause says so itself."""
        if others.any_within(start, end):
            return Actor.OTHER_CLIENT, True
        # "My last client, she was a nine": the pronoun is of whoever was named, and so are those who treat.
        aside = previous is not None and previous.actor is Actor.OTHER_CLIENT
        relative = reading.word(start) == "who"
        if self._goes_on_treating(reading, start, end, providers, previous):
            return Actor.PROVIDER, True
        head = self._behind_topic(reading, start, end)
        for index in range(start - relative, min(end, head + HEAD)):
            provider = next(iter(providers.touching(index, index + 1)), None)
            treats = self._treats(reading, provider, end) if provider else None
            if treats is not None:
                acts = Actor.PROVIDER if treats else Actor.REFERRER
                return (Actor.OTHER_CLIENT if aside else acts), True
            if reading.word(index) in self._self:
                return Actor.THERAPIST, True
            if reading.word(index) in self._client:
                they = self._they(reading, index, end, elsewhere)
                if not aside and (they or self._reported(reading, index, end, providers)):
                    return Actor.PROVIDER, True
                return (Actor.OTHER_CLIENT if aside else Actor.CLIENT), True
        if self._turns_to_work(reading, start):
            return Actor.THERAPIST, True
        if previous and self._does_too(reading, start, end, providers, previous):
            return Actor.PROVIDER, True
        if previous and self._anew.isdisjoint(reading.words(start, start + 2)):
            return previous.actor, False
        return Actor.THERAPIST, False

    def _turns_to_work(self, reading: Reading, start: int) -> bool:
        """ "I meant to do cupping but there was a rash, | so friction on the lats, ten minutes", "..., | ended up with
        friction, ten minutes": what was done in place of what was meant, with its time."""
        kinds = [token.ent_type_ for token in reading.doc[start : reading.sentence(start).end]]
        at_once = reading.word(start) == "so" and "TECHNIQUE" in kinds[1:3]
        turned = reading.word(start + 1) in self._turned_to.get(reading.word(start), ())
        return "MINUTES" in kinds and (at_once or (turned and "TECHNIQUE" in kinds))

    def _reported(self, reading: Reading, index: int, end: int, providers: InOrder[Cue]) -> bool:
        """ "She says her husband does her shoulders": who is told of, and gives something."""
        reports = not self._reports.isdisjoint(reading.words(index + 1, index + 3))
        near = providers.within(index + 2, min(end, index + REPORTED)) if reports else []
        return any(self._treats(reading, provider, end) for provider in near)

    def _they(self, reading: Reading, index: int, end: int, elsewhere: InOrder[Cue]) -> bool:
        """ "They gave her hot stones", "at her old clinic they used ultrasound": "they" do it to the client."""
        behind, begin = reading.words(index + 1, end), reading.sentence(index).start
        there = any(cue.label == "clinics" for cue in elsewhere.within(begin, end))
        told = reading.word(index) == "they" and (there or {"him", "her"} & {*behind})
        treats = told and self._self.isdisjoint(behind) and self._treats(reading, Cue("they", index, index + 1), end)
        return bool(treats)

    def _goes_on_treating(
        self, reading: Reading, start: int, end: int, providers: InOrder[Cue], previous: Clause | None
    ) -> bool:
        """Whether "she" or "they" is who was just named: "his wife, at home, she put"."""
        if previous is None or reading.word(start) not in self._client:
            return False
        head = reading.sentence(start).start
        taken_up = not previous.named and any(reading.word(p.end) == "," for p in providers.within(head, head + 2))
        goes_on = reading.word(start) == "they" and previous.actor is Actor.PROVIDER
        return (taken_up or goes_on) and bool(self._treats(reading, Cue("provider", start, start + 1), end))

    def _does_too(self, reading: Reading, start: int, end: int, providers: InOrder[Cue], previous: Clause) -> bool:
        """ "Her brother is a chiropractor and | adjusts her": the one named first does it, when no time is told."""
        head = reading.sentence(start).start
        first = providers.within(head, head + 2)
        aside = reading.word(previous.start) == "who" or any(reading.word(one.end) == "," for one in first)
        asides = aside or reading.word(start - 1) == "and"
        joined = asides and {"also", "then"}.isdisjoint(reading.words(start, start + 1))
        timed = "MINUTES" in {token.ent_type_ for token in reading.doc[start:end]}
        does = not self._gives.isdisjoint(reading.words(start, start + 1))
        return joined and does and not timed and bool(first) and first[0].end < start

    def _is_topic(self, reading: Reading, begin: int, index: int, end: int, providers: InOrder[Cue]) -> bool:
        """Whether the tokens up to `index` only name work that is then taken up ("..., his mum puts that on")."""
        verbs = [i for i in range(index + 1, min(index + 4, end)) if reading.word(i) in self._has_it]
        if reading.word(index) in self._client and verbs and reading.word(verbs[-1] + 1) in self._gap:
            kinds = {token.ent_type_ for token in reading.doc[begin:index]}
            return (
                "TECHNIQUE" in kinds and "MINUTES" not in kinds and self._self.isdisjoint(reading.words(begin, index))
            )
        if self._behind_topic(reading, begin, end) != index:
            return False
        if reading.word(index) in self._client:
            taken_up = verbs and not self._takes_up.isdisjoint(reading.words(verbs[-1], verbs[-1] + TAKES_UP))
            return bool(taken_up) or (bool(verbs) and self._has_from(reading, index, end, None, providers))
        near = providers.touching(index, index + (5 if reading.word(index) == "that" else 2))
        return any(self._treats(reading, provider, end) for provider in near)

    def _behind_topic(self, reading: Reading, start: int, end: int) -> int:
        """The token behind work that is named at the head of a sentence, its comma included; `start` if none is."""
        named, index = False, start
        while index < min(end, start + TOPIC):
            kind = reading.doc[index].ent_type_
            if kind not in {"TECHNIQUE", "AREA"} and reading.word(index) not in self._named_first:
                break
            named |= kind == "TECHNIQUE"
            index += 1
        while index > start and reading.word(index - 1) in self._articles:
            index -= 1
        return index if named and reading.word(index - 1) == "," else start

    def _has_from(
        self, reading: Reading, start: int, end: int, elsewhere: InOrder[Cue] | None, providers: InOrder[Cue]
    ) -> bool:
        """Whether the client gets something there from somebody else ("she has cupping from her physio")."""
        said = reading.words(start, end)
        # "The report | has to | be at the adjuster's": what must be is got from nobody.
        words = [word for word, behind in pairwise([*said, ""]) if (word, behind) not in MUST]
        if not self._self.isdisjoint(words):
            return False
        near = providers.within(start + 1, end)
        if any(not self._sees.isdisjoint(reading.words(p.start - 3, p.start)) for p in near):
            return True
        puts = (p for p in near if {"that", "which", "what"} & {*reading.words(p.start - 2, p.start)})
        if any(self._treats(reading, provider, end) for provider in puts):
            return True
        if (self._receives | self._sees).isdisjoint(words):
            return False
        if elsewhere and elsewhere.any_within(start, end):
            return True
        return any(
            not {"from", "with", "at", "by"}.isdisjoint(reading.words(provider.start - 3, provider.start))
            for provider in near
        )

    def _put_there(self, reading: Reading, clause: Clause, following: Clause) -> bool:
        """ "There was tape on it, her sister put it on": no work of today."""
        words = reading.words(clause.start, clause.end)
        kinds = {token.ent_type_ for token in reading.doc[clause.start : clause.end]}
        taken_up = not self._takes_up.isdisjoint(reading.words(following.start, following.start + HEAD))
        there = not self._was_there.isdisjoint(words) and self._self.isdisjoint(words) and "MINUTES" not in kinds
        return following.actor is Actor.PROVIDER and clause.sentence == following.sentence and there and taken_up

    def _treats(self, reading: Reading, cue: Cue, end: int) -> bool | None:
        """Whether a provider gives something, or refers, thinks and wants; None when neither is said."""
        end += reading.word(end - 1) == "and"  # "his wife is a PT and | does ultrasound"
        after = [word for word in reading.words(cue.end, min(end, cue.end + DOES)) if word not in {"'s", "who"}]
        if "not" in after[:2]:
            return False
        begun = next((at for at, word in enumerate(after) if word in BEING), DOES)
        for at, (word, following) in enumerate(pairwise([*after, ""])):
            if begun < at <= begun + 2 and word in self._is_at:
                return True
            if word in {"has", "had", "have"} and following in self._says:
                continue  # "the midwife has okayed massage"
            if word in self._says or word in self._gives or f"{word} {following}" in self._gives:
                return word not in self._says
        return None

    def _head(self, reading: Reading, start: int) -> int:
        """Where the noun phrase of a provider begins: at its article."""
        return start - 1 if reading.word(start - 1) in self._articles else start


def turns_from_unlike(reading: Reading, at: int) -> bool:
    """ "Unlike my last client, who was a nine, she came in at a four": where the sentence is of the one of the note."""
    return reading.words(at - 1, at + 1) in ([",", "she"], [",", "he"])
