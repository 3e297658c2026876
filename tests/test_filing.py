# ruff: noqa: E501  (a case of the table stands on one line)
"""The check before a claim is filed: every finding beside its near miss, sound notes without any."""

import datetime
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from filing_notes import DANA, TABLES, TEXT, TODAY, Visit, checked, office, with_diagnosis, written

from scribe.billing.shapes import Dated
from scribe.cli import main
from scribe.errors import InputError
from scribe.filing.reading import read_note
from scribe.note_json import dumps, to_dict
from scribe.records import (
    Authorization,
    Evidence,
    Flag,
    FlagId,
    FollowUp,
    Level,
    Referral,
    Sentence,
    Soap,
)

NO_PLAN = {"soap": Soap(), "follow_up": FollowUp()}


def change(number=0, **values):
    """A person who changes a line."""
    return lambda lines: lines[number].update(values)


def another(**values):
    """A person who adds a line made of the first."""
    return lambda lines: lines.append({**lines[0], **values})


def altered(name, **values):
    """The tables with a profile of which some values are others."""
    profile = TABLES.profile(name)
    dated = {
        key: Dated(value=value, effective=TODAY, source="a test", confidence="verified")
        for key, value in values.items()
    }
    return replace(TABLES, profiles={**TABLES.profiles, name: profile.model_copy(update=dated)})


def raised(id, level=Level.WARNS):
    return (Flag(FlagId(id), level, "as the note has it", None, (Evidence(0, 5),)),)


ONE = (("97140", 30, "neck"),)
APART = (("97124", 30, "left calf"), ("97140", 30, "neck"))
MASSAGE = (("97124", 30, "neck"),)
VA, NCCI = {"payer": "va_community_care"}, {"payer": "ncci"}
LAST = datetime.date(2026, 11, 20)

