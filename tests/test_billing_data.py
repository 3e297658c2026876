"""The rules as data: dated, sourced, and outside the program; how old they are, and what a wrong file does."""

import ast
import datetime
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from scribe.billing import load_tables
from scribe.billing.editions import datings, disagreements, quarters_between
from scribe.cli import main
from scribe.desk import Trouble
from scribe.errors import BillingDataError
from scribe.filing.findings import load_guide
from scribe.records import FlagId
from scribe.resources import data_dir
from scribe.vocabulary import load_vocabulary

TABLES = load_tables()
BILLING = data_dir("models") / "billing"
PACKAGE = Path(__file__).parent.parent / "scribe"


@pytest.mark.parametrize(
    ("edition", "service", "quarters"),
    [
        ("2024-07-01", "2024-07-01", 0),
        ("2024-07-01", "2024-09-30", 0),
        ("2024-07-01", "2024-10-01", 1),
        ("2024-07-01", "2025-03-31", 2),
        ("2024-07-01", "2025-04-01", 3),
        ("2024-07-01", "2026-11-23", 9),
        ("2024-07-01", "2020-01-01", 0),
    ],
)
def test_age_is_counted_in_calendar_quarters(edition, service, quarters):
    assert quarters_between(datetime.date.fromisoformat(edition), datetime.date.fromisoformat(service)) == quarters


@pytest.mark.parametrize(("service", "warned"), [("2024-08-01", False), ("2025-03-31", False), ("2025-04-01", True)])
def test_a_quarterly_table_older_than_the_service_by_more_than_two_quarters_is_warned_of(service, warned):
    shown = CliRunner().invoke(main, ["billing", "data", "--on", service])
    assert shown.exit_code == 0
    assert ("edits.yaml, ptp: is 3 quarters older" in shown.stderr) is warned
    assert ("Warning" in shown.stderr) is warned


def test_only_tables_that_are_renewed_every_quarter_grow_too_old():
    old = {(each.file, each.name) for each in datings(TABLES, datetime.date(2040, 1, 1)) if each.too_old}
    assert ("codes.yaml", "mue") in old and ("edits.yaml", "ptp") in old and ("codes.yaml", "manual") not in old


def test_every_edition_is_shown_with_its_date_and_source():
    document = json.loads(CliRunner().invoke(main, ["billing", "data", "--json"]).stdout)
    shown = {(each["file"], each["edition"]) for each in document["editions"]}
    assert {("codes.yaml", "mue"), ("edits.yaml", "ptp"), ("diagnoses.yaml", "release"), ("ncci.yaml", "ncci")} <= shown
    assert all(each["source"] and each["effective"] for each in document["editions"])


def test_both_sides_are_shown_where_sources_disagree():
    sides = {side.place: side.otherwise for side in disagreements(TABLES)}
    assert "59 for separate regions" in sides["edits.yaml: 97140 with 97124"]
    assert "Anthem" in sides["edits.yaml: 97140 with 97530"] and "ChiroCode" in sides["edits.yaml: 98940 with 97124"]
    assert {"modifiers.yaml: 52", "commercial.yaml: counting_rule", "rules.yaml: cms"} <= set(sides)
    shown = CliRunner().invoke(main, ["billing", "data"]).stdout
    assert all(other in shown for other in sides.values())


@pytest.mark.parametrize("value", ["2026-13-01", "soon", ""])
def test_a_wrong_day_of_service_is_refused(value):
    refused = CliRunner().invoke(main, ["billing", "data", "--on", value])
    assert refused.exit_code == 2 and "--on" in refused.stderr


# --- the tables fit together --------------------------------------------------------------------------


def test_edits_name_a_pair_once_and_never_a_code_with_itself():
    pairs = [frozenset((edit.column_1, edit.column_2)) for edit in TABLES.edits]
    assert len(pairs) == len(set(pairs)) and {len(pair) for pair in pairs} == {2}


def test_void_and_deleted_edits_have_the_day_on_which_they_ended():
    assert all(edit.deleted for edit in TABLES.edits if edit.indicator == 9)


