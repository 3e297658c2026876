"""What a note lacks, from its facts: each flag beside its near miss."""

from dataclasses import replace

import pytest

from scribe.billing import load_tables
from scribe.checks import CHECKS, review
from scribe.records import (
    AreaSide,
    Basis,
    Diagnosis,
    Evidence,
    Facts,
    FlagId,
    Level,
    Motion,
    Pain,
    Session,
    Treatment,
)
from scribe.vocabulary import load_vocabulary

TABLES = load_tables()
VOCABULARY = load_vocabulary()
WORDS = (Evidence(0, 9),)
SWEDISH = Treatment(("swedish_massage",), (AreaSide("back"),), 30, Basis.STATED, None, "97124", (Evidence(10, 20),))
RELEASE = Treatment(("myofascial_release",), (AreaSide("neck"),), 30, Basis.STATED, None, "97140", (Evidence(30, 40),))
PACK = Treatment(("hot_pack",), (AreaSide("back"),), 10, Basis.STATED, None, "97010", (Evidence(50, 60),))
CUPPING = Treatment(("cupping",), (AreaSide("back"),), 8, Basis.STATED, None, None, (Evidence(70, 80),))
SCENT = Treatment(("aromatherapy",), (), None, None, None, None, (Evidence(90, 99),))
SOUND = Facts(
    session=Session(minutes=60, minutes_evidence=(Evidence(5, 8),)),
    pain=(Pain("neck", None, 6, 3, WORDS),),
    treatments=(SWEDISH, RELEASE),
)


def raised(facts: Facts) -> dict[str, object]:
    return {flag.id: flag for flag in review(facts, VOCABULARY, TABLES)}


def worked(*blocks: Treatment, minutes: float | None = None) -> Facts:
    return replace(SOUND, treatments=blocks, session=Session(minutes=minutes))


def test_a_sound_note_raises_nothing():
    assert raised(SOUND) == {}


WITHOUT_MINUTES = {"minutes": None, "minutes_basis": None}
BLOCKS = [
    (FlagId.MINUTES_MISSING, replace(SWEDISH, **WITHOUT_MINUTES), "minutes"),
    (FlagId.MINUTES_MISSING, replace(SWEDISH, shared_minutes=45, **WITHOUT_MINUTES), "minutes"),
    (FlagId.MINUTES_APPROXIMATE, replace(SWEDISH, minutes_basis=Basis.APPROXIMATE), "minutes"),
    (FlagId.MINUTES_INFERRED, replace(SWEDISH, minutes_basis=Basis.INFERRED), "minutes"),
    (FlagId.AREA_MISSING, replace(SWEDISH, areas=()), "areas"),
    (FlagId.AREA_MISSING, replace(CUPPING, areas=()), "areas"),
    (FlagId.TECHNIQUE_MISSING, replace(SWEDISH, techniques=(), code=None), "techniques"),
]


@pytest.mark.parametrize(("flag", "block", "part"), BLOCKS)
def test_a_lack_of_a_block_blocks_filing_and_names_its_place_and_words(flag, block, part):
    found = raised(worked(RELEASE, block))
    assert set(found) == {flag}
    assert (found[flag].level, found[flag].about, found[flag].evidence) == (
        Level.BLOCKS,
        f"treatments/1/{part}",
        block.evidence,
    )


@pytest.mark.parametrize(
    "block",
    [
        replace(PACK, areas=(), **WITHOUT_MINUTES),
        replace(PACK, techniques=("cold_pack",), areas=(), **WITHOUT_MINUTES),
        SCENT,
        replace(CUPPING, **WITHOUT_MINUTES),
        replace(SWEDISH, minutes_basis=Basis.CLOCK),
        PACK,
        CUPPING,
    ],
)
def test_a_near_miss_raises_nothing(block):
    assert raised(worked(RELEASE, block)) == {}


def test_a_rough_time_of_work_that_no_unit_hangs_on_only_asks():
    found = raised(worked(replace(PACK, minutes_basis=Basis.APPROXIMATE)))
    assert {flag.id: flag.level for flag in found.values()} == {FlagId.MINUTES_APPROXIMATE: Level.ASKS}


@pytest.mark.parametrize(
    ("blocks", "session", "exceeds"),
    [
        ((SWEDISH, RELEASE), 60, False),
        ((SWEDISH, RELEASE), 59, True),
        ((SWEDISH, RELEASE), None, False),
        ((SWEDISH, RELEASE, PACK), 60, False),
        ((SWEDISH, RELEASE, CUPPING), 60, True),
        ((replace(SWEDISH, minutes=29.9), replace(RELEASE, minutes=0.1)), 30, False),
        ((replace(SWEDISH, minutes=29.9), replace(RELEASE, minutes=0.2)), 30, True),
        (tuple(replace(block, shared_minutes=45, **WITHOUT_MINUTES) for block in (SWEDISH, RELEASE)), 45, False),
        ((RELEASE, *(replace(SWEDISH, shared_minutes=45, **WITHOUT_MINUTES),) * 2), 60, True),
    ],
)
def test_minutes_are_held_against_the_session(blocks, session, exceeds):
    """Packs take no time of their own, work without a code does, and shared minutes count once."""
    assert (FlagId.MINUTES_EXCEED_SESSION in raised(worked(*blocks, minutes=session))) is exceeds