FOUND = [
    # U: units
    ("more units than the minutes make", Visit(ONE, lines=change(units=3)), {}, "units_exceed_minutes"),
    ("as many units as the minutes make", Visit(ONE, lines=change(units=2)), {}, None),
    ("fewer units than the minutes make", Visit(ONE, lines=change(units=1)), {}, None),
    ("22 minutes as two units", Visit((("97140", 22, "neck"),), lines=change(units=2)), {}, "units_exceed_minutes"),
    ("23 minutes as two units", Visit((("97140", 23, "neck"),), lines=change(units=2)), {}, None),
    ("units for a line that lost its minutes", Visit(ONE, lines=change(treatments=[])), {}, "units_without_minutes"),
    ("two units of a pack", Visit((*ONE, ("97010", 10, "neck")), payer="workers_comp", lines=change(1, units=2)), {}, {"untimed_units", "bundled_97010"}),
    ("a pack on a line that nobody worked", Visit((*ONE, ("97010", 10, "neck")), payer="workers_comp", lines=change(1, treatments=[])), {}, {"line_without_work", "bundled_97010"}),
    ("one unit of a pack", Visit((*ONE, ("97010", 10, "neck")), payer="workers_comp"), {}, "bundled_97010"),
    ("five units where four are taken", Visit((("97124", 68, "neck"),), minutes=70, lines=change(units=5), **NCCI), {}, {"units_over_daily_cap", "units_over_cap"}),
    ("four units where four are taken", Visit((("97124", 60, "neck"),), **NCCI), {}, None),
    ("one code on two lines", Visit(ONE, lines=another(units=0, treatments=[])), {}, None),
    ("one code twice", Visit(ONE, lines=lambda lines: (lines[0].update(units=1), lines.append({**lines[0]}))), {}, "duplicate_line"),
    ("one code twice with a modifier between", Visit(ONE, lines=lambda lines: (lines[0].update(units=1), lines.append({**lines[0], "modifiers": ["LT"]}))), {}, None),
    ("seven minutes of a code", Visit((("97140", 33, "neck"), ("97110", 7, "neck")), rule="cms", lines=change(1, units=0)), {}, {"below_eight_minutes", "units_differ_by_rule"}),
    ("eight minutes of a code", Visit((("97140", 30, "neck"), ("97110", 8, "neck"))), {}, None),
    # P and M: pairs and modifiers
    ("both of the closed pair for an ncci payer", Visit(APART, made_for="commercial", **NCCI), {}, {"pair_closed", "payer_differs"}),
    ("the closed pair with 59 for an ncci payer", Visit(APART, lines=change(units=2, modifiers=["59"], treatments=[0]), **NCCI), {}, {"pair_closed"}),
    ("the manual work alone for an ncci payer", Visit((("97140", 30, "neck"),), **NCCI), {}, None),
    ("the massage alone for an ncci payer", Visit(MASSAGE, **NCCI), {}, None),
    ("the massage left out for an ncci payer", Visit(APART, **NCCI), {}, "pair_97124_97140"),
    ("the pair apart for a plan not on file", Visit(APART), {}, "pair_97124_97140"),
    ("59 where no pair needs it", Visit(ONE, lines=change(modifiers=["59"])), {}, "needless_modifier"),
    ("XS where no pair needs it", Visit(ONE, lines=change(modifiers=["XS"])), {}, "needless_modifier"),
    ("59 and XS on the line of a pair", Visit(APART, lines=change(modifiers=["59", "XS"])), {}, {"pair_97124_97140", "modifiers_conflict"}),
    ("a modifier of no table", Visit(ONE, lines=change(modifiers=["ZZ"])), {}, "modifier_not_valid"),
    ("25 on massage work", Visit(ONE, lines=change(modifiers=["25"])), {}, "modifier_not_valid"),
    ("22 on a timed code", Visit(ONE, lines=change(modifiers=["22"])), {}, "modifier_not_valid"),
    ("a side on the line", Visit(ONE, lines=change(modifiers=["LT"])), {}, None),
    ("52 on a timed code", Visit(ONE, lines=change(modifiers=["52"])), {}, "reduced_on_timed"),
    ("52 for a payer that takes it", Visit(ONE, lines=change(modifiers=["52"])), {"tables": altered("commercial", takes_52=True)}, None),
    ("GP lacking where it is wanted", Visit(ONE, lines=change(modifiers=[]), **VA), {}, "plan_modifier_missing"),
    ("GP there where it is wanted", Visit(ONE, **VA), {}, None),
    ("GP lacking where nobody wants it", Visit(ONE, **NCCI), {}, None),
    # C: codes
    ("a code of no table", Visit(ONE, lines=change(code="99999")), {}, "code_unknown"),
    ("a code of the past", Visit(ONE, lines=change(code="97250")), {}, "code_not_valid"),
    ("a slip that makes a code of the past", Visit(ONE, lines=change(code="97122")), {}, "code_not_valid"),
    ("a code of the past in its own time", Visit(ONE, date="1998-06-01", lines=change(code="97250", units=1)), {}, None),
    ("another profession's code", Visit(ONE, lines=change(code="97161", units=1)), {}, "code_outside_profession"),
    ("dry needling billed", Visit(ONE, lines=change(code="20560", units=1)), {}, "code_outside_profession"),
    ("a code that the plan does not cover", Visit(ONE), {"tables": altered("commercial", codes_covered=("97124",))}, "code_not_covered"),
    ("a code that the plan covers", Visit(ONE), {"tables": altered("commercial", codes_covered=("97140",))}, None),
    ("retraining in words of hands-on work", Visit((("97112", 20, "neck"),), text="then NMT to the neck"), {}, None),
    ("retraining whose own words are of hands-on work", Visit((("97112", 20, "neck"),), text=" NMT, the neck"), {}, "code_doubtful"),
    ("hands-on work in its own words", Visit(ONE, text=" NMT, the neck"), {}, None),
    ("unattended stimulation for a Medicare-style payer", Visit(ONE, lines=change(code="97014", units=1), **NCCI), {}, {"medicare_code", "units_over_daily_cap"}),
    ("unattended stimulation for another payer", Visit(ONE, lines=change(code="97014", units=1)), {}, None),
    ("a block whose code its technique has not", Visit(ONE, edit=lambda note: note["treatments"][0].update(techniques=["swedish_massage"])), {}, "technique_does_not_fit"),
    ("work for Medicare", Visit(ONE, payer="medicare"), {}, "code_not_covered"),
    ("both of the pair for Medicare", Visit(APART, payer="medicare", made_for="commercial"), {}, {"code_not_covered", "payer_differs"}),
    ("work for Florida's no-fault insurance", Visit(ONE, payer="florida_pip"), {}, "code_not_covered"),
    # D: diagnoses
    ("no diagnosis at all", Visit(ONE, diagnoses=()), {}, "diagnosis_missing"),
    ("a diagnosis on file", Visit(ONE, diagnoses=(), lines=change(diagnoses=["M54.2"])), {"client": with_diagnosis("M54.2")}, None),
    ("a diagnosis on file that no line points to", Visit(ONE, diagnoses=()), {"client": with_diagnosis("M54.2")}, "diagnosis_pointer_missing"),
    ("a diagnosis of the past", Visit(ONE, diagnoses=("M54.5",)), {}, "code_outdated"),
    ("no such diagnosis", Visit(ONE, diagnoses=("M54.99",)), {}, "code_outdated"),
    ("a diagnosis without its 7th character", Visit(ONE, diagnoses=("S13.4XX",)), {}, "code_outdated"),
    ("a sprain in active treatment", Visit(ONE, diagnoses=("S13.4XXA",)), {}, "seventh_character"),
    ("a sprain in recovery", Visit(ONE, diagnoses=("S13.4XXD",)), {}, None),
    ("two diagnoses that exclude each other", Visit(ONE, diagnoses=("M54.2", "S13.4XXD")), {}, "diagnosis_conflict"),
    ("two diagnoses that may stand together", Visit(ONE, diagnoses=("S13.4XXD", "S16.1XXD")), {}, None),
    ("a diagnosis where nothing was done", Visit(ONE, diagnoses=("M72.2",)), {}, "diagnosis_place"),
    ("a diagnosis of the other side", Visit((("97140", 30, "left shoulder"),), diagnoses=("M25.511",)), {}, "diagnosis_conflict"),
    ("a diagnosis of the side that was treated", Visit((("97140", 30, "right shoulder"),), diagnoses=("M25.511",)), {}, None),
    # D3: wellness
    ("wellness for a payer that wants need, nothing measured", Visit(ONE, text=TEXT + "Relaxation only.", pain=None, **NCCI), {}, {"wellness_wording", "outcome_unmeasured"}),
    ("wellness beside a measured outcome and a diagnosis", Visit(ONE, text=TEXT + "For relaxation.", **NCCI), {}, None),
    ("wellness for a payer that does not ask", Visit(ONE, text=TEXT + "For relaxation."), {}, None),
    # A and F: the plan
    ("no referral where one is needed", Visit(ONE, **VA), {"client": replace(DANA, referral=None)}, "referral_missing"),
    ("no referral where none is needed", Visit(ONE), {"client": replace(DANA, referral=None)}, None),
    ("a referral that ran out", Visit(ONE, **VA), {"client": replace(DANA, referral=Referral("Dr Osei", expires=LAST - datetime.timedelta(1)))}, "referral_expired"),
    ("a referral on its last day", Visit(ONE, **VA), {"client": replace(DANA, referral=Referral("Dr Osei", expires=LAST))}, None),
    ("no authorization where one is needed", Visit(ONE, **VA), {"client": replace(DANA, authorization=None)}, "authorization_missing"),
    ("an authorization that ran out", Visit(ONE, **VA), {"client": replace(DANA, authorization=Authorization("1", 5, LAST - datetime.timedelta(1)))}, "authorization_expired"),
    ("an authorization used up", Visit(ONE, **VA), {"client": replace(DANA, authorization=Authorization("1", 0))}, "authorization_used_up"),
    ("an authorization nearly used up", Visit(ONE, **VA), {"client": replace(DANA, authorization=Authorization("1", 2))}, "few_visits_left"),
    ("an authorization with visits left", Visit(ONE, **VA), {"client": replace(DANA, authorization=Authorization("1", 3))}, None),
    ("a client of no file where the payer needs more", Visit(ONE, **VA), {"client": None}, "client_not_on_file"),
    ("a client of no file for a plan not on file", Visit(ONE), {"client": None}, None),
    ("a therapist who is not known to the payer", Visit(ONE, **VA), {"credentialed": ()}, "credentialing_unconfirmed"),
    ("an accident beside a health plan", Visit(ONE, text=TEXT + "Car accident."), {}, "other_payer_first"),
    ("an accident for the work-injury insurer", Visit(ONE, payer="workers_comp", text=TEXT + "Work injury."), {}, None),
    ("a claim too late", Visit(ONE, **VA, date="2026-05-26"), {}, "filing_late"),
    ("a claim on the last day", Visit(ONE, **VA, date="2026-05-27"), {}, None),
    ("no member id", Visit(ONE), {"client": replace(DANA, member_id=None)}, "member_id_missing"),
    ("no birth date", Visit(ONE), {"client": replace(DANA, birth_date=None)}, "birth_date_missing"),
    # the note itself
    ("no name, with clients on file", Visit(ONE, client=None), {}, "client_missing"),
    ("no name and no clients on file", Visit(ONE, client=None), {"client": None}, None),
    ("no day, with clients on file", Visit(ONE, date=None), {}, "date_missing"),
    ("no day and no clients on file", Visit(ONE, date=None), {"client": None}, None),
    ("a block without minutes", Visit((*ONE, ("97110", None, "neck"))), {}, "minutes_missing"),
    ("minutes that a person has added", Visit((*ONE, ("97110", 15, "neck")), flags=raised("minutes_missing", Level.BLOCKS)), {}, None),
    ("a block without an area", Visit((("97140", 30),)), {}, "area_missing"),
    ("more minutes than the session", Visit((("97140", 30, "neck"),), minutes=29), {}, "minutes_exceed_session"),
    ("as many minutes as the session", Visit((("97140", 30, "neck"),), minutes=30), {}, None),
    ("nothing that changed", Visit(ONE, pain=None, flags=raised("outcome_missing")), {}, "outcome_missing"),
    ("a change without a number", Visit(ONE, pain=(6, None)), {}, "outcome_unmeasured"),
    ("a change with a number", Visit(ONE, pain=(6, 3)), {}, None),
    ("no plan for a payer that wants need", Visit(ONE, **NO_PLAN, **NCCI), {}, "plan_missing"),
    ("no plan for a payer that does not ask", Visit(ONE, **NO_PLAN), {}, None),
    ("words that were hard to hear", Visit(ONE, flags=raised("low_confidence", Level.ASKS)), {}, "low_confidence"),
    ("a payer that was only spoken of", Visit(ONE, flags=raised("payer_spoken", Level.ASKS)), {}, "payer_spoken"),
    ("a payer spoken of and chosen", Visit(ONE, **NCCI, flags=raised("payer_spoken", Level.ASKS)), {}, None),
    ("a note made for another payer with other lines", Visit(ONE, made_for="commercial", **VA), {}, {"payer_differs", "plan_modifier_missing"}),
    ("a note made for another payer with the same lines", Visit(ONE, made_for="commercial", **NCCI), {}, None),
]  # fmt: skip


