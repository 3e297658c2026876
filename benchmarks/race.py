"""How fast are recordings heard? `scribe process` beside whisper-ctranslate2, whole commands with the same weights.

    python benchmarks/race.py FOLDER --texts TEXTS [--runs 3] [--peer .race] [--curve 1,8,24,96] [--stages]

FOLDER holds recordings named by their text's id, TEXTS is a list of {"id", "text"}. The peer is installed into an
environment of its own, the folder `--peer`, the first time: that alone needs the network. The runs of the commands
alternate, so that a busy moment of the machine falls on all of them. Memory is the sum of the proportional set sizes
of a command's processes, looked at twice a second. `--curve` times scribe over so many recordings, copies where there
are fewer; `--stages` tells what each stage costs on one core.
Word errors are of what was heard, before scribe corrects it, counted with Whisper's English normalizer.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import jiwer
import psutil
from hear_scores import normal

from scribe import audio, weights
from scribe.assembly import Scribe
from scribe.speech import Transcriber, taking

PEER = "whisper-ctranslate2==0.5.8"
TEN_HOURS = 36_000
SCRIBE = "scribe process"


class Run(NamedTuple):
    """Wall seconds of a command from start to end, and the most memory its processes held, in bytes."""

    seconds: float
    memory: int


def timed(command: Sequence[str | Path]) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while True:
        try:
            process.wait(0.5)
            break
        except subprocess.TimeoutExpired:
            most = max(most, held(process.pid))
    if process.returncode:
        sys.exit(f"failed ({process.returncode}): {' '.join(map(str, command))}")
    return Run(time.perf_counter() - start, most)


def held(pid: int) -> int:
    """The proportional set sizes of a process and all it started."""
    total = 0
    try:
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            total += process.memory_full_info().pss
    except psutil.NoSuchProcess:
        pass
    return total


def scribe(files: Sequence[Path], out: Path) -> list[str | Path]:
    """The command over files; a ledger of its own, so that nothing counts as done before."""
    return [sys.executable, "-m", "scribe", "process", "--ledger", out / "ledger.sqlite", "--out", out, *files]


def peer(environment: Path, *options: str) -> Callable[[Sequence[Path], Path], list[str | Path]]:
    """whisper-ctranslate2 with scribe's own weights, installed where it is missing."""
    program = environment / "bin" / "whisper-ctranslate2"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        subprocess.run([environment / "bin" / "python", "-m", "pip", "install", "--quiet", PEER], check=True)
    always = ["--model_directory", weights.find("base"), "--device", "cpu", "--compute_type", "int8"]

    def command(files: Sequence[Path], out: Path) -> list[str | Path]:
        return [program, *always, "--output_format", "json", "--output_dir", out, *options, *files]

    return command


def heard(out: Path) -> dict[str, str]:
    """What a command wrote that it heard, by the name of the recording."""
    texts = {}
    for path in out.glob("*.json"):
        content = json.loads(path.read_text())
        if "segments" in content:
            texts[path.stem] = "".join(segment["text"] for segment in content["segments"])
        else:
            texts[path.name.removesuffix(".note.json")] = uncorrected(content["transcript"])
    return texts


def uncorrected(transcript: dict[str, Any]) -> str:
    text: str = transcript["text"]
    for one in sorted(transcript["corrections"], key=lambda one: -int(one["start"])):
        text = text[: one["start"]] + one["heard"] + text[one["end"] :]
    return text


def word_errors(texts: dict[str, str], found: dict[str, str]) -> float:
    """The share of words that were heard wrong, in percent."""
    return 100 * float(jiwer.wer([normal(texts[id]) for id in texts], [normal(found.get(id, "")) for id in texts]))


