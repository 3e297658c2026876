"""Makes the recordings that hearing is measured on, with synthetic voices; needs an environment of its own.

    python benchmarks/voices.py OUT KOKORO.onnx VOICES_DIR [--part 0/2] [--only PREFIX]

KOKORO.onnx is Kokoro-82M (Apache-2.0) and VOICES_DIR holds its voices, one float32 file of 510 x 1 x 256 each; the
environment needs kokoro-onnx, scipy, av, pyyaml and num2words. docs/hearing.md says which packages carry them. Neither
voices nor recordings belong to the product. The same texts, voices and seeds give the same sound.

Writes OUT/<id>.<ending> and OUT/manifest-<part>.json: id -> file, set, voice, speed, condition, seconds, text.
Sets: `numbers` (teens and tens), `clocks`, `drills` (every term by name), `tuning` (practice dictations), `hold_out`
(dictations whose recordings are never to be looked at), `prose`, `two` (a therapist and a client in turn), `tails` (a
dictation, and then three quarters of a minute of something else) and `no_speech`.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import yaml
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

HERE = Path(__file__).parent
ROOT = HERE.parent
RATE = 24_000

TUNING_VOICES = (
    "af_alloy af_bella am_adam bf_emma am_santa af_nicole bm_daniel am_echo af_sarah bf_lily am_liam af_river ff_siwis "
    "bm_lewis"
).split()
HELD_VOICES = (
    "af_heart am_michael bf_isabella bm_george af_kore am_onyx af_jessica am_puck bf_alice af_nova am_fenrir bm_fable "
    "hf_alpha im_nicola af_sky am_eric"
).split()
CONDITIONS = tuple("clean room noise music quiet phone clean room far music noise clipped quiet".split())
ENDINGS = {"phone": "wav", "room": "m4a", "noise": "mp3", "music": "ogg"}
CODECS = {"m4a": ("aac", 48_000), "mp3": ("mp3", 48_000), "ogg": ("libopus", 24_000)}


def spoken(text: str) -> str:
    """Written shorthand as a person says it, where the voice would read the signs."""
    text = re.sub(r"\b(\d+)/10\b", r"\1 out of 10", text)
    text = re.sub(r"\b(\d+)/(\d+)\b", r"\1 over \2", text)
    text = re.sub(r"\$(\d+)", r"\1 dollars", text)
    return text.replace("&", " and ")


def drills() -> list[str]:
    """Every technique and area of the vocabulary by name, eight short sentences to a recording."""
    folder = ROOT / "models" / "vocabulary"
    areas = yaml.safe_load((folder / "areas.yaml").read_text())["areas"].values()
    techniques = yaml.safe_load((folder / "techniques.yaml").read_text())["techniques"].values()
    places = [entry["name"] for entry in areas] + [entry["plural"] for entry in areas if entry.get("plural")]
    works = [entry["name"] for entry in techniques]
    lines = []
    for index in range(max(len(places), len(works))):
        work, place = works[index % len(works)], places[index % len(places)]
        minutes = (15, 20, 30, 50, 40, 13)[index % 6]
        form = (
            "{n} minutes of {w} to the left {p}.",
            "Then {w} on the right {p}, {n} minutes.",
            "No {w} to the {p} today.",
        )
        lines.append(form[index % 3].format(n=minutes, w=work, p=place).capitalize())
    return [" ".join(lines[at : at + 8]) for at in range(0, len(lines), 8)]


ALIKE = ((15, 50), (15, 50), (15, 50), (13, 30), (14, 40), (16, 60), (17, 70), (18, 80), (19, 90))
NUMBER_FORMS = (
    "{N} minutes of Swedish massage to the back.",
    "Then I did deep tissue on the left calf for {n} minutes.",
    "Myofascial release to the neck, {n} minutes.",
    "We spent {n} minutes on both hips, mostly friction.",
    "It was a {n} minute session.",
    "She should walk for {n} minutes before she sits down.",
    "Swedish on the pecs, {n}.",
)


def numbers() -> list[str]:
    """Minutes of teens and of tens, each said as often, six sentences to a recording."""
    from num2words import num2words

    wanted = [number for pair in ALIKE for number in pair] * 8
    np.random.default_rng(1).shuffle(wanted)
    spoken = []
    for index, number in enumerate(wanted):
        words = num2words(number)
        form = NUMBER_FORMS[index % len(NUMBER_FORMS)]
        spoken.append(form.format(n=words, N=words.capitalize()))
    return [" ".join(spoken[at : at + 6]) for at in range(0, len(spoken), 6)]


def clocks() -> list[str]:
    """Times of day in the ways in which they are said."""
    return list(yaml.safe_load((HERE / "texts/clocks.yaml").read_text()))


def dictations(pattern: str, every: int) -> list[dict]:
    """Every so-manieth of the annotated dictations whose id matches."""
    files = (ROOT / "tests" / "dictations").glob("*.json")
    found = {entry["id"]: entry for file in files for entry in json.loads(file.read_text())}
    return [found[id] for id in sorted(found) if re.fullmatch(pattern, id)][::every]


def plan() -> list[dict]:
    """What is spoken, by whom, how fast and in which room."""
    jobs = []

    def add(id: str, kind: str, text: str, voices: list[str]) -> None:
        seed = zlib.crc32(id.encode())
        jobs.append({
            "id": id, "set": kind, "text": spoken(text), "voice": voices[len(jobs) % len(voices)],
            "speed": round(0.9 + (seed % 31) / 100, 2), "condition": CONDITIONS[(len(jobs) + seed) % len(CONDITIONS)],
        })  # fmt: skip

    every = [voice for pair in zip(TUNING_VOICES, HELD_VOICES, strict=False) for voice in pair]
    for number, text in enumerate(numbers()):
        add(f"number{number:02d}", "numbers", text, every)
    for number, text in enumerate(clocks()):
        add(f"clock{number:02d}", "clocks", text, every)
    for held in dictations(r"q\d\d", 1):
        add("h-" + held["id"], "hold_out", held["text"], HELD_VOICES)
    for number, text in enumerate(drills()):
        add(f"drill{number:02d}", "drills", text, every)
    for mine in dictations(r"[jm]\d\d", 3):
        add("t-" + mine["id"], "tuning", mine["text"], TUNING_VOICES)
    for number, (id, text) in enumerate(yaml.safe_load((HERE / "texts/prose.yaml").read_text()).items()):
        add("prose-" + id, "prose", text, (TUNING_VOICES, HELD_VOICES)[number % 2])
    for id, turns in yaml.safe_load((HERE / "texts/two.yaml").read_text()).items():
        add(id, "two", " ".join(turns), HELD_VOICES)
        jobs[-1] |= {"turns": [spoken(turn) for turn in turns], "other": TUNING_VOICES[len(jobs) % len(TUNING_VOICES)]}
    for sound, text in zip(NO_SPEECH, clocks(), strict=False):
        add("tail-" + sound, "tails", text, every)
        jobs[-1]["then"] = sound
    return jobs


def noise(rng: np.random.Generator, size: int, color: float) -> np.ndarray:
    """Noise whose power falls with frequency to the power `color`, of unit loudness."""
    spectrum = np.fft.rfft(rng.normal(size=size))
    spectrum /= np.maximum(np.arange(spectrum.size), 1) ** (color / 2)
    sound = np.fft.irfft(spectrum, size)
    return sound / sound.std()


def music(rng: np.random.Generator, size: int) -> np.ndarray:
    """Slow chords with a soft attack, such as a spa plays."""
    time = np.arange(size) / RATE
    sound = np.zeros(size)
    for bar in range(int(time[-1] / 4) + 1):
        root = 110 * 2 ** (rng.integers(0, 12) / 12)
        swell = np.clip((time - bar * 4) / 0.6, 0, 1) * np.exp(-np.clip(time - bar * 4, 0, None) / 3)
        for ratio in (1, 5 / 4, 3 / 2, 2, 3):
            sound += swell * np.sin(2 * np.pi * root * ratio * time + rng.uniform(0, 6)) / ratio
    return sound / sound.std()


def breathing(rng: np.random.Generator, size: int) -> np.ndarray:
    time = np.arange(size) / RATE
    return (
        sosfilt(butter(2, [300, 2500], "band", fs=RATE, output="sos"), noise(rng, size, 0))
        * np.sin(2 * np.pi * time / 4) ** 4
    )


def doors(rng: np.random.Generator, size: int) -> np.ndarray:
    """A thump every few seconds, and steps between."""
    sound = noise(rng, size, 1) * 0.01
    for at in np.arange(RATE, size - RATE, 2.5 * RATE).astype(int):
        tail = np.exp(-np.arange(RATE // 2) / (RATE * rng.uniform(0.02, 0.08)))
        sound[at : at + tail.size] += noise(rng, tail.size, 1.5) * tail
    return sound


def reverberant(rng: np.random.Generator, sound: np.ndarray, seconds: float, direct: float) -> np.ndarray:
    size = int(seconds * RATE)
    echo = rng.normal(size=size) * np.exp(-6.9 * np.arange(size) / size)
    echo *= direct / np.sqrt(np.square(echo).sum())
    echo[0] += 1
    return fftconvolve(sound, echo)[: sound.size]


def in_condition(rng: np.random.Generator, sound: np.ndarray, condition: str) -> np.ndarray:
    loud = sound.std()
    if condition == "room":
        sound = reverberant(rng, sound, 0.5, 0.6)
    elif condition == "noise":
        sound = sound + noise(rng, sound.size, 1) * loud * 0.18
    elif condition == "music":
        sound = sound + music(rng, sound.size) * loud * 0.22
    elif condition == "phone":
        sound = sosfilt(butter(4, [300, 3400], "band", fs=RATE, output="sos"), sound)
    elif condition == "quiet":
        sound = sound * 0.03 + noise(rng, sound.size, 1) * 3e-4
    elif condition == "far":
        sound = reverberant(rng, sound, 0.7, 1.2) * 0.2
        sound = sound + noise(rng, sound.size, 1) * sound.std() * 0.1
    elif condition == "clipped":
        sound = np.clip(sound * 0.5 / max(loud, 1e-9), -0.8, 0.8)
    peak = np.abs(sound).max()
    return sound / peak * 0.95 if peak > 0.99 else sound


def write(path: Path, sound: np.ndarray, phone: bool) -> None:
    rate = 8_000 if phone else RATE
    codec, bits = CODECS.get(path.suffix[1:], ("pcm_mulaw" if phone else "pcm_s16le", 0))
    samples = (np.clip(resample_poly(sound, 1, RATE // rate), -1, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, layout="mono")
        if bits:
            stream.bit_rate = bits
        resampler = av.AudioResampler(
            stream.codec_context.format, "mono", rate, frame_size=stream.codec_context.frame_size or 1024
        )
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("kokoro", type=Path)
    parser.add_argument("voices", type=Path)
    parser.add_argument("--part", default="0/1", help="which of how many shares to make, to use several processes")
    parser.add_argument("--only", default="", help="only ids that start so")
    options = parser.parse_args()
    share, shares = map(int, options.part.split("/"))
    jobs = [job for job in plan() if job["id"].startswith(options.only)]
    options.out.mkdir(parents=True, exist_ok=True)
    manifest = options.out / f"manifest-{share}.json"
    made = json.loads(manifest.read_text()) if manifest.exists() else {}
    speak = speaker(options.kokoro, options.voices)
    for job in (job for job in jobs[share::shares] if job["id"] not in made):
        made[job["id"]] = record(options.out, job, speak)
        manifest.write_text(json.dumps(made, indent=1))
    if share == 0:
        for id, entry in without_speech(options.out).items():
            made[id] = entry
        manifest.write_text(json.dumps(made, indent=1))


def speaker(model: Path, voices: Path):
    import onnxruntime
    from kokoro_onnx import Kokoro

    names = sorted({*TUNING_VOICES, *HELD_VOICES})
    styles = {name: np.fromfile(voices / f"{name}.bin", np.float32).reshape(510, 1, 256) for name in names}
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    with tempfile.TemporaryDirectory() as folder:  # it wants a file of voices, though each is handed to it below
        packed = Path(folder, "voices.npz")
        np.savez(packed, **styles)
        kokoro = Kokoro.from_session(session, str(packed))

    def speak(text: str, voice: str, speed: float, other: str | None = None, share: float = 0.0) -> np.ndarray:
        """With a share of another voice it is a third one's."""
        language = "en-gb" if voice.startswith("b") else "en-us"
        style = styles[voice] if other is None else (1 - share) * styles[voice] + share * styles[other]
        return kokoro.create(text, voice=style.astype(np.float32), speed=speed, lang=language)[0].astype(np.float64)

    return speak