def ids(expected):
    return {expected} if isinstance(expected, str) else expected or set()


@pytest.mark.parametrize(("name", "visit", "how", "expected"), FOUND, ids=[row[0] for row in FOUND])
def test_a_note_has_its_findings_and_no_others(tmp_path, name, visit, how, expected):
    assert set(checked(tmp_path, visit, **how)) == ids(expected)


def test_the_table_is_long_and_names_every_case_once():
    assert len(FOUND) >= 60 and len({row[0] for row in FOUND}) == len(FOUND)


@pytest.mark.parametrize("visit", [Visit(ONE, lines=change(units=3)), Visit(ONE, diagnoses=("M54.5",))])
def test_a_finding_has_a_level_words_and_what_to_do(tmp_path, visit):
    for finding in checked(tmp_path, visit).values():
        assert finding.level in Level and finding.do and finding.message and finding.denials


def test_a_finding_quotes_the_words_that_it_stands_on(tmp_path):
    found = checked(tmp_path, Visit(ONE, text=TEXT + "Car accident."))
    assert found["other_payer_first"].words == ("Car accident",)


# --- sound notes ------------------------------------------------------------------------------------

SOUND = [
    Visit((("97140", 27, "neck"),)),
    Visit((("97124", 30, "neck"),)),
    Visit((("97124", 55, "neck"), ("97124", 5, "left calf"))),
    Visit((("97140", 30, "neck"), ("97110", 15, "neck"))),
    Visit((("97140", 23, "neck"), ("97112", 22, "neck"), ("97110", 8, "neck"))),
    Visit((("97124", 45, "neck"), ("97110", 15, "left calf"))),
    Visit((("97140", 15, "neck"), ("97110", 15, "neck"), ("97112", 15, "neck"), ("97140", 15, "left calf"))),
    Visit((("97140", 38, "right shoulder"),), diagnoses=("M25.511",)),
    Visit((("97140", 20, "low_back"), ("97110", 10, "hip")), diagnoses=("M54.50",)),
    Visit((("97140", 30, "neck"),), diagnoses=("M54.2", "M54.12")),
    Visit((("97140", 30, "neck"),), text=TEXT + "A relaxation massage of sixty minutes."),
    Visit((("97124", 60, "full_body"),), payer="self_pay", diagnoses=()),
    Visit(
        (("97124", 30, "neck"), ("97140", 30, "neck"), ("97010", None)),
        payer="self_pay",
        diagnoses=(),
        client=None,
        date=None,
    ),
    Visit((("97140", 53, "neck"),), payer="va_community_care"),
    Visit((("97140", 30, "neck"), ("97110", 15, "neck")), payer="va_community_care"),
    Visit((("97140", 30, "neck"), ("97110", 30, "neck")), payer="ncci"),
    Visit((("97124", 60, "neck"),), payer="ncci"),
    Visit((("97140", 60, "neck"),), payer="workers_comp", text=TEXT + "Hurt at work in May."),
    Visit((("97140", 30, "neck"),), payer="workers_comp", diagnoses=("S16.1XXD",)),
    Visit((("97124", 15, "neck"), ("97110", 45, "neck")), client=None, date=None),
]


