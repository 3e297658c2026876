"""Blocks into proposed lines under the commercial profile, the flags that go with them, and the data they rest on."""

import shutil
from dataclasses import replace

import pytest
from billing_facts import TECHNIQUE, block, facts
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe.billing import load_tables, propose
from scribe.billing.units import exact
from scribe.errors import BillingDataError
from scribe.records import Evidence, FlagId, Level, LineStatus, Treatment
from scribe.resources import data_dir
from scribe.vocabulary import load_vocabulary

TABLES = load_tables()
VOCABULARY = load_vocabulary()


def lines(*blocks: Treatment, rule=None):
    return {line.code: line for line in propose(facts(*blocks), VOCABULARY, TABLES, rule)[0].lines}


def flags(*blocks: Treatment, rule=None, **said) -> dict[str, object]:
    return {flag.id: flag for flag in propose(facts(*blocks, **said), VOCABULARY, TABLES, rule)[1]}


def proposed(*blocks: Treatment, rule=None) -> dict[str, int]:
    return {code: line.units for code, line in lines(*blocks, rule=rule).items() if line.status is LineStatus.PROPOSED}


CALF, NECK = "left calf", "neck"

# --- which blocks are counted ---------------------------------------------------------------------


def test_one_line_per_code_in_the_order_first_dictated():
    found = lines(block("97140", 20, NECK), block("97110", 15, "hip"), block("97140", 10, NECK))
    assert [(line.code, line.minutes, line.treatments) for line in found.values()] == [
        ("97140", 30, (0, 2)),
        ("97110", 15, (1,)),
    ]


def test_a_line_rests_on_the_words_of_its_blocks():
    assert lines(block("97140", 20, NECK), block("97110", 15, "hip"), block("97140", 10, NECK))["97140"].evidence == (
        Evidence(0, 5),
        Evidence(20, 25),
    )


def test_known_minutes_are_proposed_and_the_block_without_minutes_is_left_out():
    line = lines(block("97124", None, NECK), block("97124", 20, NECK))["97124"]
    assert (line.units, line.minutes, line.treatments, line.left_out) == (1, 20, (1,), (0,))
    assert any("has no minutes" in reason for reason in line.reasons)


def test_a_code_without_any_minutes_needs_info():
    line = lines(block("97124", None, NECK))["97124"]
    assert (line.status, line.units, line.evidence) == (LineStatus.NEEDS_INFO, 0, (Evidence(0, 5),))


def test_a_code_that_the_rule_gives_no_unit_is_blocked():
    line = lines(block("97124", 30, CALF), block("97112", 5, NECK))["97112"]
    assert (line.status, line.units, line.treatments) == (LineStatus.BLOCKED, 0, (1,))


def test_seven_minutes_are_proposed_where_the_total_gives_them_a_unit():
    assert proposed(block("97110", 33, "hip"), block("97140", 7, NECK), rule="cms") == {"97110": 2, "97140": 1}
    assert proposed(block("97110", 33, "hip"), block("97140", 7, NECK), rule="spm") == {"97110": 2}


def test_the_total_holds_counted_timed_minutes_only():
    billing, _ = propose(
        facts(block("97124", 20.5, CALF), block("97010", 10, CALF), block(None, 8, NECK), block("97110", None, NECK)),
        VOCABULARY,
        TABLES,
    )
    assert billing.total_timed_minutes == 20.5


def test_equal_remainders_show_the_other_allocation_on_the_lines_it_changes():
    found = lines(block("97110", 20, "hip"), block("97112", 20, NECK), block("97140", 15, CALF), rule="cms")
    assert [found[code].units for code in ("97110", "97112", "97140")] == [2, 1, 1]
    assert {unit.code: unit.units for unit in found["97110"].alternatives[0]} == {"97110": 1, "97112": 2, "97140": 1}
    assert found["97110"].alternatives == found["97112"].alternatives
    assert found["97140"].alternatives == ()


def test_spoken_codes_stand_on_every_line_once():
    said = facts(block("97124", 20, CALF), block("97010", None), diagnoses=("M54.2", None, "M54.6", "M54.2"))
    assert {line.diagnoses for line in propose(said, VOCABULARY, TABLES)[0].lines} == {("M54.2", "M54.6")}


@pytest.mark.parametrize("minutes", [None, 10])
def test_packs_are_one_unit_a_visit_and_are_flagged(minutes):
    blocks = (block("97010", minutes, CALF), block("97010", 5, NECK))
    line = lines(*blocks)["97010"]
    assert (line.status, line.units, line.treatments) == (LineStatus.PROPOSED, 1, (0, 1))
    assert flags(*blocks)[FlagId.BUNDLED_97010].evidence == (Evidence(0, 5), Evidence(10, 15))
    assert FlagId.BUNDLED_97010 not in flags(block("97124", 10, CALF))


