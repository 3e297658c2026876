"""What each payer profile makes of the same work: pairs, modifiers, caps, codes covered, hard stops, packs."""

import datetime
import shutil

import pytest
from billing_facts import block, facts
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe.billing import for_payer, load_tables, propose
from scribe.cli import main
from scribe.errors import BillingDataError, SettingsError
from scribe.records import Flag, FlagId, KnownDiagnosis, Level, LineStatus
from scribe.resources import data_dir
from scribe.vocabulary import load_vocabulary

TABLES = load_tables()
VOCABULARY = load_vocabulary()
CALF, NECK = "left calf", "neck"
APART = (block("97124", 30, CALF), block("97140", 20, NECK))
CUT_SHORT = (Flag(FlagId.REDUCED_SERVICE, Level.WARNS, "cut short"),)
PAYERS = tuple(TABLES.profiles)


@pytest.fixture
def own(own_home):
    """Writes a copy of a delivered profile, changed, and gives the tables with it."""
    folder = own_home / "data" / "payers"
    folder.mkdir(parents=True)

    def write(base, *changes):
        text = (data_dir("models") / "billing" / "profiles" / f"{base}.yaml").read_text(encoding="utf-8")
        for old, new in ((f"id: {base}", "id: mine"), *changes):
            assert old in text, old
            text = text.replace(old, new, 1)
        (folder / "mine.yaml").write_text(text, encoding="utf-8")
        return load_tables(own=folder)

    return write


def offer(*blocks, payer, tables=TABLES, rule=None, day=None, known=(), **said):
    billing, flags = propose(facts(*blocks, **said), VOCABULARY, tables, rule, payer=payer, day=day, known=known)
    return {line.code: line for line in billing.lines}, {flag.id: flag for flag in flags}, billing


def units(*blocks, **how):
    return {code: line.units for code, line in offer(*blocks, **how)[0].items()}


def reasons(line):
    return " ".join(line.reasons)


# --- pairs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("site", [CALF, "right calf", NECK])
def test_ncci_proposes_the_manual_work_and_blocks_the_massage_whatever_the_site(site):
    lines, flags, billing = offer(block("97124", 30, site), block("97140", 20, NECK), payer="ncci")
    massage = lines["97124"]
    assert (lines["97140"].units, massage.units, massage.status) == (1, 0, LineStatus.BLOCKED)
    assert (massage.left_out, billing.total_timed_minutes) == ((0,), 20)
    assert massage.modifiers == lines["97140"].modifiers == ()
    assert "59 is refused" in reasons(massage) and "indicator 0" in reasons(massage)
    assert flags[FlagId.PAIR_97124_97140].about == "billing/lines/0"


def test_ncci_reports_what_the_blocked_minutes_would_have_been_worth_and_moves_none():
    lines, _, _ = offer(block("97124", 30, CALF), block("97140", 8, NECK), payer="ncci")
    assert lines["97140"].units == 1
    assert "would have been worth" in reasons(lines["97124"]) and "not moved" in reasons(lines["97124"])


def test_ncci_lets_the_massage_stand_where_the_manual_work_would_get_no_unit():
    lines, _, _ = offer(block("97124", 30, CALF), block("97140", 5, NECK), payer="ncci")
    assert {code: line.units for code, line in lines.items()} == {"97124": 2, "97140": 0}
    assert "97140 would get no unit" in reasons(lines["97140"])


def test_the_same_work_without_the_partner_is_no_pair():
    assert units(block("97124", 30, CALF), payer="ncci") == {"97124": 2}
    assert units(block("97140", 15, NECK), block("97110", 15, NECK), payer="ncci") == {"97140": 1, "97110": 1}


OPEN_PAIR = """own_edits:
  - column_1: "97140"
    column_2: "97110"
    indicator: 1
    effective: 2026-01-01
    source: the plan's own bulletin
    confidence: verified
"""


