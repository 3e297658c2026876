"""What the decoder of `base` learns from, in pieces of a window's length: the texts that trade.py has spoken."""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parent

UNREAD = {
    "development",
    "held_out_i",
    *(f"practice_{set}" for set in ("ac", "ad", "ae", "af", "ag", "ah", "ai", "aj", "ak", "al", "am", "an")),
}
"""Dictations that are measured on and never learned from."""

FEWEST, MOST = 20, 54
"""Words of a piece."""

HOURS = "eight nine ten eleven twelve one two three four five six".split()
WORKS = (
    "Swedish, deep tissue, myofascial release, friction, trigger point work, joint mobilization, cupping, stretching, "
    "effleurage, kneading, lymphatic work, neuromuscular work"
).split(", ")
PLACES = (
    "the left calf, the low back, both hamstrings, the right shoulder, the neck, the upper back, the right glute, "
    "the left forearm, the feet, the left hip flexor, the quads, the right scalenes"
).split(", ")
FRAMES = (
    "{w} on {p}, {n} minutes.", "{n} minutes of {w} to {p}.", "Then {w} along {p}.", "She declined {w} on {p}.",
    "No {w} today.", "I followed with {w} to {p} for {n} minutes.", "He is still sore in {p}.",
    "Next time {w} for {p}.", "{p} felt ropy under my thumbs.", "Last visit we did {w} on {p}, not today.",
    "I skipped {p}.",
    "Worked {p} with {w}, {n} minutes, and it let go.", "Her chiropractor does {w} on {p}.",
    "She denies any numbness around {p}.", "We spent {n} minutes on {p}, {w} mostly.",
)  # fmt: skip
COMMON = 3.3
"""From this frequency on (Zipf) all words of a name are everyday words, and it is said once; others are said twice."""

SCORED = "upper back, her neck, the left knee, right shoulder, low back, his calves, the right hip, both feet".split(
    ", "
)
TIMES = (
    "{w} on {p} from {a} to {b}.", "from {a} until {b} I did {w} on {p}.", "{a} to {b}, {w}, {p}.",
    "we began at {a} and finished at {b}.", "her appointment was at {a}.", "next visit is Tuesday at {a}.",
    "on the table at {a}, off at {b}.", "session ran {a} to {b}.", "{p}, {w}, {a} to {b}.",
    "started at {a}, {w} to {p}, stopped at {b}.",
)  # fmt: skip
SCORES = (
    "{p} was a {a} coming in and a {b} after.", "{p} {a} out of ten before, {b} out of ten after.",
    "{p} {a}, down to {b}.", "{p} started at {a}, left at {b}.", "{p} went from {a} to {b}.",
    "{p} was {a} and stayed {a}.", "{p} was a {a} at the start, {b} when we wrapped.", "{p} pain at the start a {a}.",
    "{p} a {a} on the table, {b} getting up.", "{p} were a {a}, both of them, and {b} when we finished.",
    "{p} sore too, no number.", "{p}, {a} on the way in, {b} on the way out.", "{p} is a {b} now.",
    "where's {p} at now? Um, {b}. And before? {a}.", "she'd call {p} a {a}.", "he put {p} at {a} and left it at {b}.",
    "{p} usually a {a}, today a {b}.", "worst was a {a} on Sunday, {p} is a {b} today.", "down to a {b} by the finish.",
    "she gave {p} a {a}, no, a {b}.", "{p} between a {b} and a {a}.", "he wouldn't give {p} a number.",
    "{p} at a {a} when he came through the door.", "after, a {b}.", "{p} settled at a {b}.",
)  # fmt: skip


def texts(rng: random.Random) -> list[str]:
    """What is spoken: pieces of a window's length, some of which begin or end within a sentence."""
    from num2words import num2words
    from voices import drills, numbers

    whole = [
        entry["text"]
        for file in sorted((ROOT / "tests" / "dictations").glob("*.json"))
        if file.stem not in UNREAD
        for entry in json.loads(file.read_text())
    ]
    whole += [re.sub(r"\d+", lambda number: num2words(int(number[0])), text) for text in drills()] + numbers()
    whole += [" ".join(_time(rng, num2words) for _ in range(rng.randint(2, 4))) for _ in range(140)]
    whole += [" ".join(_score(rng) for _ in range(rng.randint(2, 5))) for _ in range(250)]
    named = list(_named(rng, num2words))
    whole += [" ".join(named[at : at + 3]) for at in range(0, len(named), 3)]
    for kind in ("everyday", "passages"):
        whole += yaml.safe_load((HERE / "texts" / f"{kind}.yaml").read_text())
    return [piece for text in whole for run in _plain(text) for piece in _pieces(run, rng)]


