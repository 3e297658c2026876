"""What is settled on the page, in a real browser: lines by hand, a note changed in two places, split and joined notes,
and a list that counts what each note shows."""

import pytest
from browsers import Browser, Client, Server, dictate, markdown_of, need_browser
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.slow

DANA = (
    "Sixty minutes with Dana. She came with a stiff neck, six out of ten. "
    "I did thirty minutes of Swedish massage to the back. "
    "Then fifteen minutes of trigger point therapy to the left calf. "
    "Neck was three out of ten after. Back in two weeks."
)
RUTH = (
    "Thirty minutes with Ruth. Sore knee, four out of ten. "
    "Thirty minutes of sports massage to the right thigh. Knee was two out of ten after. Back in a month."
)
REST = "Then ten minutes of stretching to the left hip."


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    need_browser()
    made = Browser(tmp_path_factory.mktemp("profile"))
    made.size(1440, 1000)
    yield made
    made.close()


@pytest.fixture
def page(browser, tmp_path):
    """The page on a folder of the test's own: `page.notes`. Nothing may have been wrong in it at the end."""
    (tmp_path / "notes").mkdir()
    server = Server(tmp_path / "notes", tmp_path / "home")
    server.notes = tmp_path / "notes"
    browser.open(server.address)
    browser.complaints()
    yield server
    complaints = browser.complaints()
    browser.open("about:blank")
    assert (complaints, server.stop()) == ([], "")


def written(browser):
    """All sentences of the note."""
    return browser.run("return [...document.querySelectorAll('.soap textarea')].map((e) => e.value).join(' ')")


def units(browser):
    return {
        field.get_attribute("data-code"): field.get_attribute("value") for field in browser.all(".lines input.units")
    }


def counts(browser, selector):
    """How many open findings of each weight are shown."""
    shown = browser.run("return [...document.querySelectorAll(arguments[0])].map((e) => e.className)", selector)
    return {level: sum(level in each.split() for each in shown) for level in ("blocks", "warns", "asks")}


def listed(browser):
    """For each recording in the list how many open findings of each weight it counts."""
    browser.wait(lambda: not browser.all("tr[data-unseen]"))
    script = """
        return [...document.querySelectorAll("tr[data-id]")].map((row) => [row.querySelector(".file").textContent,
            Object.fromEntries(["blocks", "warns", "asks"].map((level) =>
                [level, parseInt(row.querySelector(`.count.${level}`)?.title ?? "0")]))]);
    """
    return dict(browser.run(script))


# --- lines by hand ---------------------------------------------------------------------


def test_units_and_modifiers_set_by_hand_are_the_therapists_own_until_taken_back(browser, page):
    dictate(page.notes, "lines", DANA)
    browser.open_note(page.origin, "lines")
    assert units(browser) == {"97124": "2", "97140": "1"}
    browser.overwrite("#u-97140", "2")
    browser.saved(0)
    assert browser.text("[data-path='billing/lines/1'] .own") == "yours"
    assert not browser.text("[data-path='billing/lines/0'] .own")
    browser.wait(lambda: "2 units of 97140" in browser.text(".finding.blocks"))  # the check still looks

    browser.overwrite("#x-97124", "gp, 59")
    browser.keys(Keys.TAB)
    browser.saved(1)
    assert browser.value("#x-97124") == "GP 59"
    browser.overwrite("#m-0", "40")
    browser.wait(lambda: units(browser) == {"97124": "3", "97140": "2"})  # only what was set stays
    browser.wait(lambda: "| 97140 | manual therapy | 15 | 2 |" in markdown_of(page.notes, "lines"))
    browser.keys(Keys.ESCAPE)

    browser.click("[data-path='billing/lines/1'] [data-edit=line_reset]")
    browser.wait(lambda: units(browser) == {"97124": "3", "97140": "1"})
    browser.click("[data-edit=line_remove][data-code='97140']")
    browser.wait(lambda: units(browser) == {"97124": "3"})
    browser.choose("select[data-edit=line_add]", "97010")
    browser.wait(lambda: units(browser) == {"97124": "3", "97010": "1"})
    browser.click("[data-edit=line_reset][data-code='97140']")
    browser.wait(lambda: units(browser) == {"97124": "3", "97140": "1", "97010": "1"})

    # What is no number or no modifier goes nowhere: once it is left, the field shows what holds.
    number = browser.number
    browser.overwrite("#u-97124", "0")
    browser.overwrite("#x-97124", "1")
    browser.overwrite("#m-0", "41")
    browser.saved(number)
    browser.wait(lambda: (browser.number, browser.value("#x-97124")) == (number + 1, "GP 59"))
    assert units(browser)["97124"] == "3"


