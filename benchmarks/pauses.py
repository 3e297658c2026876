"""Prints how long speakers pause where the text has a full stop, a comma or nothing, by the mark that was heard there.

    python benchmarks/pauses.py MANIFEST... --texts TEXTS --keep KEPT

MANIFEST, TEXTS and KEPT are those of hear.py; only recordings whose transcripts were kept are looked at. Shares are of
the pause that the speaker of a recording usually makes behind a full stop that was heard.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
from collections import defaultdict
from pathlib import Path
from statistics import median

from hear import from_json, recordings

from scribe.extract.pauses import silences, usual_pause

NAMES = {".": "full stop", ",": "comma", "": "nothing"}
SHARES = (0.6, 0.7, 0.8, 0.9, 1.0)


def mark(word: str) -> str:
    """The mark at the end of a word: a full stop, a comma or none."""
    return "." if word[-1] in ".?!" else "," if word[-1] in ",;:" else ""


def plain(word: str) -> str:
    return re.sub(r"[^a-z0-9']", "", word.lower())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifests", type=Path, nargs="+")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--keep", type=Path, required=True)
    options = parser.parse_args()
    found: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for one in recordings(options.manifests, options.texts, None):
        for kept in options.keep.glob(f"{one.id}-*.json"):
            words = from_json(json.loads(kept.read_text())).words
            silent, usual = silences(words), usual_pause(words)
            said = one.text.split()
            matcher = difflib.SequenceMatcher(None, list(map(plain, said)), [plain(w.text) for w in words], False)
            for a, b, size in matcher.get_matching_blocks():
                for k in range(size - 1):
                    _, silence = silent[b + k]
                    found[mark(said[a + k]), mark(words[b + k].text)].append((silence, silence / max(usual, 0.01)))
    print("| said | heard | places | median seconds |" + "".join(f" {share} |" for share in SHARES))
    for (true, heard), values in sorted(found.items()):
        long = [sum(ratio >= share for _, ratio in values) / len(values) for share in SHARES]
        cells = "".join(f" {share:.2f} |" for share in long)
        seconds = median(silence for silence, _ in values)
        print(f"| {NAMES[true]} | {NAMES[heard]} | {len(values)} | {seconds:.2f} |{cells}")


if __name__ == "__main__":
    main()