def test_codes_of_the_past_name_codes_that_exist_and_diagnoses_regions_that_exist():
    assert all(set(code.replaced_by) <= set(TABLES.codes) for code in TABLES.codes.values())
    regions = {area.region for area in load_vocabulary().areas.values()}
    assert all(set(place.regions) <= regions for place in TABLES.diagnoses.regions)


def test_the_guide_has_advice_for_every_flag_and_every_finding_of_the_program():
    guide = load_guide()
    assert {flag.value for flag in FlagId} <= set(guide)
    found = {trouble.value for trouble in Trouble}
    for path in [*(PACKAGE / "filing").glob("*.py"), *(PACKAGE / "desk").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("find", "_finding") and node.args:
                found |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    assert found <= set(guide)
    assert not set(guide) - found - {flag.value for flag in FlagId} - {"diagnosis_place", "seventh_character"}


def test_no_code_and_no_minute_of_the_rules_stands_in_the_program():
    """Procedure and diagnosis codes, fifteen, eight and the years of editions are data; docstrings may name them."""
    files = [*(PACKAGE / "billing").rglob("*.py"), *(PACKAGE / "filing").glob("*.py"), PACKAGE / "checks.py"]
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            ast.get_docstring(node, clean=False)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value not in docs:
                assert node.value not in (15, 22, 23, 52, 53, 8.0, 15.0), (path.name, node.lineno)
                if isinstance(node.value, str) and not isinstance(node.value, FlagId):
                    code = re.fullmatch(r"\d{5}|[A-TV-Z]\d{2}(\.\w+)?", node.value)
                    assert not code, (path.name, node.lineno, node.value)


# --- wrong files --------------------------------------------------------------------------------------

BROKEN = [
    ("codes.yaml", "cap_kind: {value: 3", "cap_kind: {value: 7", "codes.yaml: codes: 97124: cap_kind"),
    ("codes.yaml", "for_massage: {value: usual", "for_massage: {value: often", "codes.yaml: codes: 97124: for_massage"),
    ("codes.yaml", "last: {value: 2016-12-31", "last: {value: 2016", "codes.yaml: codes: 97001: last"),
    ("edits.yaml", "    indicator: 0", "    indicator: 2", "edits.yaml: edits: entry 1: indicator"),
    ("edits.yaml", 'column_2: "97124"', "column_2: 97124", "edits.yaml: edits: entry 1: column_2"),
    ("edits.yaml", "deleted: 2019-12-31", "deleted: never", "edits.yaml: edits: entry"),
    ("edits.yaml", "source: CMS", "sources: CMS", "edits.yaml: editions: ptp: source"),
    ("modifiers.yaml", "group: distinct,", "group: odd,", "modifiers.yaml: modifiers: 59: group"),
    ("modifiers.yaml", "modifier: XE", "modifier: XS", "modifiers.yaml: XS stands twice"),
    ("diagnoses.yaml", "last: 2021-09-30", "last: x", "diagnoses.yaml: retired: M54.5: last"),
    ("diagnoses.yaml", "regions: [neck, head, shoulder, upper_back]", "regions: []", "diagnoses.yaml: regions: M54.2"),
    ("rules.yaml", "default_profile: commercial", "default_profile: none", "rules.yaml: default_profile"),
    ("rules.yaml", "oldest_quarters: 2", "oldest_quarters: two", "rules.yaml: oldest_quarters"),
    ("rules.yaml", "claim_flags: [below_eight_minutes", "claim_flags: [below", "rules.yaml: claim_flags"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "message"), BROKEN, ids=[row[3] for row in BROKEN])
def test_wrong_data_is_refused_with_file_entry_and_key(tmp_path, file, right, wrong, message):
    folder = tmp_path / "billing"
    shutil.copytree(BILLING, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(BillingDataError) as refused:
        load_tables(folder)
    assert str(refused.value).startswith(message) and "\n" not in str(refused.value)


def test_a_guide_that_lacks_a_flag_is_refused(tmp_path):
    text = (BILLING / "findings.yaml").read_text(encoding="utf-8")
    (tmp_path / "findings.yaml").write_text(text.replace("id: low_confidence", "id: other"), encoding="utf-8")
    with pytest.raises(BillingDataError, match="low_confidence is missing"):
        load_guide(tmp_path)
