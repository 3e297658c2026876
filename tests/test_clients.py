"""The clients file: strict reading, matching by the spoken name, and what it brings to a note and a check."""

import json
import os
import stat

import pytest
from click.testing import CliRunner

from scribe.cli import main
from scribe.clients import FILE, Clients, load
from scribe.errors import SettingsError
from scribe.records import Client

PAYERS = ("commercial", "ncci", "self_pay", "va_community_care")
SOUND = """\
# my clients
credentialed_with = ["va_community_care"]

[[client]]
name = "Dana Reyes"
spoken = ["Dana", "Dee"]
birth_date = 1980-02-03
payer = "va_community_care"
member_id = "W123"
referral = { by = "Dr Osei", date = 2026-10-01, expires = 2027-01-31 }
authorization = { number = "VA0001", visits_left = 8, expires = 2027-01-31 }
diagnoses = [{ code = "M54.2", given_by = "Dr Osei" }]

[[client]]
name = "Rowan Pike"
payer = "self_pay"
"""


@pytest.fixture
def folder(own_home):
    place = own_home / "data"
    place.mkdir()
    return place


@pytest.fixture
def file(folder):
    def write(text=SOUND, mode=0o600):
        path = folder / FILE
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    return write


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, [str(each) for each in arguments], input=stdin)


# --- reading ----------------------------------------------------------------------------------------


def test_every_key_is_read(file, folder):
    file()
    clients = load(folder, PAYERS)
    dana = clients.all[0]
    assert (dana.name, dana.spoken, dana.payer, dana.member_id) == ("Dana Reyes", ("Dana", "Dee"), PAYERS[3], "W123")
    assert (str(dana.birth_date), dana.referral.by, str(dana.referral.expires)) == (
        "1980-02-03",
        "Dr Osei",
        "2027-01-31",
    )
    assert (dana.authorization.number, dana.authorization.visits_left) == ("VA0001", 8)
    assert dana.diagnoses[0].given_by == "Dr Osei" and clients.credentialed_with == {"va_community_care"}


def test_no_file_is_no_clients(folder):
    assert load(folder, PAYERS) == Clients()


