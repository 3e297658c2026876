"""Score the notes a scribe wrote against dictations annotated by hand.

    python benchmarks/score_notes.py GOLD.json NOTES_DIR [--json] [--show]

GOLD.json is a list of {"id", "text", "gold"} as in tests/dictations; NOTES_DIR
holds <id>.note.json files as docs/note-json.md describes them. A missing or
malformed note counts as an empty one. It shares no code and no data with the
program that it judges. Standard library only.

F1 figures, micro-averaged over all dictations: `blocks` (code, areas with sides and
minutes all equal to a gold block's, techniques overlapping by half or more), `techniques`,
`areas` (area, side), `pain` (area, side, before, after), `rom` (with movement and unit), `mentions`
(technique, status), `diagnoses` (code), `flags` (over the ids that the gold set uses; others are not scored).

Shares: `minutes` of matched blocks; `session_minutes`; `follow_up`; `billing` notes whose
proposed (code, units) equal the reference calculator's on the gold blocks; `grounded` numbers and sides in
the note's sentences that the sentence's own evidence says, or a fact resting on that evidence holds
(a note with no sentence counts as one that is not); `covered` minutes and pain scores of the facts that
stand in a sentence; `evidence` spans that cut exactly the text they claim, and pain scores and stated
minutes that their own evidence says; `written` notes that exist and could be read.
"""

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

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
REGION_OF = {area: region for region, areas in REGIONS.items() for area in areas.split()}
HOLDS = {
    "back": {"upper_back", "mid_back", "low_back"},
    "arm": {"upper_arm", "elbow", "forearm", "wrist", "hand"},
    "leg": {"thigh", "knee", "lower_leg", "ankle", "foot"},
    "full_body": set(REGIONS),
}
TIMED = {"97124", "97140", "97112", "97110"}
UNTIMED = {"97010"}


# --- the reference calculator ------------------------------------------------