def _time(rng: random.Random, in_words) -> str:
    hour = rng.randrange(len(HOURS) - 1)
    first, then = HOURS[hour], HOURS[hour + rng.randint(0, 1)]
    work, place = rng.choice(WORKS), rng.choice(PLACES)
    return _opened(
        rng.choice(TIMES).format(a=first + _minute(rng, in_words), b=then + _minute(rng, in_words), w=work, p=place)
    )


def _minute(rng: random.Random, in_words) -> str:
    minute = rng.choice((0, 5, 7, 10, 12, 15, 17, 20, 22, 25, 28, 30, 33, 35, 38, 40, 42, 45, 48, 50, 52, 55, 58))
    if not minute:
        return rng.choice(("", " o'clock"))
    return f" {'oh ' if minute < 10 else ''}{in_words(minute)}"


def _score(rng: random.Random) -> str:
    scale = "zero one two three four five six seven eight nine ten".split()
    return _opened(rng.choice(SCORES).format(p=rng.choice(SCORED), a=rng.choice(scale), b=rng.choice(scale)))


def _named(rng: random.Random, in_words) -> Iterator[str]:
    """The vocabulary's areas and techniques by name, as they stand in dictations; of split and shortened names none."""
    from wordfreq import zipf_frequency

    from scribe.vocabulary import load_vocabulary

    def names(phrases: list[str]) -> list[str]:
        known = {word for phrase in phrases for word in phrase.split()}
        said = []
        for phrase in phrases:
            words = phrase.split()
            seldom = min(zipf_frequency(word, "en") for word in words)
            whole = all(len(word) > 2 and re.search("[aeiouy]", word) for word in words)
            if whole and seldom > 1 and not any(a + b in known for a, b in itertools.pairwise(words)):
                said += [phrase] * (1 if seldom > COMMON else 2)
        rng.shuffle(said)
        return said

    vocabulary = load_vocabulary()
    works = names([name for technique in vocabulary.techniques.values() for name in technique.names])
    places = names([name for area in vocabulary.areas.values() for name in (*area.names, *area.plurals)])
    for number in range(max(len(works), len(places))):
        place = f"{rng.choice(('the', 'the left', 'the right', 'her', 'his'))} {places[number % len(places)]}"
        frame = rng.choice(FRAMES)
        minutes = in_words(rng.choice((5, 6, 8, 10, 12, 15, 18, 20, 25, 30, 40)))
        yield _opened(frame.format(w=works[number % len(works)], p=place, n=minutes)).replace("swedish", "Swedish")


def _opened(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+(?=[A-Z])", text)


def _plain(text: str) -> list[list[str]]:
    """Its runs of sentences that are written as they are spoken: without figures, signs and shorthand."""
    text = text.replace("\u2014", ", ").replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"')
    runs: list[list[str]] = [[]]
    for sentence in _sentences(" ".join(text.split())):
        if _spoken(sentence):
            runs[-1].append(sentence)
        else:
            runs.append([])
    return [run for run in runs if run]


def _spoken(sentence: str) -> bool:
    shorthand = {"R", "L", "B", "Tx", "min", "x", "hx", "pt", "Pt", "ROM", "CC", "w", "c", "MFR", "TrP"}
    code = re.compile(r"[A-Z]\d\d(\.\d{1,3})?|[CLST]\d(-?[CLST]?\d)?")
    words = [word.strip('.,?!"') for word in sentence.split()]
    figures = any(re.search(r"\d", word) and not code.fullmatch(word) for word in words)
    return not figures and not shorthand & set(words) and not re.search(r"[;:()\"/&%$#]", sentence)


def _pieces(sentences: list[str], rng: random.Random) -> list[str]:
    parts = []
    for sentence in sentences:
        commas = [match.end() for match in re.finditer(", ", sentence)]
        if len(sentence.split()) > 10 and commas and rng.random() < 0.25:
            at = rng.choice(commas)
            parts += [sentence[:at].strip(), sentence[at:]]
        else:
            parts.append(sentence)
    pieces, wanted = [], 0
    for part in parts:
        if pieces and len(f"{pieces[-1]} {part}".split()) <= wanted:
            pieces[-1] += " " + part
        else:
            pieces.append(part)
            wanted = rng.randint(FEWEST, MOST)
    return pieces