BROKEN = [
    ('name = "Rowan Pike"', "", "client, entry 2, name"),
    ('name = "Rowan Pike"', 'name = " "', "client, entry 2, name"),
    ('payer = "self_pay"', 'payer = "aetna"', "client, entry 2, payer: there is no payer profile 'aetna'"),
    ('credentialed_with = ["va_community_care"]', 'credentialed_with = ["va"]', "credentialed_with"),
    ("1980-02-03", '"3 Feb"', "client, entry 1, birth_date"),
    ("visits_left = 8", "visits_left = -1", "client, entry 1, authorization, visits_left"),
    ("visits_left = 8", 'visits_left = "eight"', "client, entry 1, authorization, visits_left"),
    ("M54.2", "M54-2", "client, entry 1, diagnoses, entry 1, code"),
    (', given_by = "Dr Osei"', "", "client, entry 1, diagnoses, entry 1, given_by"),
    ('member_id = "W123"', 'member = "W123"', "client, entry 1, member"),
    ('name = "Rowan Pike"', 'name = "dana  reyes"\nbirth_date = 1980-02-03', "client, entry 2: has the name"),
    ("[[client]]", "[[client]", "not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "said"), BROKEN, ids=[row[2] for row in BROKEN])
def test_a_broken_file_is_refused_with_its_place_and_without_a_name(file, folder, old, new, said):
    path = file(SOUND.replace(old, new, 1))
    with pytest.raises(SettingsError) as refused:
        load(folder, PAYERS)
    text = str(refused.value)
    assert text.startswith(str(path)) and said in text and "\n" not in text
    assert not {"Dana", "Reyes", "Rowan"} & set(text.split())
    for command in (["clients", "list"], ["clients", "check"], ["clients", "show", "Dana"], ["clients", "add", "New"]):
        result = run(*command)
        assert result.exit_code == 1 and said in result.stderr


def test_a_file_that_is_not_text_is_refused(folder):
    (folder / FILE).write_bytes(b"\xff\xfe")
    (folder / FILE).chmod(0o600)
    with pytest.raises(SettingsError, match="not UTF-8"):
        load(folder, PAYERS)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such bits")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_may_read_is_refused(file, folder, mode):
    file(mode=mode)
    with pytest.raises(SettingsError, match="chmod 600"):
        load(folder, PAYERS)


# --- matching ---------------------------------------------------------------------------------------

MANY = Clients(
    (
        Client("Dana Reyes", spoken=("Dee",)),
        Client("Rowan Pike", spoken=("Rowan",)),
        Client("Rowan Hale"),
        Client("Kim Lee"),
        Client("Kim Lee", spoken=("Kimmy",)),
    )
)


@pytest.mark.parametrize(
    ("spoken", "matched", "offered"),
    [
        ("Dana Reyes", "Dana Reyes", 0),
        ("dana  reyes", "Dana Reyes", 0),
        ("Dee", "Dana Reyes", 0),
        ("Rowan", "Rowan Pike", 0),
        ("Kimmy", "Kim Lee", 0),
        ("Dana", None, 1),
        ("Dayna Reyes", None, 1),
        ("Danna", None, 1),
        ("Reyes", None, 1),
        ("Hale", None, 1),
        ("Kim Lee", None, 2),
        ("Kim", None, 2),
        ("Alex", None, 0),
        ("Da", None, 0),
        ("", None, 0),
        (None, None, 0),
    ],
)
def test_a_name_is_matched_when_it_is_written_so_and_else_offered(spoken, matched, offered):
    match = MANY.match(spoken)
    assert (match.client.name if match.client else None, len(match.offered)) == (matched, offered)


# --- what a client brings to a note -------------------------------------------------------------------

TEXT = (
    "Sixty minute session with {}. Neck pain six out of ten. Thirty minutes of Swedish massage to the left calf, "
    "then thirty minutes of myofascial release to the neck. Neck pain down to three out of ten. Back in two weeks."
)


def note(tmp_path, name, *options):
    source = tmp_path / "visit.txt"
    source.write_text(TEXT.format(name), encoding="utf-8")
    done = run("note", source, "--out", tmp_path / "out", *options)
    assert done.exit_code == 0, done.stderr
    (written,) = (tmp_path / "out").glob("*.json")
    return json.loads(written.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "options", "payer"),
    [
        ("Dana", (), "va_community_care"),
        ("Rowan Pike", (), "self_pay"),
        ("Rowan", (), "commercial"),
        ("Alex", (), "commercial"),
        ("Dana", ("--payer", "ncci"), "ncci"),
        ("Alex", ("--payer", "medicare"), "medicare"),
    ],
)
def test_the_spoken_name_brings_the_payer_and_the_option_wins(file, tmp_path, name, options, payer):
    file()
    made = note(tmp_path, name, *options)
    assert made["billing"]["payer"] == payer
    assert ("client_uncertain" in {flag["id"] for flag in made["flags"]}) is (name == "Rowan")


def test_a_client_brings_diagnoses_modifiers_and_no_name_of_another(file, tmp_path):
    file()
    made = note(tmp_path, "Dana")
    (line,) = [line for line in made["billing"]["lines"] if line["units"]]
    assert (line["code"], line["modifiers"], line["diagnoses"]) == ("97140", ["GP"], ["M54.2"])
    assert "diagnosis_missing" not in {flag["id"] for flag in made["flags"]}
    assert made["diagnoses"] == []
    assert "Pike" not in json.dumps(made)


def test_an_unknown_payer_stops_before_anything_is_written(tmp_path):
    source = tmp_path / "visit.txt"
    source.write_text("Words.", encoding="utf-8")
    done = run("note", source, "--out", tmp_path / "out", "--payer", "aetna")
    assert done.exit_code == 1 and "'aetna'" in done.stderr and not list(tmp_path.glob("out/*.json"))


# --- the commands -----------------------------------------------------------------------------------


def test_a_client_is_added_and_all_else_stays(file, folder):
    path = file()
    particulars = {
        "--spoken": "Alex",
        "--payer": "ncci",
        "--birth-date": "1990-01-02",
        "--member-id": "A1",
        "--referral-by": "Dr Osei",
        "--authorization": "77",
        "--visits-left": "5",
        "--diagnosis": "m54.2=Dr Osei",
    }
    added = run("clients", "add", "Alex Moss", *(each for pair in particulars.items() for each in pair))
    assert added.exit_code == 0, added.stderr
    text = path.read_text(encoding="utf-8")
    assert text.startswith(SOUND.rstrip())
    alex = load(folder, PAYERS).match("Alex").client
    assert (alex.payer, str(alex.birth_date), alex.authorization.visits_left) == ("ncci", "1990-01-02", 5)
    assert alex.diagnoses[0].code == "M54.2"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_first_client_makes_a_file_that_only_its_owner_can_read(folder):
    assert run("clients", "add", "Alex Moss").exit_code == 0
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert [client.name for client in load(folder, PAYERS).all] == ["Alex Moss"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--payer", "aetna"), 1, "'aetna'"),
        (("--birth-date", "yesterday"), 2, "yesterday"),
        (("--diagnosis", "M54.2"), 2, "who gave it"),
        (("--diagnosis", "neck=Dr Osei"), 1, "diagnoses"),
        (("--visits-left", "-1"), 2, "-1"),
        (("--visits-left", "3"), 2, "--authorization"),
        (("--referral-expires", "2027-01-01"), 2, "--referral-by"),
    ],
)
def test_a_wrong_entry_is_refused_and_nothing_is_written(file, options, code, said):
    path = file()
    refused = run("clients", "add", "Alex Moss", *options)
    assert refused.exit_code == code and said in refused.stderr
    assert path.read_text(encoding="utf-8") == SOUND


def test_a_name_that_stands_twice_is_refused(file):
    path = file()
    assert run("clients", "add", "Rowan Pike").exit_code == 1
    assert path.read_text(encoding="utf-8") == SOUND


def test_list_and_show_tell_who_is_meant_and_who_may_be(file):
    file()
    assert {"Dana Reyes", "Rowan Pike"} <= {line[:10] for line in run("clients", "list").stdout.splitlines()}
    assert "VA0001" in run("clients", "show", "dee").stdout
    offered = run("clients", "show", "Rowan")
    assert offered.exit_code == 1 and "Rowan Pike" in offered.stdout and "Dana" not in offered.stdout
    assert "Nobody on file" in run("clients", "show", "Alex").stdout


@pytest.mark.parametrize(("code", "exit_code"), [("M54.2", 0), ("M54.5", 1), ("S13.4XX", 1)])
def test_check_names_diagnosis_codes_that_are_not_billable(file, code, exit_code):
    file(SOUND.replace("M54.2", code))
    checked = run("clients", "check")
    assert checked.exit_code == exit_code
    assert ("client, entry 1, diagnoses" in checked.stdout) is bool(exit_code)