# --- which rule -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "rule", "units", "differ"),
    [((10, 10), "cms", 1, True), ((20, 20), "spm", 2, True), ((30, 30), "cms", 4, False), ((23, 7), "cms", 2, False)],
)
def test_the_rule_with_fewer_units_is_proposed_and_a_difference_is_flagged(minutes, rule, units, differ):
    blocks = (block("97110", minutes[0], "hip"), block("97112", minutes[1], NECK))
    billing, _ = propose(facts(*blocks), VOCABULARY, TABLES)
    assert (billing.rule, sum(proposed(*blocks).values())) == (rule, units)
    assert {billing.rule, billing.other_rule} == {"cms", "spm"}
    assert (FlagId.UNITS_DIFFER_BY_RULE in flags(*blocks)) is differ


def test_the_other_rule_is_shown_with_its_units():
    billing, _ = propose(facts(block("97110", 10, "hip"), block("97112", 10, NECK)), VOCABULARY, TABLES)
    assert [(unit.code, unit.units) for unit in billing.other_lines] == [("97110", 1), ("97112", 1)]


def test_a_rule_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="ama"):
        propose(facts(), VOCABULARY, TABLES, "ama")


# --- 97124 beside 97140 ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("left calf", "left soleus", True),
        ("left calf", "right calf", False),
        ("left calf", "calf", True),
        ("left calf", "bilateral calf", True),
        ("leg", "knee", True),
        ("leg", "hip", False),
        ("back", "low_back", True),
        ("upper_back", "low_back", False),
        ("full_body", "jaw", True),
        ("neck", "head", False),
    ],
)
def test_a_shared_site_leaves_the_massage_out_and_separate_sites_take_59(one, other, shared):
    blocks = (block("97124", 30, one), block("97140", 15, other))
    massage, raised = lines(*blocks)["97124"], flags(*blocks)
    assert proposed(*blocks) == ({"97140": 1} if shared else {"97124": 2, "97140": 1})
    assert massage.left_out == ((0,) if shared else ())
    assert massage.modifiers == (() if shared else ("59",))
    assert (FlagId.SAME_REGION_CONFLICT in raised, FlagId.PAIR_97124_97140 in raised) == (shared, not shared)


def test_the_blocked_line_says_what_was_left_out_and_what_it_would_have_been_worth():
    line = lines(block("97124", 30, NECK), block("97140", 15, NECK))["97124"]
    assert (line.status, line.units, line.minutes, line.modifiers) == (LineStatus.BLOCKED, 0, 0, ())
    assert any("Its 30 minutes, counted too, would have been worth 2 units more." in reason for reason in line.reasons)


def test_the_manual_work_is_left_out_where_it_would_get_no_unit():
    blocks = (block("97124", 30, NECK), block("97140", 5, NECK))
    assert proposed(*blocks) == {"97124": 2}
    assert lines(*blocks)["97140"].left_out == (1,)
    assert flags(*blocks)[FlagId.SAME_REGION_CONFLICT].about == "treatments/1"


def test_one_shared_area_leaves_the_whole_block_out_and_no_other():
    blocks = (block("97124", 30, NECK, "left calf"), block("97124", 15, "right calf"), block("97140", 25, NECK))
    assert proposed(*blocks) == {"97124": 1, "97140": 2}
    assert lines(*blocks)["97124"].modifiers == ("59",)
    assert {FlagId.SAME_REGION_CONFLICT, FlagId.PAIR_97124_97140} <= set(flags(*blocks))


@pytest.mark.parametrize("code", ["97124", "97140"])
def test_a_block_without_minutes_shares_its_site_all_the_same(code):
    blocks = (
        block("97124", None if code == "97124" else 20, NECK),
        block("97140", None if code == "97140" else 20, NECK),
    )
    assert proposed(*blocks) == {("97140" if code == "97124" else "97124"): 1}
    assert lines(*blocks)[code].status is LineStatus.NEEDS_INFO
    assert FlagId.SAME_REGION_CONFLICT in flags(*blocks)


def test_other_codes_share_a_site_freely():
    assert proposed(block("97110", 15, NECK), block("97140", 15, NECK)) == {"97110": 1, "97140": 1}


def test_59_is_not_added_where_nobody_can_say_that_the_sites_are_apart():
    blocks = (block("97124", 30), block("97140", 15, NECK))
    assert proposed(*blocks) == {"97124": 2, "97140": 1}
    assert lines(*blocks)["97124"].modifiers == ()
    assert any("Add the area" in reason for reason in lines(*blocks)["97124"].reasons)
    assert FlagId.PAIR_97124_97140 in flags(*blocks)


def test_the_pair_is_not_flagged_where_one_of_them_has_no_unit():
    blocks = (block("97124", 30, CALF), block("97140", 5, NECK))
    assert lines(*blocks)["97124"].modifiers == ()
    assert FlagId.PAIR_97124_97140 not in flags(*blocks)


# --- other flags -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blocks", "raised"),
    [
        ([("97112", 7)], True),
        ([("97112", 8)], False),
        ([("97112", 4), ("97112", 3)], True),
        ([("97112", 4), ("97112", 4)], False),
        ([("97112", 4), ("97112", None)], False),
        ([("97112", None)], False),
        ([("97010", 5)], False),
        ([(None, 5)], False),
        ([("97140", 20), ("97124", 5)], True),
        ([("97140", 20), ("97124", 5), ("97124", 5)], False),
    ],
)
def test_below_eight_minutes_counts_all_dictated_minutes_of_a_code(blocks, raised):
    """The massage shares its site with the manual work, so its blocks are left out and count here all the same."""
    said = [block(code, minutes, NECK) for code, minutes in blocks]
    assert (FlagId.BELOW_EIGHT_MINUTES in flags(*said)) is raised


