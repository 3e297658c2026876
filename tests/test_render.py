"""The Markdown of a note shows what was said as it was said, and its template's names are declared."""

from dataclasses import fields, replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import meta
from markdown_it import MarkdownIt
from notes import TEXT, WORDS, line, whole_note

from scribe.errors import TemplateError
from scribe.records import Facts, LineStatus, Sentence, Session, Soap, Source, Transcript
from scribe.render import Page, environment, escape, load_template
from scribe.resources import data_dir

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HEADINGS = [
    "Check before filing",
    "Subjective",
    "Objective",
    "Assessment",
    "Plan",
    "Proposed billing lines",
    "Working material — no part of the record",
]


def rendered(note=None, template="soap", own=None):
    return load_template(template, own or data_dir("templates")).render(note or whole_note(), WORDS)


def plain(markdown):
    """What a reader sees: the text of every inline token, one line for each."""
    lines = []
    for token in MARKDOWN.parse(markdown):
        assert token.type != "html_block" or token.content.startswith("<!-- scribe:")
        if token.type == "inline":
            assert {child.type for child in token.children} <= {"text", "softbreak", "strong_open", "strong_close"} | {
                "em_open",
                "em_close",
            }
            lines.append("".join("\n" if child.type == "softbreak" else child.content for child in token.children))
    return lines


def sections(markdown):
    return [
        token.content
        for before, token in zip(MARKDOWN.parse(markdown), MARKDOWN.parse(markdown)[1:], strict=False)
        if before.type == "heading_open" and before.tag == "h2"
    ]


# --- escaping ----------------------------------------------------------------

TRICKY = [
    "<script>alert(1)</script>",
    "a | b",
    "*stars* and _lines_ and **both**",
    "# no heading",
    "`code`",
    "```",
    "1. no list",
    "- no list",
    "+ no list",
    "---",
    "===",
    "> no quote",
    "[no](link)",
    "![no](image)",
    "&lt; stays",
    "AT&T",
    "back\\slash",
    "<!-- scribe:plan -->",
    "~~struck~~",
    "a\nb",
]


@pytest.mark.parametrize("said", TRICKY)
def test_dictated_words_show_as_they_were_said(said):
    note = whole_note(
        transcript=Transcript(said),
        facts=replace(Facts(), session=Session(client=said)),
        soap=Soap(subjective=(Sentence(said, ()),)),
        flags=(),
        unused_speech=(),
        billing=replace(whole_note().billing, lines=(line(reasons=(said,)),)),
    )
    lines = plain(rendered(note))
    shown = " ".join(said.split())
    assert f"{shown}, 2026-03-14" in lines[0]
    for heading, place in (("Subjective", shown), ("97140", shown)):
        assert any(place == text for text in lines[lines.index(heading) :]), (heading, lines)
    assert sections(rendered(note)) == HEADINGS


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
@example("0)")
@example("#")
@example("- -")
@example("\\*")
def test_any_text_survives_escaping(text):
    expected = " ".join(text.split())
    tokens = MARKDOWN.parse(f"{escape(text)}\n")
    assert [token.type for token in tokens if token.type != "inline"] in (["paragraph_open", "paragraph_close"], [])
    assert "".join(plain(f"{escape(text)}\n")) == expected


def test_plain_sentences_stay_as_they_are():
    for text in ("Pain 6 to 7/10, L4-L5 (left).", "She said: it's fine!", "AT&T", "3.5 cm - 4 cm"):
        assert escape(text) == text


# --- what stands in a note ---------------------------------------------------


def test_the_record_comes_first_and_the_working_material_below_a_line():
    text = rendered()
    assert sections(text) == HEADINGS
    record, working = text.split("\n---\n")
    assert "# Zoë, 2026-03-14\n" in record
    assert "A block has no minutes. “Flexion”" in record
    assert record.index("To settle before filing") < record.index("Not said, or worth a question")
    assert "That was the phone" not in record
    assert "That was the phone" in working
    assert "“Swedish” was taken back; “myofascial release” stands." in working


def test_quotes_of_a_recording_say_when():
    start = next(word.start_seconds for word in whole_note().transcript.words if word.text == "Flexion")
    assert f"“Flexion” (0:{int(start):02d})" in rendered()
    assert "(0:" not in rendered(whole_note(transcript=Transcript(TEXT)))


def test_doubtful_words_are_marked_before_their_punctuation():
    working = rendered().split("### Transcript")[1]
    assert "Flexion(?) went" in working
    assert "two weeks(?)." in working
    assert working.count("(?)") == 3


