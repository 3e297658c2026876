"""Minutes into units: published examples, an oracle that tries every allocation, properties, and the command."""

import json
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe.billing.reasons import code_reasons, day_reasons
from scribe.billing.shapes import RuleId
from scribe.billing.tables import load_tables
from scribe.billing.units import Count, count, exact
from scribe.cli.units import units

TABLES = load_tables()
CMS, SPM = TABLES.rules[RuleId.CMS], TABLES.rules[RuleId.SPM]
VECTORS = json.loads((Path(__file__).parent / "cases" / "billing_vectors.json").read_text(encoding="utf-8"))
MINUTES_TABLE = [
    (0, 0),
    (7, 0),
    (8, 1),
    (22, 1),
    (23, 2),
    (37, 2),
    (38, 3),
    (52, 3),
    (53, 4),
    (67, 4),
    (68, 5),
    (127, 8),
]


def run(*arguments: str):
    return CliRunner().invoke(units, list(arguments))


def answer(*arguments: str):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def units_of(data) -> dict[str, int]:
    return {line["code"]: line["units"] for line in data["lines"]}


def counted(rule, **minutes) -> Count:
    return count({code.lstrip("c"): exact(spent) for code, spent in minutes.items()}, rule)


# --- published examples and the table of minutes --------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_published_example(vector):
    data = answer(*(f"{part['code']}={part['minutes']}" for part in vector["input"]), "--rule", vector["rule"])
    right = [
        {line["code"]: line["units"] for line in way} for way in (vector["expected"], *vector.get("alternatives", []))
    ]
    assert units_of(data) in right
    assert data["total_minutes"] == vector["total_timed_minutes"]


@pytest.mark.parametrize("rule", ["cms", "spm"])
@pytest.mark.parametrize(("minutes", "expected"), MINUTES_TABLE)
def test_one_code_alone_follows_the_table(rule, minutes, expected):
    assert answer(f"97124={minutes}", "--rule", rule)["total_units"] == expected


@pytest.mark.parametrize(("minutes", "expected"), [("7.999999", 0), ("8.0", 1), ("22.99", 1), ("23", 2), ("0.1", 0)])
def test_fractions_of_a_minute_are_never_rounded(minutes, expected):
    assert answer(f"97140={minutes}")["total_units"] == expected


def test_tenths_add_up_exactly():
    """Ten tenths and seven are eight, which binary numbers would miss."""
    data = answer(*["97140=0.1"] * 10, "97140=7")
    assert (data["total_minutes"], data["total_units"]) == (8, 1)


# --- an oracle: every allocation is tried, and the fairest kept --------------------------------------

FULL, MOST = 15, 120
CODES = ("97124", "97140", "97112", "97110")
EXTRAS = np.array(list(product(range(3), repeat=len(CODES))))
"""Units that each of four codes may have beyond its full fifteens, generously."""


