"""What the engine invents is cut and told, and speech that it passed over is found; no weights needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe.sifting import Heard, gaps, inserted, sift


def said(text, start=0.0, probability=0.9, each=0.4):
    """A segment of words of 0.4 s each."""
    return [
        Heard(f" {word}", start + i * each, start + i * each + each, probability) for i, word in enumerate(text.split())
    ]


def plain(segments):
    return " / ".join(" ".join(word.text.strip() for word in segment) for segment in segments)


@pytest.mark.parametrize(
    ("segments", "kept", "cut"),
    [
        ([said("Left neck. Thank you.", 0)], "Left neck. Thank you.", []),
        ([said("Ten?"), said("Thank you.", 1)], "Ten? / Thank you.", []),
        ([said("Left neck."), said("Thank you.", 8)], "Left neck.", ["Thank you."]),
        ([said("Left neck."), said("Thank you.", 1, 0.3)], "Left neck.", ["Thank you."]),
        ([said("Left neck."), said("You.", 9), said("Bye.", 12)], "Left neck.", ["Bye.", "You."]),
        ([said("Thank you for coming in.", 9)], "Thank you for coming in.", []),
        ([said("Thank you.", 5)], "", ["Thank you."]),
        ([said("no no not the neck")], "no no not the neck", []),
        ([said("three sets, three sets of ten")], "three sets, three sets of ten", []),
        ([said("to the " * 9 + "neck")], "to the neck", ["to the " * 8]),
        ([said("the left hip. " * 3)], "the left hip.", ["the left hip. the left hip."]),
        ([said("the left hip. " * 2)], "the left hip. the left hip.", []),
        ([said("no " * 7)], "no", ["no " * 6]),
        ([said("Okay."), said("Okay.", 1), said("Okay.", 2), said("Okay.", 3)], "Okay. / Okay.", ["Okay.", "Okay."]),
        ([[], said("Left neck.")], "Left neck.", []),
        ([], "", []),
    ],
)  # fmt: skip
def test_loops_and_closing_phrases_are_cut_and_listed(segments, kept, cut):
    left, cuts = sift(segments)
    assert plain(left) == kept
    assert [one.text for one in cuts] == [text.strip() for text in cut]
    assert all(one.start_seconds < one.end_seconds for one in cuts)


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        (
            "Friction, nine minutes. / Massage for the left calf, fifteen minutes. / Balance training. / "
            "Friction, nine minutes. / Massage for the left calf, fifteen minutes. / Balance training. / On the mat.",
            "Friction, nine minutes. / Massage for the left calf, fifteen minutes. / Balance training. / On the mat.",
        ),
        ("Friction, nine minutes. / Friction, nine minutes.", None),
        ("Friction, nine minutes. / Ten days. / Friction, nine minutes. / Ten days.", None),
        (
            "Massage for the left calf, then the left shoulder and neck, ten minutes. / "
            "Massage for the left calf, then the left shoulder and arm, ten minutes.",
            None,
        ),
    ],
)
def test_sentences_said_twice_word_for_word_are_a_loop_where_they_are_long(heard, kept):
    left, cuts = sift([said(sentence) for sentence in heard.split(" / ")])
    assert plain(left) == (kept or heard)
    assert len(cuts) == (kept is not None)


def test_a_number_listened_to_again_hides_no_loop():
    first, again = (said("Massage for the right calf and both of the shoulders and neck, 50 minutes.") for _ in "ab")
    first[-2] = first[-2]._replace(text=" 15", first=" 50")
    left, (cut,) = sift([first, again])
    assert plain(left) == "Massage for the right calf and both of the shoulders and neck, 15 minutes."
    assert cut.text == "Massage for the right calf and both of the shoulders and neck, 50 minutes."


@pytest.mark.parametrize(
    ("voiced", "loud", "missed", "pauses"),
    [
        ([(0, 2), (8, 10)], False, [], [(2, 8)]),
        ([(0, 2), (4, 6), (8, 10)], False, [(4, 6)], []),
        ([(0, 2), (4, 4.5), (8, 10)], False, [], [(2, 8)]),
        ([(0, 10)], False, [(2, 8)], []),
        ([(0, 2), (8, 10)], True, [(2, 8)], []),
    ],
)
def test_voice_without_words_is_found_and_pauses_are_told(voiced, loud, missed, pauses):
    segments = [said("one two three four five"), said("six seven eight nine ten", 8)]
    found, cuts = gaps(segments, 10.0, voiced, lambda start, end: loud)
    assert found == missed
    assert [(cut.start_seconds, cut.end_seconds) for cut in cuts] == pauses
    assert not any(cut.doubtful for cut in cuts)


@given(st.floats(0, 10))
def test_what_is_heard_late_stands_in_its_place(start):
    segments = [said("a b c d e", 0), said("f g h i j", 4)]
    words = inserted(segments, said("late", start))
    flat = [word for part in words for word in part]
    assert len(flat) == 11
    assert [word.start for word in flat] == sorted(word.start for word in flat)
