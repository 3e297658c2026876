"""ICD-10-CM codes: billable on the day, whole, on the right side, allowed together. Never a code of our own."""

import datetime
import sys
from pathlib import Path

import pytest
from billing_facts import block, facts

from scribe.billing import icd10cm, load_tables, propose
from scribe.billing.diagnoses import doubts, excluded, not_billable
from scribe.records import FlagId, KnownDiagnosis, Level, LineStatus
from scribe.vocabulary import load_vocabulary

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import codes

TABLES = load_tables()
VOCABULARY = load_vocabulary()
NECK = block("97140", 20, "neck")


@pytest.mark.parametrize(
    ("code", "day", "said"),
    [
        ("M54.2", None, None),
        ("M54.50", "2026-11-20", None),
        ("M54.5", "2026-11-20", "M54.50, M54.51, M54.59"),
        ("M54.5", None, "until 2021-09-30"),
        ("M54.5", "2021-09-30", None),
        ("M54.5", "2021-10-01", "until 2021-09-30"),
        ("M54.50", "2021-09-30", "it was M54.5"),
        ("M54.50", "2021-10-01", None),
        ("M51.36", "2026-01-01", "M51.360"),
        ("M51.360", "2026-01-01", None),
        ("R51", None, "R51.9"),
        ("R51.9", None, None),
        ("M79.1", None, "M79.18"),
        ("M62.83", None, "M62.830, M62.831, M62.838"),
        ("M25.51", None, "M25.511"),
        ("M75.0", None, "names a group"),
        ("G43.9", None, "names a group"),
        ("M54", None, "names a group"),
        ("S13.4", None, "7th character (A, D, S)"),
        ("S13.4XX", None, "7th character (A, D, S)"),
        ("S39.012", None, "7th character"),
        ("S13.4XXD", None, None),
        ("S39.012A", None, None),
        ("S13.4D", None, "no code of ICD-10-CM"),
        ("S13.4XXQ", None, "no code of ICD-10-CM"),
        ("M54.99", None, "no code of ICD-10-CM"),
        ("Z99.999", None, "no code of ICD-10-CM"),
        ("S13", None, "names a group"),
    ],
)
def test_a_claim_carries_whole_codes_of_its_day_only(code, day, said):
    problem = not_billable(code, TABLES.diagnoses, datetime.date.fromisoformat(day) if day else None)
    assert problem is None if said is None else said in problem


@pytest.mark.parametrize(
    ("one", "other", "exclude"),
    [
        ("M54.2", "S13.4XXD", True),
        ("M54.2", "S16.1XXA", True),
        ("M54.50", "S39.012D", True),
        ("M54.50", "M54.41", True),
        ("M54.59", "M51.26", True),
        ("M54.2", "M50.20", True),
        ("M62.830", "M79.18", True),
        ("M62.838", "R25.2", True),
        ("M79.18", "M79.7", True),
        ("M54.31", "M54.41", True),
        ("M54.32", "G57.02", True),
        ("G44.209", "R51.9", True),
        ("M62.411", "M24.511", True),
        ("G89.29", "R52", True),
        ("S13.4XXD", "S16.1XXD", False),
        ("G43.909", "M54.2", False),
        ("M25.511", "M79.621", False),
        ("M54.2", "M62.838", False),
        ("M54.2", "S39.012D", False),
        ("M54.50", "M54.2", False),
    ],
)
def test_pairs_that_exclude_each_other_in_either_order(one, other, exclude):
    assert excluded(one, other, TABLES.diagnoses) is excluded(other, one, TABLES.diagnoses) is exclude


def found(code, *blocks):
    said = doubts((code,), facts(*blocks, diagnoses=(code,)), VOCABULARY, TABLES.diagnoses, None)
    return {doubt.kind: doubt.level for doubt in said}


@pytest.mark.parametrize(
    ("code", "area", "level"),
    [
        ("M25.511", "left shoulder", Level.BLOCKS),
        ("M25.511", "right shoulder", None),
        ("M25.511", "bilateral shoulder", None),
        ("M25.511", "shoulder", None),
        ("M25.511", "right rotator_cuff", None),
        ("M25.512", "right infraspinatus", Level.BLOCKS),
        ("M25.519", "right shoulder", Level.WARNS),
        ("M25.519", "shoulder", None),
        ("M75.100", "left shoulder", Level.WARNS),
        ("M75.102", "left shoulder", None),
        ("M54.2", "left neck", None),
        ("M72.2", "left plantar_fascia", None),
    ],
)
def test_the_side_of_a_code_against_the_side_of_the_note(code, area, level):
    assert found(code, block("97140", 20, area)).get("side") == level


@pytest.mark.parametrize(
    ("code", "areas", "doubted"),
    [
        ("M72.2", ("neck",), True),
        ("M72.2", ("left foot",), False),
        ("M72.2", ("full_body",), False),
        ("M72.2", (), False),
        ("M54.50", ("neck", "sacrum"), False),
        ("M54.2", ("low_back",), True),
        ("G89.29", ("low_back",), False),
    ],
)
def test_a_code_that_lies_where_nothing_was_done(code, areas, doubted):
    assert ("region" in found(code, block("97140", 20, *areas))) is doubted


def raised(diagnoses=(), known=(), **how):
    proposal = propose(facts(NECK, diagnoses=diagnoses), VOCABULARY, TABLES, known=known, **how)
    return proposal[0], {flag.id: flag for flag in proposal[1]}


def test_a_code_that_is_not_billable_blocks_filing_and_is_shown_as_it_was_said():
    billing, flags = raised(("M54.5",))
    assert (flags[FlagId.CODE_OUTDATED].level, flags[FlagId.CODE_OUTDATED].about) == (Level.BLOCKS, "diagnoses/0")
    assert billing.lines[0].diagnoses == ("M54.5",) and billing.lines[0].status is LineStatus.PROPOSED
    assert FlagId.CODE_OUTDATED not in raised(("M54.2",))[1]


def test_codes_of_the_clients_file_are_checked_like_spoken_ones():
    flags = raised(("M54.2",), (KnownDiagnosis("S13.4XXD", "Dr Osei"),))[1]
    assert flags[FlagId.DIAGNOSIS_CONFLICT].level is Level.WARNS
    assert FlagId.CODE_OUTDATED in raised((), (KnownDiagnosis("M54.5", "Dr Osei"),))[1]


def test_no_code_is_ever_added():
    billing, flags = raised(())
    assert billing.lines[0].diagnoses == () and FlagId.DIAGNOSIS_MISSING in flags


def test_the_table_says_what_the_package_of_codes_says():
    assert icd10cm.TABLE.read_bytes() == codes.packed()
    import simple_icd_10_cm as icd

    for name in ("M54", "M54.2", "M54.5", "S13.4", "S13", "S39.012", "R51", "C50", "Z79.8", "S13.4XXA"):
        assert [child.name for child in icd10cm.children(icd10cm.find(name))] == icd.get_children(name)
        above = [one.name.partition("-")[0] for one in icd10cm.lineage(icd10cm.find(name))]
        assert above == [name, *(one.partition("-")[0] for one in icd.get_ancestors(name))]


@pytest.mark.parametrize("name", ["M50-M54", "13", "", "M54.2\tM54", "M5", "\n"])
def test_what_is_no_code_is_not_found(name):
    assert icd10cm.find(name) is None