@pytest.mark.parametrize(
    ("site", "given", "modifiers"),
    [
        ("left hip", {"97140": 1, "97110": 1}, ("59",)),
        (NECK, {"97140": 1, "97110": 0}, ()),
        (None, {"97140": 1, "97110": 0}, ()),
    ],
)
def test_a_pair_that_a_modifier_opens_needs_separate_sites_in_the_note(own, site, given, modifiers):
    tables = own("ncci", ("own_edits: []\n", OPEN_PAIR))
    stretching = block("97110", 15, *([site] if site else []))
    lines, flags, _ = offer(block("97140", 15, NECK), stretching, payer="mine", tables=tables)
    assert {code: line.units for code, line in lines.items()} == given
    assert lines["97110"].modifiers == modifiers and lines["97140"].modifiers == ()
    assert (FlagId.PAIR_EDIT in flags) is not bool(modifiers)
    if modifiers:
        assert "left hip" in reasons(lines["97110"]) and "block 2 for 97110" in reasons(lines["97110"])


def test_a_payer_that_reads_x_modifiers_gets_xs_and_never_59_beside_it(own):
    tables = own(
        "ncci", ("own_edits: []\n", OPEN_PAIR), ('distinct_modifier: {value: "59"', "distinct_modifier: {value: XS")
    )
    lines, _, _ = offer(block("97140", 15, NECK), block("97110", 15, "left hip"), payer="mine", tables=tables)
    assert lines["97110"].modifiers == ("XS",)


@pytest.mark.parametrize(("day", "held"), [("2019-12-31", True), ("2020-01-01", False), (None, False)])
def test_an_edit_holds_until_the_day_it_was_deleted(day, held):
    edits = TABLES.edits_on(TABLES.profile("ncci"), datetime.date.fromisoformat(day) if day else None)
    assert (("97140", "97530") in {(edit.column_1, edit.column_2) for edit in edits}) is held


def test_void_edits_never_hold():
    old = TABLES.edits_on(TABLES.profile("ncci"), datetime.date(1995, 1, 1))
    assert not {("97124", "97010"), ("97110", "97140")} & {(edit.column_1, edit.column_2) for edit in old}


def test_commercial_knows_no_pair_edits():
    assert TABLES.edits_on(TABLES.profile(None), None) == ()


# --- modifiers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("payer", PAYERS)
def test_gp_stands_on_every_97_line_of_the_payers_that_want_it_and_on_no_other(payer):
    lines, _, _ = offer(block("97140", 20, NECK), block("97110", 10, NECK), payer=payer)
    wanted = payer == "va_community_care"
    assert all(("GP" in line.modifiers) is wanted for line in lines.values() if line.units)


@pytest.mark.parametrize(("first", "order"), [("false", ("59", "GP")), ("true", ("GP", "59"))])
def test_gp_stands_before_or_after_59_as_the_payer_reads_it(own, first, order):
    gp = ("plan_modifier: {value: null", "plan_modifier: {value: GP")
    tables = own("commercial", gp, ("plan_modifier_first: {value: false", f"plan_modifier_first: {{value: {first}"))
    lines, _, _ = offer(*APART, payer="mine", tables=tables)
    assert lines["97124"].modifiers == order and lines["97140"].modifiers == ("GP",)


def test_every_modifier_has_its_reason():
    lines, _, _ = offer(*APART, payer="commercial")
    assert "59 marks work on separate sites" in reasons(lines["97124"])
    lines, _, _ = offer(block("97140", 20, NECK), payer="va_community_care")
    assert "wants GP" in reasons(lines["97140"])


def test_a_blocked_line_has_no_modifier():
    lines, _, _ = offer(block("97124", 30, CALF), block("97140", 20, NECK), payer="va_community_care")
    assert lines["97124"].modifiers == () and lines["97140"].modifiers == ("GP",)


def test_a_session_cut_short_is_billed_by_the_units_reached_and_takes_no_52():
    lines, _, _ = offer(block("97140", 20, NECK), payer="commercial", flags=CUT_SHORT)
    assert lines["97140"].modifiers == () and "bill the units that were reached" in reasons(lines["97140"])
    whole, _, _ = offer(block("97140", 20, NECK), payer="commercial")
    assert "cut short" not in reasons(whole["97140"])


