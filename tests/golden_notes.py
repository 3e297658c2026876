"""The golden notes: whole dictations with the whole note that must come of them.

`python tests/golden_notes.py` (`make golden`) rewrites the expected files; git then shows what changed, and a change
needs a reason in its commit. Versions and digests of words are left out, so that a new word changes no golden note.
"""

import sys
from pathlib import Path

from scribe import note_json, render
from scribe.assembly import Scribe
from scribe.records import Source

FOLDER = Path(__file__).parent / "golden"
MADE_BY = {"version": "", "speech_model": None, "vocabulary": "", "billing_data": ""}


def names():
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def expected(name):
    """The JSON and the Markdown that stand in the folder."""
    return tuple((FOLDER / f"{name}.note.{ending}").read_text(encoding="utf-8") for ending in ("json", "md"))


def made(scribe, name):
    """The JSON and the Markdown that the scribe writes now."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    note = scribe.note_from_text(text, Source(f"{name}.txt", "0" * 64))
    content = note_json.to_dict(note) | {"made_by": MADE_BY}
    page = render.load_template("soap", Path()).render(note, scribe.words)
    return note_json.dumps(content), page.split("### How this note was made")[0]


def main():
    scribe = Scribe()
    for name in names():
        for ending, content in zip(("json", "md"), made(scribe, name), strict=True):
            (FOLDER / f"{name}.note.{ending}").write_text(content, encoding="utf-8")
    print(f"{len(names())} golden notes written; see `git diff tests/golden` and give the reason in the commit.")


if __name__ == "__main__":
    sys.exit(main())
