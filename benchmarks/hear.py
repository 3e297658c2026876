"""Prints how well recordings with reference texts are heard: raw beside corrected, and what notes would rest on.

    python benchmarks/hear.py MANIFEST... [--model base] [--raw] [--set NAME] [--keep DIR] [--missed] [--notes]

MANIFEST is a manifest.json as voices.py writes, or a folder of recordings with or without one, and, as `--texts`, a
list of {"id", "text"} where it holds no texts: a recording is then named by its text's id. `--keep` keeps what the
model heard, so that a change to the correction is measured in seconds. `--raw` hears as faster-whisper does by itself:
five beams, voice detection, no prompt. `--missed` lists what was lost: only for sets
that may be looked at. `--notes` scores the notes from what was heard beside those from the texts, for recordings of
annotated dictations.
All recordings of this project are synthetic speech: people in treatment rooms will be heard worse.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hear_scores import KINDS, Figures, Terms, measure, normal, weighs
from score_notes import score

from scribe import audio, note_json, weights
from scribe.assembly import Scribe
from scribe.errors import AudioError
from scribe.hearing import Hearing
from scribe.records import Alternative, Correction, Cut, Source, Transcript, Word
from scribe.speech import Transcriber
from scribe.vocabulary import load_vocabulary

ROOT = Path(__file__).parent.parent


@dataclass
class Spoken:
    """A recording and what it says."""

    id: str
    set: str
    path: Path
    text: str


def recordings(manifests: list[Path], texts: Path | None, wanted: str | None) -> Iterator[Spoken]:
    known = {entry["id"]: entry["text"] for entry in json.loads(texts.read_text())} if texts else {}
    for path in manifests:
        file = path / "manifest.json" if path.is_dir() else path
        if file.exists():
            entries = json.loads(file.read_text())
        else:
            entries = {one.stem: {"file": one.name} for one in sorted(path.iterdir()) if one.stem in known}
        for id, entry in entries.items():
            text = entry.get("text", known.get(id))
            spoken = Spoken(id, entry.get("set", file.parent.name), file.parent / entry["file"], text)
            if spoken.path.exists() and (wanted is None or spoken.set == wanted):
                yield spoken


class Raw:
    """The model as faster-whisper runs it by itself."""

    def __init__(self, model: str) -> None:
        from faster_whisper import WhisperModel

        self.name = f"{model}, raw"
        self._whisper = WhisperModel(str(weights.find(model)), "cpu", compute_type="int8", local_files_only=True)

    def transcribe(self, recording: audio.Recording) -> Transcript:
        segments, _ = self._whisper.transcribe(recording.samples, language="en", beam_size=5, vad_filter=True)
        return Transcript(" ".join(segment.text.strip() for segment in segments))


def heard(spoken: Spoken, transcriber: Any, keep: Path | None) -> Transcript:
    """What the model hears, or what it was kept to have heard; an empty transcript for a recording that is refused."""
    key = hashlib.sha256(spoken.path.read_bytes() + transcriber.name.encode()).hexdigest()[:16]
    kept = keep / f"{spoken.id}-{key}.json" if keep else None
    if kept and kept.exists():
        return from_json(json.loads(kept.read_text()))
    try:
        transcript = transcriber.transcribe(audio.load(spoken.path))
    except AudioError:
        transcript = Transcript("")
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(asdict(transcript)))
    return transcript


def from_json(content: dict[str, Any]) -> Transcript:
    return Transcript(
        content["text"],
        words=tuple(Word(**word) for word in content["words"]),
        corrections=tuple(Correction(**one) for one in content.get("corrections", ())),
        cut=tuple(Cut(**one) for one in content.get("cut", ())),
        alternatives=tuple(Alternative(**one) for one in content.get("alternatives", ())),
    )


def table(name: str, figures: Figures) -> str:
    """One row: word error rate, then the recall of each kind and in brackets how many were invented."""
    cells = [f"{t.recall:.3f} of {t.said} (+{t.invented})" for t in (figures.kinds[kind] for kind in KINDS)]
    return f"| {name} | {100 * figures.word_error_rate:.2f} % of {figures.words} | " + " | ".join(cells) + " |"


def precision(pairs: dict[str, tuple[str, Transcript]]) -> tuple[int, int]:
    """Corrections whose words the reference has, and all corrections."""
    made = [
        (normal(c.written, text), normal(text)) for text, transcript in pairs.values() for c in transcript.corrections
    ]
    return sum(f" {written} " in f" {text} " for written, text in made), len(made)


def thresholds(pairs: dict[str, tuple[str, Transcript]]) -> Iterator[str]:
    """For each threshold: the share of weighty words it marks, of the wrong ones it marks, and of wrong ones marked."""
    words = [mark for text, transcript in pairs.values() for mark in wrong_words(text, transcript)]
    bad = sum(wrong for _, wrong in words)
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        marked = [wrong for probability, wrong in words if probability < least]
        yield (
            f"| {least} | {len(marked) / max(1, len(words)):.3f} | {sum(marked) / max(1, bad):.2f} "
            f"| {sum(marked) / max(1, len(marked)):.2f} |"
        )


def wrong_words(text: str, transcript: Transcript) -> Iterator[tuple[float, bool]]:
    """The probability of each number, side, negation and term heard, and whether the reference has another there."""
    import jiwer

    cleaned = [(normal(word.text), word.probability) for word in transcript.words]
    flat = [(part, probability) for word, probability in cleaned for part in word.split()]
    if not flat or not text:
        return
    output = jiwer.process_words(normal(text), " ".join(part for part, _ in flat))
    for chunk in output.alignments[0]:
        for word, probability in flat[chunk.hyp_start_idx : chunk.hyp_end_idx]:
            if weighs(word):
                yield probability, chunk.type != "equal"


class Kept:
    """Gives a transcript that was heard before, in place of the model."""

    def __init__(self, name: str, transcript: Transcript) -> None:
        self.name, self._transcript = name, transcript

    def transcribe(self, recording: audio.Recording, on_progress: object = None) -> Transcript:
        return self._transcript


def note_scores(spoken: list[Spoken], raw: dict[str, tuple[str, Transcript]], model: str) -> Iterator[str]:
    """The scorer's figures for notes from the texts and from what was heard, of annotated dictations."""
    gold = annotated()
    scribe = Scribe()
    with tempfile.TemporaryDirectory() as passing:
        folders = [Path(passing, kind) for kind in ("text", "audio")]
        for folder in folders:
            folder.mkdir()
        wanted = [one for one in spoken if name_of(one) in gold and raw[one.id][1].text]
        for one in wanted:
            text = scribe.note_from_text(gold[name_of(one)]["text"], Source(one.id, "0" * 64))
            heard_note = scribe.note_from_recording(one.path, Kept(model, raw[one.id][1]))
            for folder, note in zip(folders, (text, heard_note), strict=True):
                (folder / f"{name_of(one)}.note.json").write_text(note_json.dumps(note_json.to_dict(note)))
        if wanted:
            entries = [gold[name_of(one)] for one in wanted]
            columns = [score(entries, folder)[0] for folder in folders]
            yield f"| notes of {len(wanted)} dictations | text | audio |"
            yield from (f"| {figure} | {columns[0][figure]:.3f} | {columns[1][figure]:.3f} |" for figure in columns[0])