def all_splits() -> np.ndarray:
    """Every way to share up to 120 minutes among four codes, some perhaps with none, whatever their order."""
    grid = np.indices((MOST + 1, MOST // 2 + 1, MOST // 3 + 1, MOST // 4 + 1), dtype=np.int16).reshape(4, -1).T
    ordered = (grid[:, :-1] >= grid[:, 1:]).all(axis=1)
    return grid[ordered & (grid.sum(axis=1, dtype=np.int32) <= MOST)]


def fairest(splits: np.ndarray) -> np.ndarray:
    """Which of EXTRAS are right for each split: of all ways to share out the units of the total that keep each code's
    full fifteens, those whose units are nearest to the minutes (least sum of squares)."""
    splits = splits.astype(np.int32)
    total = (splits.sum(axis=1) + 7) // FULL
    over = splits % FULL
    distance = ((over[:, None, :] - FULL * EXTRAS[None]) ** 2).sum(axis=2)
    units = (splits // FULL).sum(axis=1)[:, None] + EXTRAS.sum(axis=1)[None]
    distance[units != total[:, None]] = np.iinfo(np.int32).max
    return distance == distance.min(axis=1)[:, None]


def test_cms_agrees_with_the_oracle_on_every_split_of_up_to_four_codes():
    """Codes without minutes stand for fewer codes. 430 256 splits; the order of codes is a property below."""
    place = {tuple(extra): number for number, extra in enumerate(EXTRAS.tolist())}
    splits = all_splits()
    assert len(splits) == 430_256
    for part in np.array_split(splits, 20):
        for split, right in zip(part.tolist(), fairest(part), strict=True):
            result = count(dict(zip(CODES, split, strict=True)), CMS)
            ways = [
                place[tuple(units - spent // FULL for units, spent in zip(way.values(), split, strict=True))]
                for way in (result.units, *result.alternatives)
            ]
            assert sorted(ways) == np.flatnonzero(right).tolist(), split


def test_midpoint_agrees_with_a_table_for_every_code_to_two_hours():
    starts = [8 + FULL * step for step in range(20)]
    for minutes in range(MOST + 1):
        assert count({"97124": Fraction(minutes)}, SPM).units["97124"] == sum(start <= minutes for start in starts)


splits = st.lists(st.integers(0, 1200).map(lambda tenths: Fraction(tenths, 10)), min_size=1, max_size=4).map(
    lambda spent: dict(zip(CODES, spent, strict=False))
)


@settings(deadline=None)
@given(splits)
def test_cms_total_is_the_total_of_all_minutes_and_full_fifteens_are_kept(minutes):
    result = count(minutes, CMS)
    assert result.total_units == count({"97124": sum(minutes.values())}, CMS).total_units
    assert all(
        minutes[code] // 15 <= given_units <= minutes[code] // 15 + 1 for code, given_units in result.units.items()
    )


@settings(deadline=None)
@given(splits)
def test_no_swap_of_one_unit_is_fairer(minutes):
    result = count(minutes, CMS)
    gained = [minutes[code] % 15 for code in minutes if result.units[code] > minutes[code] // 15]
    passed_over = [minutes[code] % 15 for code in minutes if result.units[code] == minutes[code] // 15]
    assert not gained or not passed_over or min(gained) >= max(passed_over)


@settings(deadline=None)
@given(splits, st.randoms())
def test_the_order_of_codes_changes_which_right_way_is_proposed_and_nothing_else(minutes, random):
    shuffled = dict(random.sample(list(minutes.items()), len(minutes)))
    one, other = count(minutes, CMS), count(shuffled, CMS)
    every = [{frozenset(way.items()) for way in (each.units, *each.alternatives)} for each in (one, other)]
    assert every[0] == every[1]


@settings(deadline=None)
@given(splits)
def test_midpoint_counts_each_code_as_if_alone(minutes):
    alone = {code: count({code: spent}, SPM).units[code] for code, spent in minutes.items()}
    assert count(minutes, SPM).units == alone


@settings(deadline=None)
@given(splits, st.sampled_from(CODES), st.integers(1, 30), st.sampled_from([CMS, SPM]))
def test_more_minutes_never_make_fewer_units(minutes, code, more, rule):
    longer = {**minutes, code: minutes.get(code, Fraction()) + more}
    assert count(longer, rule).total_units >= count(minutes, rule).total_units


# --- ties and reasons ------------------------------------------------------------------------------


def test_equal_remainders_go_to_the_code_with_more_minutes_whatever_the_order():
    assert counted(CMS, c97124=10, c97140=25).units == {"97124": 0, "97140": 2}
    assert counted(CMS, c97140=25, c97124=10).alternatives == ({"97140": 1, "97124": 1},)


def test_equal_minutes_go_to_the_code_given_first():
    assert counted(CMS, c97140=20, c97124=20).units == {"97140": 2, "97124": 1}
    assert counted(CMS, c97124=20, c97140=20).units == {"97124": 2, "97140": 1}


def test_a_larger_remainder_is_no_tie():
    result = counted(CMS, c97140=25, c97124=12)
    assert (result.units, result.alternatives) == ({"97140": 1, "97124": 1}, ())


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(CMS, "The next unit is 3 minutes of timed work short."), (SPM, "Its next unit is 13 minutes short.")],
    ids=["cms", "spm"],
)
def test_reasons_say_how_many_minutes_the_next_unit_is_short(rule, expected):
    result = counted(rule, c97140=25, c97124=10)
    assert expected in (*day_reasons(result), *code_reasons(result, "97140"))


@given(splits)
def test_the_minutes_said_to_be_short_make_the_next_unit_and_no_fewer_do(minutes):
    total = sum(minutes.values())
    short = Fraction(day_reasons(count(minutes, CMS))[1].split()[4])
    now = count(minutes, CMS).total_units
    assert count({"97124": total + short}, CMS).total_units == now + 1
    assert count({"97124": total + short - Fraction(1, 100)}, CMS).total_units == now


def test_where_the_manual_can_be_read_in_two_ways_both_are_told():
    """25 and 12: what is over gives the unit to the shorter, most minutes would give it to the longer."""
    told = " ".join(code_reasons(counted(CMS, c97140=25, c97124=12), "97124"))
    assert "97140 2, 97124 0" in told
    assert "most minutes, as one" not in " ".join(code_reasons(counted(CMS, c97140=27, c97124=10), "97124"))


def test_a_tie_is_told_as_a_tie_and_a_clear_case_is_not():
    assert "as right: 97140 1, 97124 1" in " ".join(code_reasons(counted(CMS, c97140=25, c97124=10), "97124"))
    assert "as right" not in " ".join(code_reasons(counted(CMS, c97140=25, c97124=12), "97124"))


# --- the command -----------------------------------------------------------------------------------


def test_json_has_the_shape_of_the_contract_and_keeps_lines_without_units():
    assert answer("97140=25", "97124=10") == {
        "rule": "cms",
        "total_minutes": 35,
        "total_units": 2,
        "lines": [{"code": "97140", "minutes": 25, "units": 2}, {"code": "97124", "minutes": 10, "units": 0}],
        "other_rule": {
            "rule": "spm",
            "total_minutes": 35,
            "total_units": 3,
            "lines": [{"code": "97140", "minutes": 25, "units": 2}, {"code": "97124", "minutes": 10, "units": 1}],
        },
    }


@pytest.mark.parametrize(
    ("arguments", "outer"),
    [
        (["97124=10", "97140=10"], "cms"),
        (["97124=20", "97140=20"], "spm"),
        (["97124=30", "97140=30"], "cms"),
        (["97124=20", "97140=20", "--rule", "cms"], "cms"),
        (["97124=10", "97140=10", "--rule", "spm"], "spm"),
    ],
)
def test_the_outer_rule_is_the_one_with_fewer_units_unless_it_is_named(arguments, outer):
    data = answer(*arguments)
    assert (data["rule"], {data["rule"], data["other_rule"]["rule"]}) == (outer, {"cms", "spm"})


def test_minutes_are_printed_as_given():
    printed = run("97140=22.5", "97124=10.0", "--json").stdout
    assert '"minutes": 22.5' in printed and '"minutes": 10,' in printed and '"total_minutes": 32.5' in printed


@pytest.mark.parametrize(("argument", "minutes"), [("97010", None), ("97010=10", 10), ("97010=0", 0), ("97010=45", 45)])
def test_an_untimed_code_is_one_unit_and_lends_no_minutes(argument, minutes):
    data = answer("97124=7", argument)
    assert (data["total_minutes"], data["total_units"]) == (7, 1)
    assert data["lines"][1] == {"code": "97010", "minutes": minutes, "units": 1}


def test_a_code_given_twice_is_one_line_where_it_first_stood():
    data = answer("97110=13", "97140=22", "97110=15", "97010", "97010=5")
    assert [(line["code"], line["minutes"]) for line in data["lines"]] == [("97110", 28), ("97140", 22), ("97010", 5)]
    assert data["lines"][2]["units"] == 1


def test_people_see_both_rules_the_lower_marked_and_a_reason_for_each_code():
    shown = run("97140=10", "97124=10").stdout
    assert shown.index("CMS 8-minute rule (cms): fewer units, proposed") < shown.index("CPT midpoint rule (spm)")
    assert shown.count("10 minutes of 97124") == 2


def test_with_a_rule_people_see_that_rule_alone():
    shown = run("97140=10", "--rule", "spm").stdout
    assert "CPT midpoint rule" in shown and "CMS" not in shown


@pytest.mark.parametrize(
    "argument",
    (
        *("97140=-5", "97140=1441", "97140=ten", "97140=nan", "97140=inf", "97140=1e3", "97140=1/2", "97140=1,5"),
        *("97140=", "97140", "97140= 5", "97140=5=5", "97140=" + "9" * 5000, "97140=\u0663", "97010=x"),
        *("12345=10", "massage=10", "=10", ""),
    ),
)
def test_bad_input_is_one_clear_error_that_names_the_argument(argument):
    result = run("97124=10", argument)
    assert result.exit_code == 2 and result.stdout == ""
    assert result.stderr.count("Error:") == 1 and repr(argument) in result.stderr


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("97250", "valid until 1998-12-31; today it is 97140"),
        ("97001", "97161 or 97162 or 97163"),
        ("97810", "of its own"),
    ],
)
def test_a_code_of_the_past_or_of_a_rule_of_its_own_is_named_as_such(code, said):
    result = run(f"{code}=30")
    assert result.exit_code == 2 and said in result.stderr


@pytest.mark.parametrize("arguments", [[], ["97140=25", "--rule", "ama"], ["97140=1000", "97124=1000"]])
def test_bad_usage_exits_with_2(arguments):
    assert run(*arguments).exit_code == 2


def test_a_whole_day_is_still_accepted():
    assert answer("97124=1440")["total_units"] == 96


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_has_an_example(option):
    result = run(option)
    assert result.exit_code == 0 and "scribe units 97140=25" in result.stdout
