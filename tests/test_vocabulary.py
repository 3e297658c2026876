"""The trade's words: the linter of their files, sites, how a note writes an area, and what a broken file says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe.errors import VocabularyError
from scribe.records import AreaSide, Side
from scribe.resources import data_dir
from scribe.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
LEFT, RIGHT, BOTH = Side.LEFT, Side.RIGHT, Side.BILATERAL

# The identifiers that notes promise to use. More may be added; these keep region and code.
REGIONS = {
    "head": "head scalp forehead temple face suboccipitals",
    "jaw": "jaw masseter temporalis pterygoids",
    "neck": "neck sternocleidomastoid scalenes levator_scapulae upper_trapezius splenius",
    "shoulder": "shoulder rotator_cuff supraspinatus infraspinatus subscapularis teres_minor teres_major deltoid",
    "upper_back": "upper_back rhomboids middle_trapezius scapula",
    "mid_back": "mid_back thoracic_paraspinals latissimus_dorsi lower_trapezius ribs",
    "back": "back paraspinals",
    "chest": "chest pectoralis_major pectoralis_minor sternum",
    "abdomen": "abdomen diaphragm",
    "low_back": "low_back quadratus_lumborum lumbar_paraspinals sacrum sacroiliac_joint",
    "hip": "hip gluteals gluteus_medius gluteus_maximus piriformis hip_flexors psoas iliacus tensor_fasciae_latae",
    "thigh": "thigh hamstrings quadriceps adductors iliotibial_band",
    "knee": "knee popliteus",
    "lower_leg": "lower_leg calf gastrocnemius soleus shin tibialis_anterior peroneals achilles_tendon",
    "ankle": "ankle",
    "foot": "foot plantar_fascia toes heel arch",
    "upper_arm": "upper_arm biceps triceps",
    "elbow": "elbow",
    "forearm": "forearm forearm_extensors forearm_flexors",
    "wrist": "wrist",
    "hand": "hand thumb fingers",
    "arm": "arm",
    "leg": "leg",
    "full_body": "full_body",
}
CODES = {
    "97124": "swedish_massage effleurage petrissage tapotement friction vibration compression relaxation_massage "
    "therapeutic_massage deep_tissue_massage sports_massage prenatal_massage hot_stone_massage scalp_massage "
    "reflexology",
    "97140": "manual_therapy trigger_point_therapy myofascial_release soft_tissue_mobilization joint_mobilization "
    "manual_traction manual_lymphatic_drainage pin_and_stretch active_release muscle_energy_technique "
    "strain_counterstrain cross_fiber_friction ischemic_compression instrument_assisted craniosacral_therapy",
    "97112": "neuromuscular_reeducation balance_training posture_training proprioceptive_training "
    "coordination_training pnf",
    "97110": "therapeutic_exercise stretching strengthening range_of_motion_exercise mobility_drills",
    "97010": "hot_pack cold_pack",
    None: "cupping dry_needling ultrasound electrical_stimulation kinesiology_tape aromatherapy paraffin self_massage "
    "chiropractic_adjustment acupuncture",
}
MIDLINE = (
    "head scalp forehead face suboccipitals jaw neck upper_back mid_back back chest sternum abdomen diaphragm low_back "
    "sacrum full_body"
)


# --- the data -----------------------------------------------------------------


def test_every_promised_area_has_its_region() -> None:
    promised = {area: region for region, areas in REGIONS.items() for area in areas.split()}
    assert {id: area.region for id, area in VOCABULARY.areas.items() if id in promised} == promised


def test_every_promised_technique_has_its_code() -> None:
    promised = {technique: code for code, techniques in CODES.items() for technique in techniques.split()}
    assert {id: technique.code for id, technique in VOCABULARY.techniques.items() if id in promised} == promised


def test_only_midline_areas_are_unpaired() -> None:
    assert {id for id, area in VOCABULARY.areas.items() if not area.paired} == set(MIDLINE.split())


def test_paired_areas_have_plural_phrasings() -> None:
    assert [id for id, area in VOCABULARY.areas.items() if area.paired and not area.plurals] == []


def test_every_identifier_is_said_in_several_ways() -> None:
    areas = {id: area.names + area.plurals for id, area in VOCABULARY.areas.items()}
    techniques = {id: technique.names for id, technique in VOCABULARY.techniques.items()}
    assert [id for id, phrases in {**areas, **techniques}.items() if len(phrases) < 3] == []


def test_the_name_that_a_note_writes_can_be_read_back() -> None:
    def plain(text: str) -> str:
        return text.lower().replace("-", " ")

    areas = [area.id for area in VOCABULARY.areas.values() if plain(area.name) not in area.names + area.plurals]
    techniques = [t.id for t in VOCABULARY.techniques.values() if plain(t.name) not in t.names]
    assert (areas, techniques) == ([], [])


@pytest.mark.parametrize("file", ["areas.yaml", "techniques.yaml", "regions.yaml"])
def test_every_file_names_its_source(file: str) -> None:
    assert re.search(r"^source: .{8}", (data_dir("models") / "vocabulary" / file).read_text(), re.MULTILINE)


def test_regions_hold_as_promised() -> None:
    assert VOCABULARY.holds == {
        "back": {"upper_back", "mid_back", "low_back"},
        "arm": {"upper_arm", "elbow", "forearm", "wrist", "hand"},
        "leg": {"thigh", "knee", "lower_leg", "ankle", "foot"},
        "full_body": set(REGIONS) - {"full_body"},
    }


@pytest.mark.parametrize(
    ("phrase", "area"),
    [
        ("ql", "quadratus_lumborum"),
        ("trap", "upper_trapezius"),
        ("traps", "upper_trapezius"),
        ("suboccipital triangle", "suboccipitals"),
        ("base of the skull", "suboccipitals"),
        ("lumbar", "low_back"),
        ("side of the hip", "hip"),
        ("butt cheek", "gluteals"),
        ("back of the knee", "knee"),
        ("popliteus", "popliteus"),
        ("meaty part of the forearm", "forearm"),
        ("between the shoulder blades", "upper_back"),
        ("under the shoulder blade", "scapula"),
        ("mouth opening", "jaw"),
        ("tmj", "jaw"),
        ("pecs", "pectoralis_major"),
        ("pec minor", "pectoralis_minor"),
        ("erector spinae", "paraspinals"),
        ("glute med", "gluteus_medius"),
        ("glutes", "gluteals"),
        ("inner thigh", "thigh"),
        ("headache", "head"),
        ("whiplash", "neck"),
        ("golfer's elbow", "elbow"),
    ],
)
def test_what_therapists_call_an_area(phrase: str, area: str) -> None:
    found = [a.id for a in VOCABULARY.areas.values() if phrase in a.names + a.plurals + a.complaints]
    assert found == [area]


def every_name(technique):
    return (*technique.names, *technique.verbs, *technique.ambiguous_names, *technique.unclear_names)


@pytest.mark.parametrize(
    ("phrase", "technique"),
    [
        ("mfr", "myofascial_release"),
        ("john barnes style", "myofascial_release"),
        ("gua sha", "instrument_assisted"),
        ("positional release", "strain_counterstrain"),
        ("sustained pressure", "ischemic_compression"),
        ("friction", "friction"),
        ("cross fiber friction", "cross_fiber_friction"),
        ("massage", "therapeutic_massage"),
        ("band work", "strengthening"),
        ("foam rolls", "self_massage"),
        ("cupping", "cupping"),
        ("hacking and cupping", "tapotement"),
        ("dry needling", "dry_needling"),
        ("nmt", "trigger_point_therapy"),
        ("neuromuscular therapy", "trigger_point_therapy"),
        ("neuro re ed", "neuromuscular_reeducation"),
        ("pnf stretching", "pnf"),
        ("assisted stretching", "stretching"),
        ("soft tissue mobilisation", "soft_tissue_mobilization"),
    ],
)
def test_what_therapists_call_a_technique(phrase: str, technique: str) -> None:
    found = [
        t.id
        for t in VOCABULARY.techniques.values()
        if phrase in (*t.names, *t.verbs, *t.ambiguous_names, *t.unclear_names)
    ]
    assert found == [technique]


@pytest.mark.parametrize("word", ["met", "art", "heat", "prom", "range of motion", "release", "balance", "exercise"])
def test_everyday_words_are_no_technique(word: str) -> None:
    assert [
        t.id
        for t in VOCABULARY.techniques.values()
        if word in (*t.names, *t.verbs, *t.ambiguous_names, *t.unclear_names)
    ] == []


@pytest.mark.parametrize("phrase", ["back in", "on the other hand", "face down", "hands on", "on foot"])
def test_idioms_are_no_area(phrase: str) -> None:
    assert phrase in VOCABULARY.not_areas


@pytest.mark.parametrize("phrase", ["back at", "back for", "back to", "back down", "back on monday", "back at work"])
def test_words_that_follow_a_real_back_do_not_hide_it(phrase: str) -> None:
    """ "Her back at a six", "massage to the back for ten minutes", "hurt his back on Monday"."""
    assert phrase not in VOCABULARY.not_areas


def test_doubtful_codes_say_why() -> None:
    assert "97140" in (VOCABULARY.techniques["deep_tissue_massage"].ambiguous or "")
    assert "97112" in VOCABULARY.techniques["trigger_point_therapy"].ambiguous_names["nmt"]
    assert VOCABULARY.techniques["trigger_point_therapy"].ambiguous is None


# --- sites --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        (("neck", None), ("scalenes", LEFT), True),
        (("neck", None), ("suboccipitals", None), False),
        (("back", None), ("low_back", None), True),
        (("back", None), ("quadratus_lumborum", RIGHT), True),
        (("back", None), ("rhomboids", LEFT), True),
        (("upper_back", None), ("low_back", None), False),
        (("back", None), ("neck", None), False),
        (("back", None), ("hip", None), False),
        (("calf", LEFT), ("calf", RIGHT), False),
        (("calf", LEFT), ("calf", BOTH), True),
        (("calf", LEFT), ("soleus", LEFT), True),
        (("calf", LEFT), ("soleus", None), True),
        (("leg", LEFT), ("calf", LEFT), True),
        (("leg", LEFT), ("calf", RIGHT), False),
        (("leg", BOTH), ("foot", RIGHT), True),
        (("leg", LEFT), ("hip", LEFT), False),
        (("thigh", LEFT), ("calf", LEFT), False),
        (("arm", RIGHT), ("thumb", RIGHT), True),
        (("arm", RIGHT), ("shoulder", RIGHT), False),
        (("full_body", None), ("masseter", RIGHT), True),
        (("full_body", None), ("full_body", None), True),
    ],
)
def test_same_site(a: tuple[str, Side | None], b: tuple[str, Side | None], shared: bool) -> None:
    assert VOCABULARY.same_site(AreaSide(*a), AreaSide(*b)) is shared


AREA_SIDES = st.builds(AreaSide, st.sampled_from(sorted(VOCABULARY.areas)), st.sampled_from([None, *Side]))


@given(AREA_SIDES, AREA_SIDES)
def test_sites_do_not_depend_on_the_order(a: AreaSide, b: AreaSide) -> None:
    assert VOCABULARY.same_site(a, b) == VOCABULARY.same_site(b, a)
    assert VOCABULARY.same_site(a, a)


# --- how a note writes it -----------------------------------------------------


@pytest.mark.parametrize(
    ("area", "side", "words"),
    [
        ("quadratus_lumborum", LEFT, "left quadratus lumborum"),
        ("calf", BOTH, "both calves"),
        ("calf", None, "calf"),
        ("hamstrings", RIGHT, "right hamstrings"),
        ("hamstrings", BOTH, "both hamstrings"),
        ("foot", BOTH, "both feet"),
        ("toes", BOTH, "both sets of toes"),
        ("piriformis", BOTH, "both piriformis muscles"),
        ("achilles_tendon", LEFT, "left Achilles tendon"),
        ("neck", None, "neck"),
        ("neck", LEFT, "left side of the neck"),
        ("neck", BOTH, "both sides of the neck"),
        ("low_back", RIGHT, "right side of the low back"),
    ],
)
def test_spoken(area: str, side: Side | None, words: str) -> None:
    assert VOCABULARY.spoken(AreaSide(area, side)) == words


@pytest.mark.parametrize(
    ("technique", "words"), [("swedish_massage", "Swedish massage"), ("cross_fiber_friction", "cross-fiber friction")]
)
def test_technique_name(technique: str, words: str) -> None:
    assert VOCABULARY.technique_name(technique) == words


# --- a user's own words -------------------------------------------------------


def test_a_users_words_are_added(tmp_path: Path) -> None:
    own = tmp_path / "words.yaml"
    own.write_text(
        "areas: {hamstrings: {names: [hammer string], plurals: [hammer strings, hammers]}}\n"
        "techniques:\n  myofascial_release:\n    names: melting work, the slow stuff\n    verbs: melted\n"
    )
    with_own = load_vocabulary(own)
    assert with_own.areas["hamstrings"].names == (*VOCABULARY.areas["hamstrings"].names, "hammer string")
    assert with_own.areas["hamstrings"].plurals[-2:] == ("hammer strings", "hammers")
    assert with_own.techniques["myofascial_release"].names[-2:] == ("melting work", "the slow stuff")
    assert with_own.techniques["myofascial_release"].verbs[-1] == "melted"
    assert with_own.areas["calf"] == VOCABULARY.areas["calf"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("areas: {hamstring: {names: [hammer string]}}", ["words.yaml", "areas / hamstring", "no such identifier"]),
        ("techniques: {mfr: {names: [melting]}}", ["words.yaml", "techniques / mfr", "no such identifier"]),
        ("areas: {calf: {nmaes: [moo]}}", ["words.yaml", "areas / calf / nmaes"]),
        ("areas: {calf: {names: [5]}}", ["words.yaml", "areas / calf / names"]),
        ("areas: {calf: {names: [neck]}}", ["words.yaml", "calf", '"neck" stands under neck already']),
        ("areas: {calf: {names: [back in]}}", ["words.yaml", "not_areas", "already"]),
        ("techniques: {friction: {verbs: [Cross-Fibered]}}", ["words.yaml", "friction", "lower case"]),
        ("areas: {calf: {names: 'moo,, cow'}}", ["words.yaml", "calf", "Rewrite it"]),
        ("areas: {calf: [", ["words.yaml, line ", "not valid YAML"]),
        ("just a sentence", ["words.yaml", "the whole file"]),
    ],
)
def test_a_wrong_users_file_is_named(tmp_path: Path, content: str, says: list[str]) -> None:
    own = tmp_path / "words.yaml"
    own.write_text(content)
    with pytest.raises(VocabularyError) as raised:
        load_vocabulary(own)
    assert [part for part in says if part not in str(raised.value)] == []


def test_a_missing_users_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"nowhere\.yaml"):
        load_vocabulary(tmp_path / "nowhere.yaml")


# --- broken files of the project ------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("areas.yaml", "    plural: calves\n", "", "areas / calf / plural"),
        ("areas.yaml", "    name: neck\n", "    name: neck\n    plural: necks\n", "areas / neck / plural"),
        ("areas.yaml", "    region: ankle\n", "    region: ankel\n", "areas / ankle / region: unknown region ankel"),
        ("areas.yaml", "    region: ankle\n", "", "areas / ankle / region"),
        ("techniques.yaml", 'code: "97010"', "code: 97010", "techniques / hot_pack / code"),
        ("techniques.yaml", 'code: "97010"', 'code: "9701"', "techniques / hot_pack / code"),
        ("regions.yaml", "upper_back, mid_back, low_back]", "upper_back, midback]", "holds / back"),
        ("regions.yaml", "source:", "sauce:", "source"),
    ],
)
def test_a_broken_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, says: str
) -> None:
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    for path in (data_dir("models") / "vocabulary").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert path.name != file or old in text
        (folder / path.name).write_text(text.replace(old, new, 1) if path.name == file else text, encoding="utf-8")
    monkeypatch.setattr("scribe.vocabulary.data_dir", lambda name: tmp_path)
    with pytest.raises(VocabularyError) as raised:
        load_vocabulary()
    assert str(raised.value).startswith(f"{file}: {says}")