def annotated() -> dict[str, dict[str, Any]]:
    files = (ROOT / "tests" / "dictations").glob("*.json")
    return {entry["id"]: entry for file in files for entry in json.loads(file.read_text())}


def name_of(spoken: Spoken) -> str:
    """The id of the dictation that a recording speaks."""
    return spoken.id.removeprefix("t-").removeprefix("h-")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifests", type=Path, nargs="+")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--model", default="base")
    parser.add_argument("--raw", action="store_true")
    parser.add_argument("--set")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--notes", action="store_true")
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    vocabulary = load_vocabulary()
    hearing, terms = Hearing(vocabulary), Terms(vocabulary)
    if options.raw:
        transcriber: Any = Raw(options.model)
    else:
        transcriber = Transcriber(options.model, "cpu", trade=hearing)
    sets: dict[str, dict[str, tuple[str, Transcript]]] = {}
    every = list(recordings(options.manifests, options.texts, options.set))
    for spoken in every:
        sets.setdefault(spoken.set, {})[spoken.id] = (spoken.text, heard(spoken, transcriber, options.keep))
    print(f"Synthetic speech, {transcriber.name}\n\n| set | word errors | " + " | ".join(KINDS) + " |")
    for name, raw in sets.items():
        corrected = {id: (text, hearing.correct(transcript)) for id, (text, transcript) in raw.items()}
        for kind, pairs in (("as heard", raw), ("corrected", corrected)):
            figures = measure({id: (text, t.text) for id, (text, t) in pairs.items()}, terms)
            print(table(f"{name}, {kind}", figures))
        good, made = precision(corrected)
        print(f"{name}: {good} of {made} corrections are what was said")
        if options.missed:
            print(*figures.missed.most_common(), sep="\n")
        print("| threshold | marked | wrong words caught | wrong of the marked |", *thresholds(corrected), sep="\n")
        if options.notes:
            print(*note_scores([one for one in every if one.set == name], raw, transcriber.name), sep="\n")


if __name__ == "__main__":
    main()