def test_excess_minutes_rest_on_the_words_of_the_session_and_of_the_work():
    found = raised(replace(SOUND, session=Session(minutes=45, minutes_evidence=(Evidence(5, 8),))))
    flag = found[FlagId.MINUTES_EXCEED_SESSION]
    assert (flag.level, flag.about) == (Level.BLOCKS, "session/minutes")
    assert flag.evidence == (Evidence(5, 8), *SWEDISH.evidence, *RELEASE.evidence)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ((605, 630), (625, 650), True),
        ((625, 650), (605, 630), True),
        ((605, 630), (630, 650), False),
        ((605, 660), (620, 630), True),
        ((605, 630), (605, 630), True),
        ((770, 70), (65, 80), True),
        ((770, 70), (70, 80), False),
        ((605, 630), None, False),
    ],
    ids=["runs on", "order", "next", "inside", "same", "over one o'clock", "after one o'clock", "no clock"],
)
def test_overlapping_clock_times_are_found(one, other, overlap):
    found = raised(worked(replace(SWEDISH, clock=one), replace(RELEASE, clock=other)))
    assert set(found) == ({FlagId.CLOCK_OVERLAP} if overlap else set())
    if overlap:
        assert found[FlagId.CLOCK_OVERLAP].evidence == (*SWEDISH.evidence, *RELEASE.evidence)


def test_three_blocks_one_after_another_raise_one_flag_for_the_two_that_overlap():
    """Twenty-five, twenty-five and ten minutes fill the hour, though two of them overlap by the clock."""
    times = [(25, (605, 630)), (25, (625, 650)), (10, (650, 660))]
    blocks = tuple(replace(SWEDISH, minutes=spent, clock=clock) for spent, clock in times)
    flags = review(worked(*blocks, minutes=60), VOCABULARY, TABLES)
    assert [(flag.id, flag.about) for flag in flags] == [(FlagId.CLOCK_OVERLAP, "treatments/1/minutes")]


def test_minutes_that_overlap_by_the_clock_count_each_towards_the_session():
    """What was stated adds up to seventy, so one of the times is wrong, or the length is."""
    times = [(25, (600, 625)), (25, (620, 645)), (20, (640, 660))]
    blocks = tuple(replace(SWEDISH, minutes=spent, clock=clock) for spent, clock in times)
    assert set(raised(worked(*blocks, minutes=60))) == {FlagId.CLOCK_OVERLAP, FlagId.MINUTES_EXCEED_SESSION}


MEASURED = Motion("neck", None, "flexion", 30, 45, "degrees", WORDS)
BARE = replace(SOUND, pain=())


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (BARE, True),
        (replace(BARE, pain=(Pain("neck", None, 6, None, WORDS),)), True),
        (replace(BARE, range_of_motion=(replace(MEASURED, after=None),)), True),
        (replace(BARE, pain=(Pain("neck", None, None, 0, WORDS),)), False),
        (replace(BARE, range_of_motion=(MEASURED,)), False),
        (replace(BARE, outcome=WORDS), False),
    ],
)
def test_an_outcome_is_an_after_score_or_a_change_that_was_said(facts, missing):
    assert (FlagId.OUTCOME_MISSING in raised(facts)) is missing


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (BARE, True),
        (replace(BARE, range_of_motion=(MEASURED,)), True),
        (replace(BARE, pain=(Pain("neck", None, None, 0, WORDS),)), False),
        (replace(BARE, diagnoses=(Diagnosis(None, "sprain", WORDS),)), False),
        (replace(BARE, complaint=WORDS), False),
    ],
)
def test_a_complaint_is_a_symptom_or_a_diagnosis_of_today(facts, missing):
    assert (FlagId.COMPLAINT_MISSING in raised(facts)) is missing


def test_what_was_not_said_only_warns_and_has_no_words_to_rest_on():
    found = review(BARE, VOCABULARY, TABLES)
    assert {(flag.id, flag.level, flag.evidence) for flag in found} == {
        (FlagId.OUTCOME_MISSING, Level.WARNS, ()),
        (FlagId.COMPLAINT_MISSING, Level.WARNS, ()),
    }


def test_every_check_bears_the_name_of_its_flag():
    assert {check.__name__ for check in CHECKS} <= {flag.value for flag in FlagId}
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)
