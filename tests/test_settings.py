"""An option wins over a variable, a variable over the file, the file over the default; each says where it is from."""

import pytest

from scribe import settings
from scribe.errors import SettingsError


def origin(name, **options):
    return next(setting.origin for setting in settings.load(**options).all if setting.name == name)


def test_without_anything_the_defaults_hold():
    chosen = settings.load()
    assert (chosen.model, chosen.device, chosen.template, chosen.out, chosen.rule) == (
        "base",
        "auto",
        "soap",
        None,
        None,
    )
    assert {setting.origin for setting in chosen.all} == {"default"}


def test_each_source_wins_over_the_one_below(config_dir, monkeypatch):
    (config_dir / "config.toml").write_text('model = "small.en"\nrule = "spm"\n')
    assert settings.load().model == "small.en"
    assert origin("model") == str(config_dir / "config.toml")
    monkeypatch.setenv("SCRIBE_MODEL", "tiny.en")
    assert settings.load().model == "tiny.en"
    assert origin("model") == "SCRIBE_MODEL"
    assert settings.load(model="medium").model == "medium"
    assert origin("model", model="medium") == "option"
    assert settings.load(model="medium").rule == "spm"


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("SCRIBE_DEVICE", "")
    assert origin("device") == "default"


def test_a_folder_may_start_with_the_home(monkeypatch, own_home):
    monkeypatch.setenv("SCRIBE_OUT", "~/notes")
    assert settings.load().out == own_home / "notes"


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ('modell = "base"', "modell"),
        ("model = 3", "model"),
        ('model = ""', "model"),
        ('device = "gpu"', "device"),
        ('rule = "aarp"', "rule"),
        ('out = ["a"]', "out"),
        ("model = base", "config.toml"),
        ("[model]\nname = 1", "model"),
    ],
)
def test_a_wrong_file_names_itself_and_the_key(config_dir, written, named):
    (config_dir / "config.toml").write_text(written)
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert "config.toml" in str(caught.value)
    assert named in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"model = 'a\x00'"])
def test_a_file_that_is_no_text_is_one_sentence(config_dir, content):
    (config_dir / "config.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"config\.toml"):
        settings.load()


def test_a_wrong_variable_or_option_names_itself(monkeypatch):
    with pytest.raises(SettingsError, match="--device"):
        settings.load(device="gpu")
    monkeypatch.setenv("SCRIBE_RULE", "both")
    with pytest.raises(SettingsError, match="SCRIBE_RULE"):
        settings.load()