@pytest.mark.parametrize(
    ("blocks", "flags", "taken"),
    [
        ([("97140", 20)], CUT_SHORT, True),
        ([("97140", 20)], (), False),
        ([("97140", 20), ("97110", 20)], CUT_SHORT, False),
        ([("97140", 20), ("97010", 5)], CUT_SHORT, True),
        ([("97140", 5)], CUT_SHORT, False),
    ],
)
def test_52_is_given_where_the_payer_takes_it_and_one_service_can_be_the_shortened_one(own, blocks, flags, taken):
    tables = own("commercial", ("takes_52:\n  value: false", "takes_52:\n  value: true"))
    said = [block(code, minutes, NECK) for code, minutes in blocks]
    lines, _, _ = offer(*said, payer="mine", tables=tables, flags=flags)
    assert ("52" in lines["97140"].modifiers) is taken
    assert "97010" not in lines or "52" not in lines["97010"].modifiers


# --- caps, coverage, stops, packs --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payer", "minutes", "given", "flagged"),
    [("ncci", 60, 4, False), ("ncci", 68, 4, True), ("commercial", 68, 5, False), ("ncci", 90, 4, True)],
)
def test_no_more_units_than_the_payer_takes_in_a_day(payer, minutes, given, flagged):
    lines, flags, _ = offer(block("97124", minutes, CALF), payer=payer)
    assert lines["97124"].units == given
    assert (FlagId.UNITS_OVER_CAP in flags) is flagged
    assert ("denies all" in reasons(lines["97124"])) is flagged


@pytest.mark.parametrize(("minutes", "flagged"), [(22, False), (23, True)])
def test_more_timed_units_than_the_payer_takes_in_all_are_left_to_a_person(own, minutes, flagged):
    tables = own("commercial", ("day_cap: {value: null", "day_cap: {value: 2"))
    lines, flags, _ = offer(
        block("97110", minutes, NECK), block("97140", 15, NECK), payer="mine", tables=tables, rule="spm"
    )
    assert (FlagId.UNITS_OVER_CAP in flags) is flagged
    assert not flagged or (flags[FlagId.UNITS_OVER_CAP].level is Level.BLOCKS and lines["97110"].units == 2)


def test_a_code_that_the_plan_does_not_cover_is_blocked_and_its_minutes_counted_nowhere(own):
    tables = own("commercial", ("codes_covered: {value: null", 'codes_covered: {value: ["97124"]'))
    lines, flags, billing = offer(block("97124", 20, CALF), block("97110", 25, CALF), payer="mine", tables=tables)
    assert (lines["97124"].units, lines["97110"].units, billing.total_timed_minutes) == (1, 0, 20)
    assert flags[FlagId.CODE_NOT_COVERED].about == "billing/lines/1"


def test_minutes_of_a_code_that_is_not_covered_do_not_lift_another_into_a_unit(own):
    """With the 18 minutes of exercise in the pool, 7 of manual work would displace the massage."""
    tables = own("commercial", ("codes_covered: {value: null", 'codes_covered: {value: ["97124", "97140"]'))
    said = (block("97124", 30, NECK), block("97140", 7, NECK), block("97110", 18, "left hip"))
    assert units(*said, payer="mine", tables=tables, rule="cms") == {"97124": 2, "97140": 0, "97110": 0}
    assert units(*said, payer="commercial", rule="cms") == {"97124": 0, "97140": 1, "97110": 1}


@pytest.mark.parametrize("payer", ["medicare", "florida_pip"])
def test_a_hard_stop_proposes_nothing_and_says_why_once(payer):
    lines, flags, billing = offer(*APART, block("97010", None), payer=payer)
    assert {line.units for line in lines.values()} == {0} and billing.total_timed_minutes == 0
    assert {line.status for line in lines.values()} == {LineStatus.BLOCKED}
    assert (flags[FlagId.CODE_NOT_COVERED].level, flags[FlagId.CODE_NOT_COVERED].about) == (
        Level.BLOCKS,
        "billing/payer",
    )
    assert FlagId.DIAGNOSIS_MISSING not in flags and FlagId.BELOW_EIGHT_MINUTES not in flags


@pytest.mark.parametrize(
    ("payer", "given"),
    [("commercial", 1), ("workers_comp", 1), ("ncci", 0), ("va_community_care", 0)],
)
def test_packs_are_proposed_or_left_out_as_the_profile_says(payer, given):
    lines, flags, _ = offer(block("97140", 20, NECK), block("97010", 10, NECK), payer=payer)
    assert (lines["97010"].units, lines["97140"].units) == (given, 1)
    assert FlagId.BUNDLED_97010 in flags