def test_a_diagnosis_that_the_provider_gave_is_added(browser, page):
    dictate(page.notes, "code", DANA)
    browser.open_note(page.origin, "code")
    missing = "No diagnosis code was said"
    assert missing in browser.text(".findings")
    browser.click(".finding.asks .jump")
    assert browser.run("return document.activeElement.id") == "diagnosis"
    browser.keys("m54.2", Keys.ENTER)
    browser.saved(0)
    assert missing not in browser.text(".findings") and "M54.2" in browser.text(".diagnoses")
    assert browser.text(".diagnoses .own") == "yours" and browser.value("#diagnosis") == ""
    browser.click("[data-edit=diagnosis_remove]")
    browser.wait(lambda: missing in browser.text(".findings"))


# --- changed in two places ----------------------------------------------------------------


@pytest.mark.parametrize(("keep", "minutes", "sentence"), [("page", "40", False), ("markdown", "30", True)])
def test_a_note_changed_in_two_places_is_settled_on_the_page(browser, page, keep, minutes, sentence):
    dictate(page.notes, "both", DANA)
    browser.open_note(page.origin, "both")
    file = page.notes / "both.note.md"
    file.write_text(
        file.read_text("utf-8").replace("Back in two weeks.", "Back in two weeks.\nHeat at home.", 1), "utf-8"
    )
    browser.overwrite("#m-0", "40")
    browser.saved(0)
    browser.keys(Keys.ESCAPE)
    # The page noticed by itself; the next answer says so, and so does the note when it is opened again.
    browser.open(page.origin)
    assert listed(browser)["both.wav"]["blocks"] >= 1
    browser.open_note(page.origin, "both")
    assert "Heat at home." in browser.text(".conflict") and "Heat at home." in file.read_text("utf-8")
    browser.keys("f")
    browser.wait(lambda: "in its Markdown file" in browser.text("#tell"))
    browser.click(f"[data-keep={keep}]")
    browser.wait(lambda: browser.run("return document.readyState") == "complete" and not browser.all(".conflict"))
    assert browser.value("#m-0") == minutes
    browser.wait(lambda: ("Heat at home." in file.read_text("utf-8")) == sentence)
    assert f"| 97124 | massage | {minutes} |" in markdown_of(page.notes, "both")
    assert (
        Client(browser, page)(
            "POST", browser.driver.current_url.removeprefix(page.origin) + "/keep", {"on": browser.number, "keep": keep}
        )[0]
        == 422
    )


# --- two clients, two recordings --------------------------------------------------------------


def select(browser, first, last):
    """Mark the words of the transcript from one to another, as with the mouse."""
    script = """
        const words = [...document.querySelectorAll("#transcript .w")];
        const find = (text, from) => words.findIndex((word, at) => at >= from && word.textContent.startsWith(text));
        const start = find(arguments[0], 0);
        getSelection().setBaseAndExtent(words[start], 0, words[find(arguments[1], start)], 1);
    """
    browser.run(script, first, last)


def test_a_recording_of_two_clients_is_split(browser, page):
    dictate(page.notes, "two", f"{DANA} {RUTH}")
    browser.open_note(page.origin, "two")
    browser.click(".apart summary")
    browser.run("document.querySelector('[data-act=split]').removeAttribute('data-aside')")
    browser.click("[data-act=split]")
    browser.wait(lambda: "Mark the words" in browser.text("#tell"))
    select(browser, "Thirty", "month")
    browser.click("[data-act=split]")
    browser.wait(lambda: len(browser.all("tr[data-id]")) == 2)
    rows = {row.text.split("\n")[0]: row for row in browser.all("tr[data-id]")}
    assert rows.keys() == {"Dana", "Ruth"} and "part 2" in rows["Ruth"].text

    browser.open(rows["Ruth"].find_element("css selector", "a").get_attribute("href"))
    assert "Dana" not in browser.text("main") and "right thigh" in written(browser)
    # Its words keep their seconds: the sound of the whole recording is played from where they are.
    browser.click("#transcript .w[data-t]")
    at = browser.run("return Number(document.querySelector('#transcript .w[data-t]').dataset.t)")
    assert at > 15
    browser.wait(lambda: browser.run("return document.getElementById('audio').currentTime") >= at - 1)
    browser.open(page.origin)
    dana = next(row for row in browser.all("tr[data-id]") if "Dana" in row.text)
    browser.open(dana.find_element("css selector", "a").get_attribute("href"))
    assert "Ruth" not in browser.text("main") and "thigh" not in written(browser) and "left calf" in written(browser)