@pytest.mark.parametrize("number", range(len(SOUND)))
def test_a_sound_note_has_no_findings(tmp_path, number):
    visit = SOUND[number]
    assert checked(tmp_path, visit, **({} if visit.client else {"client": None})) == {}


def test_there_are_twenty_sound_notes():
    assert len(SOUND) == len({repr(visit) for visit in SOUND}) == 20


# --- several notes of one client --------------------------------------------------------------------


def over_time(folder, *visits):
    paths = [written(folder, f"visit{number}", visit) for number, visit in enumerate(visits)]
    reports = office().check({path.name: read_note(path) for path in paths})
    return [{finding.id for finding in report.findings} for report in reports]


def weekly(count, minutes):
    """Visits a week apart, each with notes of its own."""
    for number in range(count):
        day = datetime.date(2026, 9, 1) + datetime.timedelta(7 * number)
        plan = Soap(plan=(Sentence(f"Plan {number}.", (Evidence(0, 5),)),))
        yield Visit((("97140", minutes[number % len(minutes)], "neck"),), date=day.isoformat(), soap=plan)


@pytest.mark.parametrize(
    ("count", "minutes", "raised"),
    [(5, (30,), True), (5, (30, 45, 15), True), (4, (30,), False), (5, (30, 45, 31), False), (6, (27,), False)],
)
def test_rounding_is_a_habit_only_over_five_visits(tmp_path, count, minutes, raised):
    found = over_time(tmp_path, *weekly(count, minutes))
    assert found == [set()] * (count - 1) + [{"rounded_minutes"} if raised else set()]