def test_a_client_who_pays_alone_has_no_lines_and_no_doubts_about_codes():
    lines, flags, billing = offer(*APART, block("97010", None), payer="self_pay", diagnoses=())
    assert (lines, flags, billing.payer) == ({}, {}, "self_pay")


@pytest.mark.parametrize(
    ("flag", "stays"),
    [
        (FlagId.OUTCOME_MISSING, True),
        (FlagId.AREA_MISSING, True),
        (FlagId.MINUTES_EXCEED_SESSION, True),
        (FlagId.SEVERAL_CLIENTS, True),
        (FlagId.PAYER_SPOKEN, True),
        (FlagId.TECHNIQUE_CODE_AMBIGUOUS, False),
        (FlagId.MINUTES_APPROXIMATE, False),
        (FlagId.DIAGNOSIS_MISSING, False),
    ],
)
def test_what_serves_care_remains_for_a_client_who_pays_alone_and_nothing_blocks(flag, stays):
    raised = (Flag(flag, Level.BLOCKS, "as it is"),)
    kept = for_payer(raised, TABLES, "self_pay")
    assert [each.id for each in kept] == ([flag] if stays else [])
    assert all(each.level is Level.WARNS for each in kept)
    assert for_payer(raised, TABLES, "commercial") == raised


@pytest.mark.parametrize(
    ("payer", "rule"),
    [
        ("va_community_care", "cms"),
        ("medicare", "cms"),
        ("commercial", "spm"),
        ("ncci", "spm"),
        ("workers_comp", "spm"),
    ],
)
def test_the_counting_rule_is_the_payers_and_where_it_is_not_known_the_lower(payer, rule):
    _, flags, billing = offer(block("97110", 20, NECK), block("97112", 20, CALF), payer=payer)
    assert billing.rule == rule
    assert (FlagId.UNITS_DIFFER_BY_RULE in flags) is (rule == "spm")


def test_codes_of_the_clients_file_stand_on_the_lines_with_who_gave_them():
    known = (KnownDiagnosis("M54.6", "Dr Osei"),)
    lines, _, _ = offer(block("97140", 20, NECK), payer="commercial", diagnoses=("M54.2",), known=known)
    assert lines["97140"].diagnoses == ("M54.2", "M54.6") and "given by Dr Osei" in reasons(lines["97140"])
    assert FlagId.DIAGNOSIS_MISSING not in offer(block("97140", 20, NECK), payer="ncci", diagnoses=(), known=known)[1]
    assert FlagId.DIAGNOSIS_MISSING in offer(block("97140", 20, NECK), payer="ncci", diagnoses=())[1]


# --- properties -------------------------------------------------------------------------------------

any_block = st.builds(
    lambda code, minutes, areas: block(code, minutes, *areas),
    st.sampled_from(["97124", "97140", "97112", "97110", "97010", None]),
    st.none() | st.integers(0, 60) | st.sampled_from([7.5, 22.5]),
    st.lists(st.sampled_from(["neck", "back", "left calf", "right leg", "full_body"]), max_size=2),
)


@settings(deadline=None)
@given(st.lists(any_block, max_size=6), st.sampled_from(PAYERS), st.sampled_from([None, "cms", "spm"]), st.booleans())
def test_under_every_payer_lines_account_for_every_block_and_keep_its_rules(blocks, payer, rule, short):
    lines, _, billing = offer(*blocks, payer=payer, rule=rule, flags=CUT_SHORT if short else ())
    profile = TABLES.profile(payer)
    if payer != "self_pay":
        assert set(lines) == {each.code for each in blocks if each.code}
    for code, line in lines.items():
        assert sorted(line.treatments + line.left_out) == [i for i, each in enumerate(blocks) if each.code == code]
        assert (line.units > 0) == (line.status is LineStatus.PROPOSED)
        assert line.reasons and (line.units or not line.modifiers)
        assert not {"59", "XS"} <= set(line.modifiers) and len(set(line.modifiers)) == len(line.modifiers)
    timed = [lines[code] for code in lines if TABLES.timed(code)]
    assert billing.total_timed_minutes == pytest.approx(sum(line.minutes for line in timed))
    given_units = {code for code, line in lines.items() if line.units}
    assert profile.pair_edits.value == "none" or not {"97124", "97140"} <= given_units
    assert not profile.stop or not given_units


