"""A whole note of every kind of fact, for tests of what is written from it."""

from dataclasses import replace

from conftest import heard

from scribe.records import (
    AreaSide,
    Basis,
    Billing,
    BillingLine,
    CodeUnits,
    Correction,
    Diagnosis,
    Evidence,
    Facts,
    Flag,
    FlagId,
    FollowUp,
    HomeCare,
    Level,
    LineStatus,
    MadeBy,
    Mention,
    Motion,
    Note,
    NotWorked,
    Pain,
    Repair,
    Section,
    Sentence,
    Session,
    Side,
    Soap,
    Source,
    Statement,
    Status,
    Treatment,
)

TEXT = (
    "Sixty minutes with Zoë. Her left shoulder hurt, six to seven out of ten. "
    "Twenty minutes of Swedish, no, myofascial release to the left shoulder, no cupping, stayed off the neck. "
    "Flexion went from 90 to 120. Ice at home. Back in two weeks. M54.2. 😀 That was the phone."
)
WORDS = {"97124": "massage", "97140": "manual therapy", "cms": "the total rule", "spm": "the single rule"}


def at(words):
    start = TEXT.index(words)
    return (Evidence(start, start + len(words)),)


def facts():
    shoulder = AreaSide("shoulder", Side.LEFT)
    return Facts(
        session=Session("Zoë", "2026-03-14", 60.0, at("Zoë"), (), at("Sixty minutes")),
        pain=(Pain("shoulder", Side.LEFT, (6.0, 7.0), None, at("six to seven out of ten")),),
        treatments=(
            Treatment(
                ("myofascial_release",), (shoulder,), 20.0, Basis.STATED, None, "97140", at("Twenty minutes of Swedish")
            ),
        ),
        mentions=(Mention("cupping", (), Status.NEGATED, at("no cupping")),),
        not_worked=(NotWorked("neck", None, Status.NEGATED, at("stayed off the neck")),),
        range_of_motion=(
            Motion("shoulder", Side.LEFT, "flexion", 90.0, 120.5, "degrees", at("Flexion went from 90 to 120")),
        ),
        follow_up=FollowUp(14, at("Back in two weeks")),
        home_care=(HomeCare("Ice at home", at("Ice at home")),),
        diagnoses=(Diagnosis("M54.2", "M54.2", at("M54.2")),),
        statements=(Statement(Section.SUBJECTIVE, "hurt", at("hurt")),),
        repairs=(Repair("Swedish", "myofascial release", at("Swedish, no, myofascial release")),),
        set_aside=at("Ice"),
    )


def line(**changes):
    made = BillingLine(
        code="97140",
        units=1,
        minutes=20.0,
        modifiers=(),
        status=LineStatus.PROPOSED,
        treatments=(0,),
        left_out=(),
        alternatives=((CodeUnits("97140", 1),),),
        diagnoses=("M54.2",),
        reasons=("20 minutes of 97140 make 1 unit.",),
        evidence=at("Twenty minutes"),
    )
    return replace(made, **changes)


def whole_note(**changes):
    """A note of a recording with every field filled."""
    flags = (
        Flag(FlagId.MINUTES_MISSING, Level.BLOCKS, "A block has no minutes.", "treatments/0/minutes", at("Flexion")),
        Flag(FlagId.OUTCOME_MISSING, Level.ASKS, "No outcome was said."),
    )
    note = Note(
        made_by=MadeBy("0.1.0", "base (d01c3014, int8)", "aaaa", "bbbb"),
        source=Source("Zoë.m4a", "f" * 64, 95.5, "2026-03-14T10:15:00", "container"),
        transcript=replace(
            heard(TEXT, doubtful=("Flexion", "weeks.")),
            corrections=(Correction("my facial", "myofascial", 5, 9, "a term of the trade"),),
        ),
        facts=facts(),
        soap=Soap(
            (Sentence("Pain in the left shoulder 6 to 7 of 10.", at("six to seven out of ten")),),
            (Sentence("Flexion 90 to 120.5 degrees.", at("Flexion went from 90 to 120")),),
            (),
            (Sentence("Next visit in 14 days.", at("Back in two weeks")),),
        ),
        unused_speech=at("😀 That was the phone."),
        billing=Billing("commercial", "cms", "spm", (CodeUnits("97140", 1),), (line(),), 20.0),
        flags=flags,
    )
    return replace(note, **changes)