def test_visits_of_different_clients_are_not_added_up(tmp_path):
    visits = [replace(visit, client=f"Client {number}") for number, visit in enumerate(weekly(5, (30,)))]
    assert over_time(tmp_path, *visits) == [set()] * 5


def test_a_note_copied_from_a_former_visit_and_a_day_filed_twice(tmp_path):
    one = Visit((("97140", 27, "neck"),))
    copied, doubled = replace(one, date="2026-11-13"), replace(one, soap=Soap(plan=(Sentence("Other.", ()),)))
    assert over_time(tmp_path, copied, one) == [set(), {"cloned_note"}]
    assert over_time(tmp_path, one, doubled) == [set(), {"duplicate_visit"}]
    other_work = replace(doubled, blocks=(("97110", 20, "neck"),))
    assert over_time(tmp_path, one, other_work) == [set(), set()]


# --- the command ------------------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_exit_code_1_only_when_something_blocks(tmp_path):
    sound = written(tmp_path, "sound", Visit(ONE))
    warned = written(tmp_path, "warned", Visit(APART))
    blocked = written(tmp_path, "blocked", Visit(ONE, lines=change(units=3)))
    assert [run(path).exit_code for path in (sound, warned, blocked)] == [0, 0, 1]
    assert "Nothing found." in run(sound).stdout
    assert "3 units of 97140 stand on 30 minutes" in run(blocked).stdout