def units_spm(minutes):
    """Units of each code taken alone: a unit per 15 minutes, one more for 8 or more left."""
    return {code: int(m // 15) + (1 if m % 15 >= 8 else 0) for code, m in minutes.items()}


def units_cms(minutes):
    """Units under the CMS rule: the total decides how many, the largest remainders get what is left.

    Source: Medicare Claims Processing Manual, chapter 5, section 20.2.
    """
    total = sum(minutes.values())
    allowed = int(total // 15) + (1 if total % 15 >= 8 else 0)
    units = {code: int(m // 15) for code, m in minutes.items()}
    order = sorted(minutes, key=lambda code: (-(minutes[code] % 15), -minutes[code]))
    for code in order[: allowed - sum(units.values())]:
        units[code] += 1
    return units


def same_site(a, b):
    """True when two {"area", "side"} may be one place: regions equal or nested, sides not opposed."""
    one, other = REGION_OF.get(a["area"]), REGION_OF.get(b["area"])
    nested = one == other or other in HOLDS.get(one, ()) or one in HOLDS.get(other, ())
    sides = {a["side"], b["side"]}
    return nested and (len(sides) == 1 or None in sides or "bilateral" in sides)


def sharing(blocks, code, other_code):
    """Indexes of the blocks of `code` that share a site with a block of `other_code`."""
    others = [b for b in blocks if b["code"] == other_code]
    return {
        i
        for i, block in enumerate(blocks)
        if block["code"] == code and any(same_site(a, b) for o in others for a in block["areas"] for b in o["areas"])
    }


def conflicts(blocks):
    return bool(sharing(blocks, "97124", "97140"))


def units_without(blocks, left_out, rule):
    minutes, untimed = {}, {}
    for i, block in enumerate(blocks):
        code = block["code"]
        if code in UNTIMED:
            untimed[code] = 1
        elif code in TIMED and block["minutes"] and i not in left_out:
            minutes[code] = minutes.get(code, 0) + block["minutes"]
    units = {"cms": units_cms, "spm": units_spm}[rule](minutes)
    return {**{c: u for c, u in units.items() if u}, **untimed}


def expected_lines(blocks, rule="fewer"):
    """{code: units} that should be proposed for gold blocks under the commercial profile."""
    if rule == "fewer":
        cms, spm = expected_lines(blocks, "cms"), expected_lines(blocks, "spm")
        return spm if sum(spm.values()) < sum(cms.values()) else cms
    lines = units_without(blocks, sharing(blocks, "97124", "97140"), rule)
    if conflicts(blocks) and not lines.get("97140"):
        lines = units_without(blocks, sharing(blocks, "97140", "97124"), rule)
    return lines


# --- what a text says --------------------------------------------------------

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
VALUE = {w: i for i, w in enumerate(ONES)} | {w: 20 + 10 * i for i, w in enumerate(TENS)}
PHRASES = (
    ("half an hour", 30), ("half hour", 30), ("half-hour", 30), ("quarter of an hour", 15),
    ("three quarters of an hour", 45),
    ("an hour", 60), ("hour and a half", 90), ("a hundred", 100), ("couple", 2), ("twice", 2), ("once", 1),
    ("tenner", 10), ("dozen", 12), ("fortnight", 14), ("a week", 7), ("a month", 30), ("zero", 0),
)  # fmt: skip


def numbers_said(text):
    """Every number that the text can be read to say, as floats; generous on purpose."""
    text = text.lower()
    said = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)}
    tokens = re.findall(r"[a-z]+|\d+", text.replace("-", " "))
    for k, token in enumerate(tokens):
        if token in VALUE:
            said.add(float(VALUE[token]))
            follow = tokens[k + 1] if k + 1 < len(tokens) else ""
            if token in TENS and follow in ONES[1:10]:
                said.add(float(VALUE[token] + VALUE[follow]))
            if follow == "hundred":
                said.add(100.0 * VALUE[token])
                rest = [t for t in tokens[k + 2 : k + 5] if t != "and"]
                if rest and rest[0] in VALUE:
                    ones = VALUE[rest[1]] if rest[0] in TENS and len(rest) > 1 and rest[1] in ONES[1:10] else 0
                    said.add(100.0 * VALUE[token] + VALUE[rest[0]] + ones)
    return said | {float(value) for phrase, value in PHRASES if phrase in text}


def values_in(fact):
    """Every number and side inside a fact, its evidence left out."""
    numbers, sides = set(), set()
    stack = [v for k, v in fact.items() if k != "evidence"]
    while stack:
        v = stack.pop()
        if isinstance(v, dict):
            stack += [w for k, w in v.items() if k != "evidence"]
        elif isinstance(v, list):
            stack += v
        elif isinstance(v, (int, float)) and not isinstance(v, bool):
            numbers.add(float(v))
        elif v in ("left", "right"):
            sides.add(v)
        elif v == "bilateral":
            sides |= {"left", "right"}
    return numbers, sides


# --- reading a note ----------------------------------------------------------

FACTS = ("pain", "treatments", "mentions", "not_worked", "range_of_motion", "home_care", "diagnoses")


def rows(note, key):
    value = note.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def part(note, key):
    value = note.get(key)
    return value if isinstance(value, dict) else {}


def number(value):
    try:
        return tuple(float(v) for v in value) if isinstance(value, list) else None if value is None else float(value)
    except (TypeError, ValueError):
        return "unreadable"


def hashable(value):
    return value if isinstance(value, (str, int, float, type(None))) else json.dumps(value, sort_keys=True)


def area_set(block):
    return {(hashable(a.get("area")), hashable(a.get("side"))) for a in rows(block, "areas")}


def technique_set(block):
    return {hashable(t) for t in block.get("techniques") or []}


def spans(thing):
    return [
        (e.get("start"), e.get("end"))
        for e in rows(thing, "evidence")
        if isinstance(e.get("start"), int) and isinstance(e.get("end"), int)
    ]


def overlap(one, other):
    return any(a < d and c < b for a, b in spans(one) for c, d in spans(other))


# --- comparing one note ------------------------------------------------------


def jaccard(a, b):
    return len(a & b) / len(a | b) if a or b else 1.0


def similarity(gold, found):
    return (
        2 * (gold["code"] == found.get("code"))
        + 3 * jaccard(technique_set(gold), technique_set(found))
        + 2 * jaccard(area_set(gold), area_set(found))
        + (number(gold["minutes"]) == number(found.get("minutes")))
    )


def pair_blocks(gold, found):
    scored = ((similarity(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found))
    used_gold, used_found, pairs = set(), set(), []
    for score, i, j in sorted(scored, key=lambda c: (-c[0], c[1], c[2])):
        if score >= 2 and i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((gold[i], found[j]))
    return pairs


def block_right(gold, found):
    return (
        jaccard(technique_set(gold), technique_set(found)) >= 0.5
        and gold["code"] == found.get("code")
        and area_set(gold) == area_set(found)
        and number(gold["minutes"]) == number(found.get("minutes"))
    )


def count(tally, gold, found):
    tally["tp"] += sum((gold & found).values())
    tally["fp"] += sum((found - gold).values())
    tally["fn"] += sum((gold - found).values())


def tuples(facts, *keys):
    return Counter(
        tuple(number(f.get(k)) if k in ("before", "after") else hashable(f.get(k)) for k in keys) for f in facts
    )


def check_sentences(note, text, share):
    """Numbers and sides of the sentences against their own evidence; facts against the sentences."""
    facts = [f for key in FACTS for f in rows(note, key)]
    session, follow = part(note, "session"), part(note, "follow_up")
    sentences = [
        s
        for section in part(note, "soap").values()
        if isinstance(section, list)
        for s in section
        if isinstance(s, dict)
    ]
    if not sentences:
        share["grounded"][1] += 1
    for sentence in sentences:
        body = re.sub(
            r"\b[A-Z]\d\d(?:\.\w+)?\b|\b\d+/10\b",
            lambda m: m.group(0).split("/")[0] if "/" in m.group(0) else " ",
            str(sentence.get("text", "")),
        )
        said = " ".join(text[a:b] for a, b in spans(sentence))
        numbers, sides = numbers_said(said), {w for w in ("left", "right") if re.search(rf"\b{w}\b", said.lower())}
        if re.search(r"\b(both|bilateral|each|either)\b", said.lower()):
            sides |= {"left", "right"}
        for fact in [*(f for f in facts if overlap(f, sentence)), session, follow]:
            more, which = values_in(fact)
            numbers |= more
            sides |= which
        for n in re.findall(r"\d+(?:\.\d+)?", body):
            share["grounded"][0] += float(n) in numbers
            share["grounded"][1] += 1
        for side in re.findall(r"\b(?:left|right)\b", body.lower()):
            share["grounded"][0] += side in sides
            share["grounded"][1] += 1
    for fact in rows(note, "treatments") + rows(note, "pain"):
        for key in ("minutes", "before", "after"):
            value = number(fact.get(key))
            if value is None or value == "unreadable":
                continue
            want = set(value) if isinstance(value, tuple) else {value}
            share["covered"][0] += any(
                want <= numbers_said(str(s.get("text", ""))) for s in sentences if overlap(fact, s)
            )
            share["covered"][1] += 1


def check_evidence(note, text, share):
    sections = [
        s
        for section in part(note, "soap").values()
        if isinstance(section, list)
        for s in section
        if isinstance(s, dict)
    ]
    for thing in [*(f for key in FACTS for f in rows(note, key)), *sections]:
        if thing.get("origin") == "therapist":
            continue
        cut = rows(thing, "evidence")
        good = bool(cut) and all(
            isinstance(e.get("start"), int)
            and isinstance(e.get("end"), int)
            and 0 <= e["start"] < e["end"] <= len(text)
            and e.get("text") == text[e["start"] : e["end"]]
            for e in cut
        )
        said = numbers_said(" ".join(text[a:b] for a, b in spans(thing)))
        if "before" in thing and "movement" not in thing:
            for key in ("before", "after"):
                value = number(thing.get(key))
                good = good and (value is None or set(value if isinstance(value, tuple) else [value]) <= said)
        if thing.get("minutes_basis") == "stated":
            value = number(thing.get("minutes"))
            good = good and (value in said or (isinstance(value, float) and value / 2 in said))
        share["evidence"][0] += good
        share["evidence"][1] += 1
    if not sections:
        share["evidence"][1] += 1


def score(gold_items, notes_dir, rule="fewer"):
    """Figures over all dictations, and a row of detail for each."""
    tally = {k: Counter() for k in ("blocks", "techniques", "areas", "pain", "rom", "mentions", "diagnoses", "flags")}
    share = {
        k: [0, 0]
        for k in ("minutes", "session_minutes", "follow_up", "billing", "grounded", "covered", "evidence", "written")
    }
    flag_ids = {f for item in gold_items for f in item["gold"]["flags"]}
    details = []
    for item in gold_items:
        gold, note = item["gold"], {}
        try:
            note = json.loads((Path(notes_dir) / f"{item['id']}.note.json").read_text(encoding="utf-8"))
            note = note if isinstance(note, dict) else {}
        except (OSError, ValueError):
            pass
        share["written"][0] += bool(note)
        share["written"][1] += 1
        blocks, found = gold["treatments"], rows(note, "treatments")

        pairs = pair_blocks(blocks, found)
        right = sum(block_right(g, f) for g, f in pairs)
        tally["blocks"] += Counter(tp=right, fp=len(found) - right, fn=len(blocks) - right)
        share["minutes"][0] += sum(number(g["minutes"]) == number(f.get("minutes")) for g, f in pairs)
        share["minutes"][1] += len(blocks)
        count(
            tally["techniques"],
            Counter(t for b in blocks for t in technique_set(b)),
            Counter(t for b in found for t in technique_set(b)),
        )
        count(
            tally["areas"],
            Counter(a for b in blocks for a in area_set(b)),
            Counter(a for b in found for a in area_set(b)),
        )
        keys = ("area", "side", "before", "after")
        count(tally["pain"], tuples(gold["pain"], *keys), tuples(rows(note, "pain"), *keys))
        keys = ("area", "side", "movement", "before", "after", "unit")
        count(tally["rom"], tuples(gold["range_of_motion"], *keys), tuples(rows(note, "range_of_motion"), *keys))
        once = Counter(set(tuples(gold["mentions"], "technique", "status")))
        count(tally["mentions"], once, Counter(set(tuples(rows(note, "mentions"), "technique", "status"))))
        codes = Counter(d["code"] for d in gold["diagnoses"] if d["code"])
        count(
            tally["diagnoses"],
            codes,
            Counter(hashable(d.get("code")) for d in rows(note, "diagnoses") if d.get("code")),
        )
        raised = {hashable(f.get("id")) for f in rows(note, "flags")} & flag_ids
        count(tally["flags"], Counter(set(gold["flags"])), Counter(raised))

        share["session_minutes"][0] += bool(note) and number(part(note, "session").get("minutes")) == number(
            gold["session_minutes"]
        )
        share["session_minutes"][1] += 1
        share["follow_up"][0] += bool(note) and number(part(note, "follow_up").get("days")) == number(
            gold["follow_up_days"]
        )
        share["follow_up"][1] += 1
        want, got = expected_lines(blocks, rule), Counter()
        for line in rows(part(note, "billing"), "lines"):
            if line.get("status") == "proposed" and isinstance(line.get("units"), (int, float)) and line["units"]:
                got[hashable(line.get("code"))] += line["units"]
        share["billing"][0] += bool(note) and dict(got) == want
        share["billing"][1] += 1

        text = part(note, "transcript").get("text")
        text = text if isinstance(text, str) else ""
        check_sentences(note, text, share)
        check_evidence(note, text, share)
        details.append(
            {
                "id": item["id"],
                "blocks": f"{right}/{len(blocks)} (+{len(found) - right} wrong)",
                "billing": {"want": want, "got": dict(got)},
                "missed_flags": sorted(set(gold["flags"]) - raised),
                "extra_flags": sorted(raised - set(gold["flags"])),
            }
        )

    def f1(c):
        denominator = 2 * c["tp"] + c["fp"] + c["fn"]
        return round(2 * c["tp"] / denominator, 4) if denominator else 1.0

    figures = {k: f1(c) for k, c in tally.items()}
    figures |= {k: round(a / b, 4) if b else 1.0 for k, (a, b) in share.items()}
    return figures, details


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("notes", type=Path)
    parser.add_argument(
        "--rule",
        choices=("cms", "spm", "fewer"),
        default="fewer",
        help="how units are counted (default: what the commercial profile does)",
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true", help="print a line for each dictation")
    args = parser.parse_args()
    figures, details = score(json.loads(args.gold.read_text(encoding="utf-8")), args.notes, args.rule)
    if args.show:
        for row in details:
            print(json.dumps(row))
    if args.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:16} {value:.4f}")


if __name__ == "__main__":
    sys.exit(main())