def record(out: Path, job: dict, speak) -> dict:
    rng = np.random.default_rng(zlib.crc32(job["id"].encode()))
    silence = np.zeros(RATE // 2)
    turns = job.get("turns", [job["text"]])
    voices = (job["voice"], job.get("other"))
    said = [speak(turn, voices[number % 2], job["speed"]) for number, turn in enumerate(turns)]
    sound = np.concatenate([silence, *(part for one in said for part in (one, silence))])
    sound = in_condition(rng, sound, job["condition"])
    if then := job.get("then"):
        made, level = NO_SPEECH[then]
        sound = np.concatenate([sound, made(rng, 45 * RATE) * level])
    path = out / f"{job['id']}.{ENDINGS.get(job['condition'], 'wav')}"
    write(path, sound, job["condition"] == "phone")
    return {**job, "file": path.name, "seconds": round(sound.size / RATE, 1)}


def hum(rng: np.random.Generator, size: int) -> np.ndarray:
    """A table's motor."""
    time = np.arange(size) / RATE
    return np.sin(2 * np.pi * 60 * time) + np.sin(2 * np.pi * 120 * time) / 3 + noise(rng, size, 1) / 30


def snoring(rng: np.random.Generator, size: int) -> np.ndarray:
    time = np.arange(size) / RATE
    rattle = (np.sin(2 * np.pi * time / 4) > 0.3) * (1 + 0.8 * np.sign(np.sin(2 * np.pi * 30 * time)))
    return noise(rng, size, 1) * rattle


def ringing(rng: np.random.Generator, size: int) -> np.ndarray:
    """A telephone."""
    time = np.arange(size) / RATE
    return (np.sin(2 * np.pi * 440 * time) + np.sin(2 * np.pi * 480 * time)) * (time % 3 < 1.2)


NO_SPEECH = {
    "silence": (lambda rng, size: noise(rng, size, 1), 3e-4),
    "hiss": (lambda rng, size: noise(rng, size, 0), 0.02),
    "music": (music, 0.1),
    "breathing": (breathing, 0.05),
    "doors": (doors, 0.2),
    "hum": (hum, 0.1),
    "snoring": (snoring, 0.1),
    "ringing": (ringing, 0.3),
}


def without_speech(out: Path) -> dict[str, dict]:
    """Half a minute each of what must stay without a word."""
    made = {}
    for id, (sound, level) in NO_SPEECH.items():
        rng = np.random.default_rng(zlib.crc32(id.encode()))
        write(out / f"{id}.wav", sound(rng, 30 * RATE) * level, False)
        made[id] = {"id": id, "set": "no_speech", "text": "", "file": f"{id}.wav", "seconds": 30.0, "condition": id}
    return made


if __name__ == "__main__":
    main()