def test_json_holds_findings_checklist_and_what_could_not_be_read(tmp_path):
    blocked = written(tmp_path, "blocked", Visit(ONE, lines=change(units=3)))
    done = run(blocked, tmp_path / "absent.note.json", "--json")
    content = json.loads(done.stdout)
    (note,) = content["notes"]
    assert done.exit_code == 1 and note["blocks"] is True and note["payer"] == "commercial"
    assert note["findings"][0]["id"] == "units_exceed_minutes" and note["findings"][0]["level"] == "blocks"
    assert {"message", "do", "about", "words", "denials"} <= set(note["findings"][0])
    assert [item["name"] for item in note["checklist"]] == [
        "credentialed",
        "plan covers it",
        "referral",
        "authorization",
    ]
    assert content["failed"][0]["file"].endswith("absent.note.json")


def test_payer_of_the_option_wins_over_that_of_the_note(tmp_path):
    path = written(tmp_path, "visit", Visit(ONE))
    assert json.loads(run(path, "--payer", "medicare", "--json").stdout)["notes"][0]["payer"] == "medicare"
    refused = run(path, "--payer", "aetna")
    assert refused.exit_code == 1 and "'aetna'" in refused.stderr


def test_the_coverage_checklist_says_what_is_on_file(tmp_path):
    path = written(tmp_path, "visit", Visit(ONE, payer="va_community_care"))
    (report,) = office("va_community_care", replace(DANA, authorization=None)).check({path.name: read_note(path)})
    assert [(item.name, item.state) for item in report.checklist] == [
        ("credentialed", "yes"),
        ("plan covers it", "unknown"),
        ("referral", "yes"),
        ("authorization", "no"),
    ]


WRONG = [
    ("a list", lambda note: [note], "is not a note of scribe"),
    ("another version", lambda note: {**note, "schema_version": "9"}, "schema_version"),
    ("worded minutes", lambda note: note["treatments"][0].update(minutes="ten"), "treatments: 0: minutes"),
    ("negative minutes", lambda note: note["treatments"][0].update(minutes=-5), "treatments: 0: minutes"),
    ("absurd minutes", lambda note: note["treatments"][0].update(minutes=100000), "treatments: 0: minutes"),
    ("worded units", lambda note: note["billing"]["lines"][0].update(units="many"), "billing: lines: 0: units"),
    ("negative units", lambda note: note["billing"]["lines"][0].update(units=-1), "billing: lines: 0: units"),
    ("a line of no block", lambda note: note["billing"]["lines"][0].update(treatments=[7]), "there is no treatment 7"),
    ("no billing", lambda note: {key: value for key, value in note.items() if key != "billing"}, "billing"),
    ("an unknown side", lambda note: note["treatments"][0]["areas"][0].update(side="up"), "treatments: 0: areas: 0: side"),
    ("an unknown area", lambda note: note["treatments"][0]["areas"][0].update(area="elbow_left"), "treatments: 0: areas: there is no area"),
    ("an unknown technique", lambda note: note["treatments"][0].update(techniques=["magic"]), "no technique 'magic'"),
    ("an unknown code", lambda note: note["treatments"][0].update(code="97999"), "no code '97999'"),
    ("an unknown flag", lambda note: note["flags"].append({"id": "odd"}), "flags: 0: id"),
    ("no such day", lambda note: note["session"].update(date="2026-02-30"), "session: date"),
    ("an unknown payer", lambda note: note["billing"].update(payer="aetna"), "billing: payer"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "spoil", "said"), WRONG, ids=[row[0] for row in WRONG])
def test_a_broken_note_is_named_with_its_place_and_the_others_are_checked(tmp_path, name, spoil, said):
    content = Visit(ONE).note()
    spoiled = tmp_path / "spoiled.note.json"
    spoiled.write_text(json.dumps(spoil(content) or content))
    done = run(spoiled, written(tmp_path, "sound", Visit(ONE)))
    assert done.exit_code == 1 and "spoiled.note.json" in done.stderr and said in done.stderr
    assert done.stderr.count("Error:") == 1 and "Nothing found." in done.stdout


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1]", b'{"schema_version": "1"}'])
def test_what_is_no_note_is_refused_in_one_sentence(tmp_path, content):
    path = tmp_path / "odd.note.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"odd\.note\.json") as refused:
        read_note(path)
    assert "\n" not in str(refused.value)


def test_a_note_that_was_written_is_read_back_whole(tmp_path):
    path = written(tmp_path, "visit", Visit(APART, flags=raised("low_confidence")))
    assert dumps(to_dict(read_note(path))) == path.read_text(encoding="utf-8")