def test_the_sections_are_marked_for_reading_back():
    text = rendered()
    marks = ["check", "subjective", "objective", "assessment", "plan", "billing", "working-material"]
    places = [text.index(f"<!-- scribe:{mark} -->") for mark in marks]
    assert places == sorted(places)


def test_the_table_of_lines_says_what_a_person_decides():
    billing = replace(
        whole_note().billing,
        lines=(line(modifiers=("59",)), line(code="97124", status=LineStatus.NEEDS_INFO, units=0, minutes=0.0)),
    )
    text = rendered(whole_note(billing=billing))
    assert "| 97140 | manual therapy | 20 | 1 | 59 | proposed |" in text
    assert "| 97124 | massage | 0 | 0 | none | minutes needed |" in text
    assert "A person decides what is billed." in text
    assert "20 minutes of 97140 make 1 unit." in text


def test_a_note_without_anything_says_so():
    note = whole_note(
        facts=Facts(),
        soap=Soap(),
        flags=(),
        unused_speech=(),
        source=Source("visit.txt", "0" * 64),
        billing=replace(whole_note().billing, lines=()),
    )
    text = rendered(note)
    assert "# visit.txt\n" in text
    assert "No client was named." in text
    assert "Nothing stood out." in text
    assert "No line can be proposed" in text
    assert text.count("*Nothing from the dictation stands here.*") == 4
    assert "\n\n\n\n" not in text


@pytest.mark.parametrize(
    ("origin", "words"),
    [("container", "noted in the recording"), ("file_name", "the file's name"), ("file_time", "the file's time")],
)
def test_a_day_that_was_not_said_says_where_it_is_from(origin, words):
    source = replace(whole_note().source, recorded_at_from=origin)
    text = rendered(whole_note(source=source, facts=Facts()))
    assert "# Zoë.m4a, 2026-03-14\n" in text
    assert f"this is the day of the recording, noted {words}" in text or words in text.split("## Check")[0]


# --- templates ---------------------------------------------------------------


def test_the_template_uses_every_declared_name_and_no_other():
    source = (data_dir("templates") / "soap.md.j2").read_text()
    used = meta.find_undeclared_variables(environment().parse(source))
    assert used == {field.name for field in fields(Page)}


def test_a_template_is_found_by_name_in_the_own_folder_first(tmp_path):
    (tmp_path / "short.md.j2").write_text("{{ client }}")
    assert rendered(template="short", own=tmp_path) == "Zoë\n"
    (tmp_path / "soap.md.j2").write_text("mine")
    assert rendered(own=tmp_path) == "mine\n"


def test_a_template_is_found_by_path_and_may_include_another(tmp_path):
    (tmp_path / "part.md.j2").write_text("{{ date }}")
    path = tmp_path / "with spaces ü.md.j2"
    path.write_text('{% include "part.md.j2" %}')
    assert rendered(template=str(path)) == "2026-03-14\n"


def test_own_templates_are_escaped_too(tmp_path):
    (tmp_path / "t.md.j2").write_text("{{ client }}")
    note = whole_note(facts=Facts(session=Session(client="<b>")))
    assert rendered(note, "t", tmp_path) == "\\<b\\>\n"


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("a\n{{ clinet }}", "line 2"),
        ("{{ source.nothing }}", "line 1"),
        ("a\nb\n{% for %}", "line 3"),
        ("{{ 1 / 0 }}", "line 1"),
        ("{{ client + 1 }}", "line 1"),
        ("{{ client | nonsense }}", "line 1"),
        ("{{ client.__class__.__mro__ }}", "line 1"),
        ("{% include 'missing.md.j2' %}", "line 1"),
        ("{{ client | int(base=100) }}{{ [].pop() }}", "line 1"),
    ],
)
def test_what_is_wrong_with_a_template_names_file_and_line(tmp_path, source, where):
    path = tmp_path / "mine.md.j2"
    path.write_text(source)
    with pytest.raises(TemplateError) as caught:
        rendered(template=str(path))
    assert f"mine.md.j2, {where}:" in str(caught.value)
    assert "Zoë" not in str(caught.value)


def test_a_template_that_is_no_text_is_one_sentence(tmp_path):
    (tmp_path / "mine.md.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(TemplateError, match="mine"):
        rendered(template="mine", own=tmp_path)


@pytest.mark.parametrize("choice", ["nothing", "no/such.md.j2", "nothing.j2", ""])
def test_a_template_that_is_not_there_is_one_sentence(choice, tmp_path):
    with pytest.raises(TemplateError):
        load_template(choice, tmp_path)


def test_the_names_of_templates_are_offered(tmp_path):
    (tmp_path / "short.md.j2").write_text("")
    with pytest.raises(TemplateError, match="short, soap"):
        load_template("shrot", tmp_path)