def test_two_recordings_of_one_visit_are_joined_and_each_is_heard(browser, page):
    dictate(page.notes, "first", DANA)
    dictate(page.notes, "rest", REST)
    browser.open_note(page.origin, "first")
    client = Client(browser, page)
    browser.click(".apart summary")
    browser.click("[data-act=join]")
    browser.wait(lambda: "Choose the other note" in browser.text("#tell"))
    other = browser.value("#join-with option:nth-child(2)")
    browser.choose("#join-with", other)
    browser.click("[data-act=join]")
    browser.wait(lambda: "stretching" in browser.text("#transcript"))
    assert "Stretching, left hip, 10 minutes." in written(browser)
    note = browser.run("return document.body.dataset.note")
    for number, name in enumerate(("first", "rest")):
        assert client("GET", f"/notes/{note}/sound?recording={number}")[2] == (page.notes / f"{name}.wav").read_bytes()
    assert client("GET", f"/notes/{note}/sound?recording=2")[0] == 404

    # A click on a word of the second one plays the second one, from that word's own second.
    browser.click("#transcript .w[data-r='1']")
    browser.wait(lambda: "recording=1" in browser.run("return document.getElementById('audio').src"))
    browser.wait(lambda: browser.text(".w.now") and browser.all(".w.now[data-r='1']"))
    browser.click("#transcript .w[data-t]:not([data-r])")
    browser.wait(lambda: "recording=0" in browser.run("return document.getElementById('audio').src"))
    browser.wait(lambda: browser.all(".w.now:not([data-r])"))
    browser.run("document.getElementById('audio').pause()")

    browser.open(page.origin)
    assert len(browser.all("tr[data-id]")) == 1
    (page.notes / "rest.wav").rename(page.notes.parent / "rest.wav")
    assert client("GET", f"/notes/{note}/sound?recording=1")[0] == 404


# --- the list ---------------------------------------------------------------------------------


def test_the_list_counts_what_each_note_shows(browser, page):
    """Also what only several visits show together, and not what was answered; in a long list the counts follow."""
    texts = [DANA, DANA, RUTH, REST, DANA.replace("Dana", "Paul"), "Thirty minutes with Zoe. Ten minutes of cupping."]
    for number in range(30):
        dictate(
            page.notes, f"n{number:02d}", texts[number % 6].replace("Zoe", f"Zoe{'abcde'[number // 6]}"), number // 3
        )
    browser.open(page.origin)
    assert "checking" in browser.text("main") or not browser.all("tr[data-unseen]")
    before = listed(browser)
    browser.wait(lambda: "still" not in browser.text("#summary"))
    assert len(before) == 30
    for name in ("n00", "n01", "n06", "n11", "n29"):
        browser.open_note(page.origin, name)
        assert counts(browser, ".finding:not(.answered)") == before[f"{name}.wav"], name
    browser.open_note(page.origin, "n00")
    browser.click(".finding:not(.answered) summary")
    browser.click(".finding:not(.answered) textarea")
    browser.keys("It is so.")
    browser.click(".finding:not(.answered) [data-act=answer]")
    browser.wait(lambda: browser.all(".finding.answered"))
    shown = counts(browser, ".finding:not(.answered)")
    browser.open(page.origin)
    assert listed(browser)["n00.wav"] == shown != before["n00.wav"]


def test_the_list_reads_in_what_was_changed_in_an_editor(browser, page):
    dictate(page.notes, "edited", DANA)
    dictate(page.notes, "broken", RUTH)
    browser.open(page.origin)
    listed(browser)
    file = page.notes / "edited.note.md"
    file.write_text(file.read_text("utf-8").replace("# Dana", "# Wilhelmina", 1), "utf-8")
    broken = page.notes / "broken.note.md"
    broken.write_text(broken.read_text("utf-8").replace("| massage | 30 | 2 |", "| massage | 30 | two |"), "utf-8")
    browser.open(page.origin)
    text = browser.text("main")
    assert "Wilhelmina" in text and "units of 97124 are no number" in text and "cannot be checked" in text