@pytest.mark.parametrize(
    ("blocks", "diagnoses", "raised"),
    [
        ([("97124", 20)], (), True),
        ([("97124", 20)], (None,), True),
        ([("97124", 20)], ("M54.2",), False),
        ([("97010", None)], (), True),
        ([("97124", None)], (), False),
        ([], (), False),
    ],
)
def test_a_diagnosis_is_missed_only_beside_a_proposed_line(blocks, diagnoses, raised):
    found = flags(*(block(code, minutes, NECK) for code, minutes in blocks), diagnoses=diagnoses)
    assert (FlagId.DIAGNOSIS_MISSING in found) is raised
    assert not raised or found[FlagId.DIAGNOSIS_MISSING].level is Level.ASKS


def test_work_without_a_code_is_flagged_and_not_billed():
    blocks = (block("97124", 20, CALF), block(None, 8, CALF))
    flag = flags(*blocks)[FlagId.NO_CODE_FOR_TECHNIQUE]
    assert (flag.about, flag.evidence) == ("treatments/1", (Evidence(10, 15),))
    assert set(lines(*blocks)) == {"97124"}
    assert FlagId.NO_CODE_FOR_TECHNIQUE not in flags(block("97124", 20, CALF))


# --- properties ------------------------------------------------------------------------------------

any_block = st.builds(
    lambda code, minutes, areas: block(code, minutes, *areas),
    st.sampled_from(list(TECHNIQUE)),
    st.none() | st.integers(0, 60) | st.sampled_from([7.5, 7.9, 22.5]),
    st.lists(st.sampled_from(["neck", "back", "low_back", "left calf", "right leg", "full_body"]), max_size=2),
)


@settings(deadline=None)
@given(st.lists(any_block, max_size=6), st.sampled_from([None, "cms", "spm"]))
def test_lines_account_for_every_block_and_only_proposed_lines_have_units(blocks, rule):
    billing, _ = propose(facts(*blocks), VOCABULARY, TABLES, rule)
    for line in billing.lines:
        own = [i for i, each in enumerate(blocks) if each.code == line.code]
        assert sorted(line.treatments + line.left_out) == own
        assert (line.units > 0) == (line.status is LineStatus.PROPOSED)
        assert exact(line.minutes) == sum(exact(blocks[i].minutes or 0) for i in line.treatments)
        assert line.reasons and line.evidence
    assert {line.code for line in billing.lines} == {each.code for each in blocks if each.code}
    assert rule is None or billing.rule == rule


# --- the data --------------------------------------------------------------------------------------


def test_every_technique_belongs_to_a_code_that_can_be_counted():
    codes = {technique.code for technique in VOCABULARY.techniques.values() if technique.code}
    assert codes <= set(TABLES.codes)
    assert TABLES.area_and_minutes_optional <= set(VOCABULARY.techniques)


BROKEN = [
    ("codes.yaml", "value: true", "value: 1", "codes.yaml: codes: 97124: timed: value"),
    ("codes.yaml", 'code: "97124"', "code: 97124", "codes.yaml: codes: 97124: code"),
    ("codes.yaml", "words: massage,", "word: massage,", "codes.yaml: codes: 97124"),
    ("codes.yaml", 'code: "97140"', 'code: "97124"', "codes.yaml: 97124 stands twice"),
    ("codes.yaml", "effective: 2024-07-01", "effective: soon", "codes.yaml: editions: mue: effective"),
    ("rules.yaml", "minutes_per_unit: 15", "minutes_per_unit: 0", "rules.yaml: rules: cms: minutes_per_unit"),
    ("rules.yaml", "id: spm", "id: cms", "rules.yaml: cms stands twice"),
    ("rules.yaml", "confidence: verified", "confidence: sure", "rules.yaml: rules: cms: confidence"),
    ("profiles/commercial.yaml", 'yields: "97124"', 'yields: "99999"', "commercial.yaml: 99999"),
    ("profiles/commercial.yaml", "id: commercial", "id: other", "commercial.yaml: id"),
    ("profiles/commercial.yaml", "flag: pair_97124_97140", "flag: pair", "commercial.yaml: pairs: 97124: flag"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "message"), BROKEN, ids=[row[3] for row in BROKEN])
def test_wrong_data_is_refused_with_file_entry_and_key(tmp_path, file, right, wrong, message):
    folder = tmp_path / "billing"
    shutil.copytree(data_dir("models") / "billing", folder)
    load_tables(folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(BillingDataError) as refused:
        load_tables(folder)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_a_code_of_no_table_is_an_error_of_the_data_and_not_a_lost_block():
    stranger = replace(block("97124", 20, CALF), code="97999")
    with pytest.raises(BillingDataError, match="97999"):
        propose(facts(stranger), VOCABULARY, TABLES)
