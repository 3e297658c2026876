"""Edits of the sentences of a note, and of speech that reached no section."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from scribe.errors import RevisionError
from scribe.revising.content import THERAPIST, Index, Section, Text, one_of, settle, take_out


def set_sentence(content: Any, *, section: Section, index: Index, text: Text) -> None:
    """Write a sentence anew; what it rests on stays known."""
    sentence = one_of(content["soap"][section], index, "sentence")
    sentence.update(text=" ".join(text.split()), origin=THERAPIST)
    settle(content, f"soap/{section}/{index}")


def add_sentence(content: Any, *, section: Section, text: Text, index: Index | None = None) -> None:
    """A sentence of the therapist's own, before the sentence `index` or at the end."""
    sentences = content["soap"][section]
    at = len(sentences) if index is None else min(index, len(sentences))
    sentences.append({"text": " ".join(text.split()), "evidence": [], "origin": THERAPIST})
    _put(content, section, len(sentences) - 1, section, at)


def remove_sentence(content: Any, *, section: Section, index: Index) -> None:
    one_of(content["soap"][section], index, "sentence")
    take_out(content, f"soap/{section}", index)


def move_sentence(content: Any, *, section: Section, index: Index, to: Section, to_index: Index | None = None) -> None:
    """Move a sentence to another place or section; its words stay as they are."""
    one_of(content["soap"][section], index, "sentence")
    at = len(content["soap"][to]) if to_index is None else to_index
    _put(content, section, index, to, at)


def set_section(content: Any, *, section: Section, texts: tuple[Text, ...]) -> None:
    """The whole section as a person left it: sentences that stand as they were keep what they rest on."""
    was = [sentence["text"] for sentence in content["soap"][section]]
    steps = SequenceMatcher(None, was, texts, autojunk=False).get_opcodes()
    for step, start, stop, new_start, new_stop in reversed(steps):
        if step == "equal":
            continue
        both = min(stop - start, new_stop - new_start)
        for index in range(both):
            set_sentence(content, section=section, index=start + index, text=texts[new_start + index])
        for index in reversed(range(start + both, stop)):
            remove_sentence(content, section=section, index=index)
        for text in reversed(texts[new_start + both : new_stop]):
            add_sentence(content, section=section, text=text, index=start + both)


def use_speech(content: Any, *, stretch: Index, section: Section) -> None:
    """Take a stretch of unused speech into a section, as it was said. Speech about another client is never taken."""
    evidence = one_of(content["unused_speech"], stretch, "stretch of unused speech")["evidence"]
    others = [place for aside in content["set_aside"] for place in aside["evidence"]]
    if any(one["start"] < other["end"] and other["start"] < one["end"] for one in evidence for other in others):
        raise RevisionError("These words are about another client and stay out of this note. Split the note instead.")
    text = " ".join(" ".join(place["text"].split()) for place in evidence)
    text = text[:1].upper() + text[1:]
    text = text if text.endswith((".", "?", "!")) else f"{text}."
    content["soap"][section].append({"text": text, "evidence": evidence, "origin": "dictated"})
    take_out(content, "unused_speech", stretch)


def _put(content: Any, section: str, index: int, to: str, at: int) -> None:
    """Move a sentence within the lists; flags about single sentences move along."""
    marks: list[tuple[Any, Any]] = []
    for name in dict.fromkeys((section, to)):
        for number, sentence in enumerate(content["soap"][name]):
            marks += [(flag, sentence) for flag in content["flags"] if flag["about"] == f"soap/{name}/{number}"]
    content["soap"][to].insert(at, content["soap"][section].pop(index))
    for flag, sentence in marks:
        flag["about"] = next(
            f"soap/{name}/{number}"
            for name in (section, to)
            for number, other in enumerate(content["soap"][name])
            if other is sentence
        )


EDITS = (set_section, set_sentence, add_sentence, remove_sentence, move_sentence, use_speech)
