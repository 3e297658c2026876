"""The practice, the signature and the fees stand in the settings file; what is wrong there is one sentence."""

import base64
from decimal import Decimal

import pytest
from click.testing import CliRunner
from PIL import Image

from scribe import settings
from scribe.cli import main
from scribe.errors import SettingsError
from scribe.practice import Practice, Signature

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
WHOLE = """
model = "small.en"

[practice]
name = "Cedar Bodywork"
address = ["214 Alder Street", "Portland, OR 97205"]
phone = "(503) 555-0142"
email = "desk@cedar.example"
npi = "1234567893"
tax_id = "93-1234567"
place_of_service = "11"
logo = "logo.png"

[signature]
name = "Zoë Łukasz"
credential = "LMT"
licence = "OR 24817"

[fees]
97124 = "45.00"
97140 = "52.5"
"""


def written(config_dir, text):
    (config_dir / "config.toml").write_text(text, encoding="utf-8")


def test_without_a_file_nothing_is_set():
    assert settings.practice() == Practice()


def test_everything_is_read_and_money_is_exact(config_dir):
    written(config_dir, WHOLE.replace('"52.5"', '"52.50"'))
    (config_dir / "logo.png").write_bytes(PIXEL)
    assert settings.practice() == Practice(
        name="Cedar Bodywork",
        address=("214 Alder Street", "Portland, OR 97205"),
        phone="(503) 555-0142",
        email="desk@cedar.example",
        npi="1234567893",
        tax_id="93-1234567",
        place_of_service="11",
        logo=PIXEL,
        signature=Signature("Zoë Łukasz", "LMT", "OR 24817"),
        fees={"97124": Decimal("45.00"), "97140": Decimal("52.50")},
    )
    assert settings.load().model == "small.en"


@pytest.mark.parametrize("damaged", [PIXEL[:20], PIXEL[:45], b"\xff\xd8\xff\xe0nothing", b"GIF89a", b"<svg/>", b""])
def test_a_logo_that_cannot_be_shown_is_one_sentence(config_dir, damaged):
    written(config_dir, '[practice]\nlogo = "logo.png"')
    (config_dir / "logo.png").write_bytes(damaged)
    with pytest.raises(SettingsError, match=r"logo: .*logo\.png is no whole PNG or JPEG picture"):
        settings.practice()


def test_a_logo_of_a_poster_is_refused(config_dir):
    written(config_dir, '[practice]\nlogo = "logo.png"')
    Image.new("1", (4001, 1)).save(config_dir / "logo.png")
    with pytest.raises(SettingsError, match="4000 pixels"):
        settings.practice()


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ('[practice]\nnmae = "x"', "[practice], nmae", "no such setting"),
        ('[practice]\nnpi = "1234567890"', "[practice], npi", "a figure must be wrong"),
        ('[practice]\nnpi = "123456789"', "[practice], npi", "ten figures"),
        ('[practice]\nplace_of_service = "office"', "[practice], place_of_service", "two figures"),
        ('[practice]\naddress = "1 High Street"', "[practice], address", "brackets"),
        ('[practice]\nname = " "', "[practice], name", "not empty"),
        ('[practice]\nlogo = "none.png"', "[practice], logo", "cannot be read"),
        ('[practice]\nlogo = "config.toml"', "[practice], logo", "PNG or JPEG"),
        ("[signature]\nname = 3", "[signature], name", "text in quotes"),
        ("[fees]\n97124 = 45.1", "[fees], 97124", '"45.00"'),
        ('[fees]\n97124 = "45.1"', "[fees], 97124", '"45.00"'),
        ('[fees]\n97124 = "-45.00"', "[fees], 97124", '"45.00"'),
        ('[fees]\nmassage = "45.00"', "[fees], massage", "procedure code"),
        ('practice = "Cedar"', "practice", "section"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(config_dir, text, place, what):
    written(config_dir, text)
    with pytest.raises(SettingsError) as caught:
        settings.practice()
    assert "config.toml" in str(caught.value)
    assert place in str(caught.value)
    assert what in str(caught.value)


def test_config_show_prints_what_is_set_and_what_is_not(config_dir):
    written(config_dir, WHOLE.replace('"52.5"', '"52.50"').replace('tax_id = "93-1234567"\n', ""))
    (config_dir / "logo.png").write_bytes(PIXEL)
    shown = CliRunner().invoke(main, ["config", "show"]).output
    rows = {line.split()[0]: line for line in shown.splitlines()}
    assert "Zoë Łukasz" in rows["signature.name"]
    assert "45.00" in rows["fees.97124"]
    assert "not set" in rows["practice.tax_id"]
    assert "default" in rows["practice.tax_id"]
    assert "214 Alder Street, Portland, OR 97205" in rows["practice.address"]


def test_config_show_refuses_a_wrong_section(config_dir):
    written(config_dir, '[practice]\nnpi = "1"')
    outcome = CliRunner().invoke(main, ["config", "show"])
    assert outcome.exit_code == 1
    assert "npi" in outcome.output