def race(files: Sequence[Path], texts: dict[str, str], environment: Path, runs: int) -> Iterator[str]:
    """A row for each command."""
    commands = {
        SCRIBE: scribe,
        f"{PEER}, defaults": peer(environment),
        f"{PEER}, batched": peer(environment, "--batched", "True", "--batch_size", "8"),
    }
    times: dict[str, list[Run]] = {name: [] for name in commands}
    wrong: dict[str, float] = {}
    for _ in range(runs):
        for name, command in commands.items():
            with tempfile.TemporaryDirectory() as out:
                times[name].append(timed(command(files, Path(out))))
                wrong[name] = word_errors(texts, heard(Path(out)))
                print(f"{name}: {times[name][-1].seconds:.1f} s, {wrong[name]:.2f} %", file=sys.stderr)
    ours = median(run.seconds for run in times[SCRIBE])
    yield f"| command | median of {runs}, s | times scribe | word errors | memory, MiB |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name, spent in times.items():
        seconds, memory = median(run.seconds for run in spent), max(run.memory for run in spent) / 2**20
        yield f"| {name} | {seconds:.1f} | {seconds / ours:.2f} | {wrong[name]:.2f} % | {memory:.0f} |"


def curve(files: Sequence[Path], counts: Sequence[int]) -> Iterator[str]:
    """A row for each count of recordings; the rate of the last tells what ten hours would take."""
    yield "| recordings | seconds of audio | wall s | wall s per second of audio |\n| ---: | ---: | ---: | ---: |"
    rate = 0.0
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            copies = [copied(files[number % len(files)], number, Path(folder)) for number in range(count)]
            seconds = sum(length for _, length in copies)
            spent = timed(scribe([path for path, _ in copies], Path(folder))).seconds
        rate = spent / seconds
        yield f"| {count} | {seconds:.0f} | {spent:.1f} | {rate:.4f} |"
    yield f"At the last rate ten hours of audio take {rate * TEN_HOURS / 60:.0f} minutes (by calculation)."


def copied(path: Path, number: int, folder: Path) -> tuple[Path, float]:
    """A recording as a WAV file that equals no other: its first sample is its number."""
    samples = (audio.load(path).samples * 32767).astype("<i2")
    samples[0] = number
    copy = folder / f"{number:04}.wav"
    with wave.open(str(copy), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.SAMPLE_RATE)
        file.writeframes(samples.tobytes())
    return copy, samples.size / audio.SAMPLE_RATE


class Clock:
    """Seconds of processor time by stage."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def within(*args: Any, **options: Any) -> Any:
            start = time.process_time()
            try:
                return work(*args, **options)
            finally:
                self.spent[stage] = self.spent.get(stage, 0.0) + time.process_time() - start

        return within


def stages(files: Sequence[Path]) -> Iterator[str]:
    """A row for each stage, all recordings heard together on one core, by processor time."""
    clock = Clock()
    transcriber = clock.timed("opening the model", Transcriber)("base", "cpu", 1)
    reader = clock.timed("opening vocabulary and rules", Scribe)()
    engine = transcriber._engine
    for stage, name in (
        ("encoding", "encoded"),
        ("language", "languages"),
        ("decoding", "said"),
        ("word times", "words"),
    ):
        setattr(engine, name, clock.timed(stage, getattr(engine, name)))
    taking.phrases = clock.timed("voice detection", taking.phrases)
    recordings = [clock.timed("decoding of the files", audio.load)(path) for path in files]
    seconds = sum(recording.duration_seconds for recording in recordings)
    results = clock.timed("hearing, all of it", lambda: dict(transcriber.transcribe_all(recordings)))()
    for number, recording in enumerate(recordings):
        clock.timed("correction and notes", reader.note_from_heard)(recording, results[number], transcriber.name)
    yield f"| stage, over {seconds:.0f} s of audio | processor s | per second of audio |\n| --- | ---: | ---: |"
    yield from (f"| {stage} | {spent:.2f} | {spent / seconds:.4f} |" for stage, spent in clock.spent.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", type=Path, default=Path(".race"))
    parser.add_argument("--curve", default="")
    parser.add_argument("--stages", action="store_true")
    options = parser.parse_args()
    known = {entry["id"]: entry["text"] for entry in json.loads(options.texts.read_text())}
    files = [path for path in sorted(options.folder.iterdir()) if path.stem in known]
    texts = {path.stem: known[path.stem] for path in files}
    if options.stages:
        print(*stages(files), sep="\n")
    elif options.curve:
        print(*curve(files, [int(count) for count in options.curve.split(",")]), sep="\n")
    else:
        print(*race(files, texts, options.peer, options.runs), sep="\n")


if __name__ == "__main__":
    main()
