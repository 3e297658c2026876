"""The sentences of a note follow its facts: where a fact was changed, the sentence that tells it is written anew.

Only a sentence that stands exactly as it was written from the fact is changed. One that a person wrote, or that quotes
the dictation, stays; where it rests on words that were corrected, the note says to read it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from scribe.filing.reading import facts_of
from scribe.records import Evidence, Facts, FlagId, Level, Transcript
from scribe.revising.content import FACTS, SECTIONS, THERAPIST, Json, settle, take_out
from scribe.soap import write_soap
from scribe.vocabulary import Vocabulary

_ADDED = (Evidence(1 << 40, 1 << 40),)
"""Stands for the words of a fact that was not dictated: behind all others."""

_READ_AGAIN = "This sentence rests on words that were corrected elsewhere in the note. Read it again."
_TABLE_STAYS = (
    "A sentence was changed that tells a fact, and the tables still say what it said before. "
    "Change the tables too if they are wrong: "
)
_TELLING = re.compile(r"\d+(?:\.\d+)?|\b(?:left|right|both|not|no)\b", re.IGNORECASE)
"""What of a sentence a fact holds too: numbers, sides, negations."""


def follow(before: Json, after: Json, vocabulary: Vocabulary) -> None:
    """Bring the sentences of `after` in line with its facts, `before` being the content that was edited."""
    old, new = _told(facts_of(before), vocabulary), _told(facts_of(after), vocabulary)
    for section in SECTIONS:
        gone = [text for text in old[section] if text not in new[section]]
        come = [text for text in new[section] if text not in old[section]]
        for was, now in zip_longest(gone, come):
            _rewrite(after, section, was, now)
    told = {text for texts in new.values() for text in texts}
    changed = _changed_words(before, after)
    for section, index, sentence in _sentences(after):
        if sentence["text"] in told:
            settle(after, f"soap/{section}/{index}")
        elif _rests_on(sentence, changed):
            _flag(after, _READ_AGAIN, f"soap/{section}/{index}", sentence["evidence"])
    _untold(before, after, {text for texts in old.values() for text in texts} & told)


def _told(facts: Facts, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The sentences that the facts alone would be told by."""
    soap, _ = write_soap(Transcript(""), _anchored(facts), vocabulary)
    return {name: [sentence.text for sentence in getattr(soap, name)] for name in SECTIONS}


def _anchored(facts: Facts) -> Facts:
    """The facts with words for each, as the sentences are put in the order of what was said."""

    def placed(entries: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(each if each.evidence else replace(each, evidence=_ADDED) for each in entries)

    scored = tuple(pain for pain in facts.pain if pain.before is not None or pain.after is not None)
    lists = {name: placed(getattr(facts, name)) for name in FACTS} | {"pain": placed(scored)}
    session = replace(facts.session, minutes_evidence=facts.session.minutes_evidence or _ADDED)
    follow_up = replace(facts.follow_up, evidence=facts.follow_up.evidence or _ADDED)
    return replace(facts, **lists, session=session, follow_up=follow_up, statements=())


def _rewrite(content: Json, section: str, was: str | None, now: str | None) -> None:
    sentences = content["soap"][section]
    texts = [sentence["text"] for sentence in sentences]
    if was in texts:
        index = texts.index(was)
        if now is None or now in texts:
            take_out(content, f"soap/{section}", index)
        else:
            sentences[index].update(text=now, origin=THERAPIST)
    elif was is None and now not in texts:
        sentences.append({"text": now, "evidence": [], "origin": THERAPIST})


def _changed_words(before: Json, after: Json) -> list[Json]:
    """What the facts rest on that are no longer as they were."""
    changed = []
    for name in FACTS:
        for fact in before[name]:
            if fact not in after[name]:
                changed += fact["evidence"]
    if before["session"]["minutes"] != after["session"]["minutes"]:
        changed += before["session"]["evidence"]["minutes"]
    return changed


def _untold(before: Json, after: Json, told: set[str]) -> None:
    """Say of each sentence that told a fact, and was changed by a person in what it tells, that the fact stays."""
    standing = {sentence["text"] for _, _, sentence in _sentences(after)}
    for section, _, sentence in _sentences(before):
        text = sentence["text"]
        if text not in told or text in standing:
            continue
        place, now = _successor(after, section, sentence)
        if _telling(now) != _telling(text):
            _flag(after, f"{_TABLE_STAYS}“{text}”", place, sentence["evidence"])


def _successor(after: Json, section: str, was: Json) -> tuple[str, str]:
    """Where the sentence stands now that rests on the same words, and its text."""
    for name, index, sentence in _sentences(after):
        if was["evidence"] and sentence["evidence"] == was["evidence"] and sentence["origin"] == THERAPIST:
            return f"soap/{name}/{index}", sentence["text"]
    return f"soap/{section}", ""


def _telling(text: str) -> list[str]:
    return sorted(match.group().lower() for match in _TELLING.finditer(text))


def _sentences(content: Json) -> Iterator[tuple[str, int, Json]]:
    for section in SECTIONS:
        for index, sentence in enumerate(content["soap"][section]):
            yield section, index, sentence


def _rests_on(sentence: Json, words: list[Json]) -> bool:
    return any(w["start"] < own["end"] and own["start"] < w["end"] for own in sentence["evidence"] for w in words)


def _flag(content: Json, message: str, about: str, evidence: list[Json]) -> None:
    flag = {
        "id": FlagId.NEEDS_REVIEW.value,
        "level": Level.WARNS.value,
        "message": message,
        "about": about,
        "evidence": evidence,
    }
    if flag not in content["flags"]:
        content["flags"].append(flag)
