"""The packages that others install: what is in them, and that they work away from the checkout."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from scribe import __version__

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LARGEST, LARGEST_LEARNED = 1_000_000, 3_000_000
"""Bytes; of what a speech model learned, three times that: the smallest speech model is 25 times as large."""


def run(*args, **options):
    done = subprocess.run(list(map(str, args)), capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built as a release is: from the source package."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of commands of a fresh environment that holds the wheel, and borrows what it depends on."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=os.name != "nt")
    commands = home / ("Scripts" if os.name == "nt" else "bin")
    run(sys.executable, "-m", "pip", "--python", commands / "python", "install", "--no-deps", "--no-index", wheel)
    site = Path(run(commands / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # A folder named so is searched last, and its own .pth files, which lead to this checkout, are not read.
    (site / "borrowed.pth").write_text("\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}))
    return commands


@pytest.fixture
def command(installed, tmp_path, monkeypatch):
    """Runs an installed command far from the checkout."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return lambda name, *args: run(installed / name, *args)


def below(folder, *patterns):
    return {path.relative_to(ROOT).as_posix() for pattern in patterns for path in (ROOT / folder).rglob(pattern)}


def test_the_wheel_holds_the_program_and_its_data_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        files = {file.filename: file.file_size for file in archive.infolist() if ".dist-info/" not in file.filename}
        about = [name.split("/", 1)[1] for name in archive.namelist() if ".dist-info/" in name]
    data = below("models", "*.yaml", "*.gz", "*.npz") | below("templates", "*.*")
    assert set(files) == below("scribe", "*.py") | {f"scribe/{name}" for name in data}
    known = ("models/vocabulary/areas.yaml", "models/billing/codes.yaml", "models/review/body.yaml")
    assert {f"scribe/{name}" for name in (*known, "templates/review/static/note.js")} <= set(files)
    assert files.pop("scribe/models/patterns/trade.npz") < LARGEST_LEARNED
    assert max(files.values()) < LARGEST
    assert "licenses/LICENSE" in about


def test_it_is_the_installed_program_that_runs(command, installed):
    assert command("scribe", "--version") == f"scribe {__version__}\n"
    where = Path(command("python", "-c", "import scribe; print(scribe.__file__)").strip())
    assert installed.parent in where.parents


def test_the_installed_program_writes_a_note_and_counts_units(command, tmp_path):
    text = "Sixty minutes with Dana. Twenty minutes of Swedish massage to the back."
    (tmp_path / "visit.txt").write_text(text)
    command("scribe", "note", "visit.txt")
    note = json.loads((tmp_path / "visit.note.json").read_text())
    assert [block["code"] for block in note["treatments"]] == ["97124"]
    assert "Dana" in (tmp_path / "visit.note.md").read_text()
    counted = json.loads(command("scribe", "units", "97140=25", "97124=10", "--rule", "cms", "--json"))
    assert counted["total_units"] == 2


def test_the_installed_program_knows_its_speech_models(command):
    assert "base" in command("scribe", "models", "list")