@settings(deadline=None)
@given(st.lists(any_block, max_size=6), st.sampled_from(PAYERS))
def test_no_payer_is_given_more_units_than_the_plan_not_on_file(blocks, payer):
    """Every other profile only takes away: it counts fewer blocks, or caps what was counted."""
    for rule in ("cms", "spm"):
        commercial = sum(units(*blocks, payer="commercial", rule=rule).values())
        if TABLES.profile(payer).pair_edits.value == "none":
            assert sum(units(*blocks, payer=payer, rule=rule).values()) <= commercial


# --- the profiles themselves ------------------------------------------------------------------------


def test_an_unknown_payer_is_named_with_those_there_are():
    with pytest.raises(SettingsError, match=r"'aetna'.*commercial"):
        propose(facts(), VOCABULARY, TABLES, payer="aetna")


def test_ones_own_profile_comes_beside_the_delivered_ones(own):
    tables = own("ncci")
    assert set(tables.profiles) == {*PAYERS, "mine"} and tables.profile("mine").pair_edits.value == "ncci"


WRONG = [
    ("takes_52:\n  value: false", "takes_52:\n  value: maybe", "mine.yaml: takes_52: value"),
    ("packs:", "pack:", "mine.yaml: packs"),
    ('distinct_modifier: {value: "59"', "distinct_modifier: {value: XE", "mine.yaml: distinct_modifier: XE"),
    ("plan_modifier: {value: null", "plan_modifier: {value: KX", "mine.yaml: plan_modifier: KX"),
    ("codes_covered: {value: null", 'codes_covered: {value: ["99999"]', "mine.yaml: 99999"),
    ("day_cap: {value: null", "day_cap: {value: 0", "mine.yaml: day_cap: value"),
    ("filing_days: {value: null", "filing_days: {value: -1", "mine.yaml: filing_days: value"),
    ("bills: {value: true, <<: *unknown}", "bills: {value: true}", "mine.yaml: bills: effective"),
    ("bills: {value: true, <<: *unknown}", "bills: [", "mine.yaml, line"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[row[2] for row in WRONG])
def test_a_broken_profile_is_refused_with_file_and_place_by_every_command(own, own_home, old, new, said):
    with pytest.raises(BillingDataError) as refused:
        own("commercial", (old, new))
    assert str(refused.value).startswith(said) and "\n" not in str(refused.value)
    for command in (["payers", "check"], ["payers", "list"], ["clients", "list"], ["billing", "data"]):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 1 and said in result.stderr


def test_a_profile_cannot_take_the_name_of_a_delivered_one(own_home):
    folder = own_home / "data" / "payers"
    folder.mkdir(parents=True)
    shutil.copy(data_dir("models") / "billing" / "profiles" / "ncci.yaml", folder)
    with pytest.raises(BillingDataError, match="name ncci is taken"):
        load_tables(own=folder)


@pytest.mark.parametrize("payer", PAYERS)
def test_payers_show_gives_every_value_with_its_date_and_source(payer):
    shown = CliRunner().invoke(main, ["payers", "show", payer])
    assert shown.exit_code == 0 and f"{payer}: " in shown.stdout and "counting_rule" in shown.stdout
    for value in (TABLES.profile(payer).counting_rule, TABLES.profile(payer).packs):
        assert value.source in shown.stdout and str(value.effective) in shown.stdout


def test_payers_list_and_check_name_what_is_ones_own(own):
    own("commercial")
    listed = CliRunner().invoke(main, ["payers", "list"]).stdout
    assert "mine" in listed and "your own" in listed and all(payer in listed for payer in PAYERS)
    assert "mine.yaml: sound" in CliRunner().invoke(main, ["payers", "check"]).stdout
    assert CliRunner().invoke(main, ["payers", "show", "nobody"]).exit_code == 1
