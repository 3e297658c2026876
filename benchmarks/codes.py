"""Writes `models/billing/icd10cm.tsv.gz`: what scribe asks of ICD-10-CM, from the package simple-icd-10-cm.

    python benchmarks/codes.py

The package takes two seconds and 200 MB to load, the table a few hundredths of a second. A line for each chapter, block
and code, in the order of the classification: its name; the name above it; c for a code, x for one made by a 7th
character, b for a chapter or block; the 7th characters that it waits for, from the lines above as well; its Excludes1
notes, with " | " between them; its description.
"""

import gzip
import warnings
from collections.abc import Iterator

from scribe.billing.icd10cm import TABLE


def lines() -> Iterator[str]:
    with warnings.catch_warnings():
        # It reads its own files by a way that the standard library has put on notice.
        warnings.simplefilter("ignore", DeprecationWarning)
        import simple_icd_10_cm as icd
    above = ""
    for name in icd.get_all_codes(with_dots=True):
        twice = name == above  # a block of one category has the category's name
        block = icd.is_chapter_or_block(name) and not twice
        kind = "b" if block else "x" if icd.is_extended_subcategory(name) else "c"
        parent = f"{name}-{name}" if twice else icd.get_parent(name, prioritize_blocks=block)
        seventh = "" if kind == "x" else "".join(icd.get_seven_chr_def(name, search_in_ancestors=True))
        notes = " | ".join(_plain(note) for note in icd.get_excludes1(name, prioritize_blocks=block))
        own = f"{name}-{name}" if block and icd.is_category(name) else name
        yield "\t".join([own, parent, kind, seventh, notes, _plain(icd.get_description(name, prioritize_blocks=block))])
        above = name


def _plain(text: str) -> str:
    return " ".join(text.split())


def packed() -> bytes:
    """The table's content; without the time, so that the same release gives the same file."""
    return gzip.compress("".join(f"{line}\n" for line in lines()).encode(), mtime=0)


if __name__ == "__main__":
    TABLE.write_bytes(packed())
