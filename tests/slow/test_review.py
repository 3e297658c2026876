"""The morning in a real browser: notes are opened, heard, corrected and filed, and nothing is lost or let in."""

import json

import pytest
from browsers import Browser, Client, Server, dictate, markdown_of, need_browser
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.slow

DANA = (
    "Sixty minutes with Dana. She came with a stiff neck, six out of ten. "
    "I did thirty minutes of Swedish massage to the back. "
    "Then fifteen minutes of trigger point therapy to the left calf. "
    "Neck was three out of ten after. Her dog had puppies last week and ate the sofa. Back in two weeks. M54.2."
)
"""A client with a name, two kinds of work, pain, and speech that is of no use."""

SIDE = (
    "Forty-five minutes with Ruth. Sore calf, five out of ten. "
    "Twenty minutes of sports massage to the calf. Calf was two out of ten after. Diagnosis M79.661."
)
"""A paired part with no side."""

CLEAN = (
    "Thirty minutes with Paul. He came with a stiff back, five out of ten. "
    "Thirty minutes of Swedish massage to the back. Back was two out of ten after. Next visit in two weeks. M54.50."
)
"""Nothing to settle."""

HOSTILE = (
    "Thirty minutes with <b>Dana</b><script>window.hit=1</script>. Stiff back <img src=x onerror=window.hit=2>. "
    'Thirty minutes of Swedish massage to the back, **not** [hard](javascript:window.hit=3). "><script>window.hit=4'
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    need_browser()
    made = Browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    """The folder of all notes of these tests; each makes its own, by names of its own."""
    return tmp_path_factory.mktemp("notes")


@pytest.fixture(scope="module")
def page(browser, notes, tmp_path_factory):
    """The page on that folder, opened."""
    server = Server(notes, tmp_path_factory.mktemp("home"))
    browser.open(server.address)
    yield server
    assert server.stop() == ""


@pytest.fixture(autouse=True)
def fresh_window(browser):
    browser.size(1440, 1000)
    yield
    browser.open("about:blank")
    browser.complaints()


def written(browser, section):
    """The sentences of a section, as the fields have them."""
    return [field.get_attribute("value") for field in browser.all(f"textarea[data-section={section}]")]


def units(browser):
    return [field.get_attribute("value") for field in browser.all(".lines input.units")]


def test_the_whole_morning(browser, notes, page):
    dictate(notes, "morning", DANA, doubtful=("fifteen",))
    dictate(notes, "another", SIDE, days_ago=2)
    browser.open(page.origin)

    # The list, and the note that is looked for.
    assert len(browser.all("tr[data-id]")) == 2
    browser.keys("/", "morning")
    browser.wait(lambda: [row.is_displayed() for row in browser.all("tr[data-id]")].count(True) == 1)
    browser.keys(Keys.ENTER)
    browser.wait(lambda: browser.text(".who"))

    # Three seconds where a word is in doubt.
    assert "fifteen" in browser.text(".w.doubtful.number")
    browser.run("document.querySelector('[data-path=\"treatments/1\"]').focus()")
    assert "trigger" in [word.text for word in browser.all(".w.evidence")]
    browser.keys("p")
    browser.wait(lambda: browser.run("return document.getElementById('audio').currentTime") > 12)
    browser.wait(lambda: browser.text(".w.now"))
    browser.wait(lambda: browser.run("return document.getElementById('audio').paused"))
    browser.click(".w[data-t]")
    browser.wait(lambda: 0 < browser.run("return document.getElementById('audio').currentTime") < 8)

    # A side and minutes; units follow.
    number = browser.number
    browser.choose("select[data-edit=area_side][data-treatment='1']", "right")
    browser.saved(number)
    assert any("right calf" in text for text in written(browser, "objective"))
    assert units(browser) == ["2", "1"]
    browser.overwrite("#m-1", "30")
    browser.wait(lambda: units(browser) == ["2", "2"])
    assert browser.run("return document.activeElement.id") == "m-1"
    browser.keys(Keys.ESCAPE)

    # A finding is answered with a reason.
    before = len(browser.all(".finding:not(.answered)"))
    browser.click(".finding:not(.answered) summary")
    browser.click(".finding:not(.answered) textarea")
    browser.keys("The plan covers it.")
    browser.click(".finding:not(.answered) [data-act=answer]")
    browser.wait(lambda: len(browser.all(".finding:not(.answered)")) == before - 1)
    assert "The plan covers it." in browser.text(".finding.answered")

    # Filing jumps to what is missing, then locks.
    browser.run("document.activeElement.blur()")
    browser.keys("f")
    browser.wait(lambda: browser.run("return document.activeElement.id") == "client")
    assert "Confirm" in browser.text("#tell")
    browser.keys(Keys.ESCAPE, "c")
    browser.wait(lambda: "confirmed" in browser.text(".who .ok"))
    browser.keys("f")
    browser.wait(lambda: browser.text(".bar .state") == "filed")
    assert "Robin Ash" in browser.text("[data-part=filing]")
    assert not browser.all("textarea[data-edit]:not([readonly])") and not browser.all("button[data-edit]")

    # What comes later is added.
    browser.click("#addendum")
    browser.keys("She rang: the neck is better.")
    browser.click("[data-act=addendum]")
    browser.wait(lambda: "She rang: the neck is better." in browser.text(".addendum"))

    # And out it goes, in every form.
    client = Client(browser, page)
    forms = {link.text: link.get_attribute("href").removeprefix(page.origin) for link in browser.all(".forms a")}
    for form, begins in {"PDF": b"%PDF", "Word": b"PK", "Superbill": b"%PDF", "FHIR": b"{", "Markdown": b""}.items():
        status, headers, content = client("GET", forms[form])
        assert status == 200 and content.startswith(begins) and len(content) > 200, form
        assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''morning.")
        assert b"puppies" not in content
    assert not browser.complaints()


def test_a_clean_note_is_reviewed_with_three_keys(browser, notes, page):
    dictate(notes, "clean", CLEAN, days_ago=0)
    browser.open(page.origin)
    browser.wait(lambda: "clear" in browser.text("tr[data-id] .attention"))
    browser.keys(Keys.ENTER)
    browser.wait(lambda: browser.all(".who"))
    note = browser.run("return document.body.dataset.note")
    browser.keys("c")
    browser.wait(lambda: browser.all(".who.confirmed"))
    browser.keys("r")
    browser.wait(lambda: browser.run("return document.body.dataset.note") not in (None, note))
    browser.open(page.origin)
    assert browser.text("tr[data-id] .state") == "reviewed"


def test_a_sentence_is_written_where_it_stands_and_taken_back(browser, notes, page):
    dictate(notes, "sentence", DANA)
    browser.open_note(page.origin, "sentence")
    first = browser.value("#s-plan-0")
    browser.click("#s-plan-0")
    browser.keys(Keys.END, " Bring the old shoes.")
    browser.saved(0)
    browser.keys(Keys.ENTER)
    assert browser.text(".sentence.mine .own") == "yours"
    browser.click("#s-plan-new")
    browser.keys("Heat at")
    browser.saved(1)
    browser.keys(" night.", Keys.ENTER)
    browser.wait(lambda: browser.value("#s-plan-1") == "Heat at night." and browser.text("#saved") == "All is saved")
    assert len(browser.all("textarea[data-edit=sentence][data-section=plan]")) == 2
    browser.wait(lambda: "Heat at night." in markdown_of(notes, "sentence"))

    browser.keys("d")
    browser.wait(
        lambda: "Bring the old shoes" in browser.text("#changes") and "Heat at night" in browser.text("#changes")
    )
    browser.keys(Keys.ESCAPE)
    while browser.value("#s-plan-0") != first:
        number = browser.number
        browser.keys("u")
        browser.saved(number)
    browser.wait(lambda: len(browser.all("textarea[data-edit=sentence][data-section=plan]")) == 1)


def test_speech_that_was_left_over_goes_into_a_section_with_one_click(browser, notes, page):
    dictate(notes, "leftover", DANA)
    browser.open_note(page.origin, "leftover")
    left = browser.text(".unused q")
    assert "puppies" in left
    browser.click(".unused .into [data-section=subjective]")
    browser.saved(0)
    assert any("puppies" in text for text in written(browser, "subjective"))
    assert "puppies" not in browser.text("[data-part=unused]")


def test_the_body_map_adds_takes_away_and_gives_the_side(browser, notes, page):
    dictate(notes, "body", SIDE)
    browser.open_note(page.origin, "body")
    assert len(browser.all("svg[data-view=back] .treated.unsure[data-area=calf]")) == 2
    browser.click("svg[data-view=back] .treated[data-area=calf][data-side=left]")
    browser.saved(0)
    assert not browser.all(".treated.unsure")
    assert browser.value("select[data-edit=area_side]") == "left"
    shape = browser.find("svg[data-view=back] .treated[data-area=calf]")
    middle = browser.find("svg[data-view=back]").rect
    assert (
        shape.rect["x"] + shape.rect["width"] / 2 < middle["x"] + middle["width"] / 2
    )  # the client's left, from behind
    browser.click("svg[data-view=back] .tile[data-area=low_back][data-side=right]")
    browser.saved(1)
    assert "low back" in browser.text("#tell")
    assert browser.all(".work [data-edit=area_remove][aria-label='Remove low back']")
    browser.click("svg[data-view=back] .treated[data-area=low_back]")
    browser.saved(2)
    assert not browser.all(".work [data-edit=area_remove][aria-label='Remove low back'], .treated[data-area=low_back]")


def test_a_browser_and_a_server_that_are_killed_lose_nothing(browser, tmp_path):
    dictate(tmp_path, "dana", DANA)
    server = Server(tmp_path, tmp_path / "home")
    doomed = Browser(tmp_path / "doomed")
    doomed.open(server.address)
    doomed.open_note(server.origin, "dana")
    doomed.click("#s-plan-0")
    doomed.keys(Keys.END, " Not the left one")
    doomed.saved(0)
    assert doomed.run("return document.activeElement.id") == "s-plan-0"
    doomed.kill()
    server.kill()
    again = Server(tmp_path, tmp_path / "home")
    browser.open(again.address)
    browser.open_note(again.origin, "dana")
    assert browser.value("#s-plan-0").endswith("Not the left one")
    assert again.stop() == ""


def test_what_was_written_while_the_server_was_gone_is_saved_when_it_is_back(browser, tmp_path):
    dictate(tmp_path, "dana", DANA)
    server = Server(tmp_path, tmp_path / "home")
    browser.open(server.address)
    browser.open_note(server.origin, "dana")
    window = browser.driver.current_window_handle
    server.kill()
    browser.click("#s-plan-0")
    browser.keys(Keys.END, " Not the left one.")
    browser.wait(lambda: "Not saved" in browser.text("#saved"))
    again = Server(tmp_path, tmp_path / "home", server.port)
    browser.driver.switch_to.new_window("tab")
    browser.open(again.address)
    browser.driver.close()
    browser.driver.switch_to.window(window)
    browser.saved(0)
    browser.open_note(again.origin, "dana")
    assert browser.value("#s-plan-0").endswith("Not the left one.")
    assert again.stop() == ""


def test_the_second_of_two_windows_is_told_and_writes_over_nothing(browser, notes, page):
    dictate(notes, "windows", DANA)
    browser.open_note(page.origin, "windows")
    address, first = browser.driver.current_url, browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.open(address)
    browser.overwrite("#m-0", "25")
    browser.saved(0)
    browser.driver.close()
    browser.driver.switch_to.window(first)
    browser.wait(lambda: browser.find("#stale").is_displayed())
    browser.click("#s-plan-0")
    browser.keys(Keys.END, " Mine.")
    browser.wait(lambda: "another window" in browser.text("#saved"))
    browser.click("#stale button")
    browser.wait(lambda: browser.value("#m-0") == "25")
    assert "Mine." not in browser.value("#s-plan-0")


def test_an_edit_on_an_older_version_is_refused_with_the_words_that_were_written(browser, notes, page):
    dictate(notes, "older", DANA)
    note = browser.open_note(page.origin, "older")
    client = Client(browser, page)
    edit = {"on": 0, "edit": {"kind": "minutes", "treatment": "0", "value": "25"}}
    assert client("POST", f"/notes/{note}/edit", edit)[0] == 200
    assert client("POST", f"/notes/{note}/edit", edit)[0] == 409
    browser.click("#s-plan-0")
    browser.keys(Keys.END, " Mine.")
    browser.wait(lambda: browser.find("#stale").is_displayed())
    browser.wait(lambda: "Mine." in browser.text("#stale q"))
    assert json.loads(client("POST", f"/notes/{note}/undo", {"on": 1})[2])["number"] == 2
    browser.complaints()


def test_words_that_look_like_a_page_are_shown_as_they_were_said(browser, notes, page):
    dictate(notes, "hostile", HOSTILE)
    browser.open_note(page.origin, "hostile")
    shown = " ".join(browser.text("#transcript").split())
    for said in ("<script>window.hit=1</script>", "<img src=x onerror=window.hit=2>", "**not** [hard](javascript:"):
        assert said in shown
    browser.overwrite("#client", "<script>window.hit=5</script>")
    browser.saved(0)
    browser.open(page.origin)
    assert "<script>window.hit=5</script>" in [link.text for link in browser.all("tr[data-id] a")]
    assert browser.run("return window.hit ?? null") is None
    assert not browser.complaints()


def test_nothing_outside_the_folder_is_given_and_no_address_changes_a_note(browser, notes, page):
    (notes.parent / "secret.txt").write_text("secret", encoding="utf-8")
    dictate(notes, "outside", DANA)
    note = browser.open_note(page.origin, "outside")
    client = Client(browser, page)
    for path in (
        "/static/../note.html",
        "/static/..%2fnote.html",
        "/static/%2e%2e%2f%2e%2e%2fsoap.md.j2",
        "/notes/..%2f..%2fsecret.txt",
        "/notes/nobody",
        "/secret.txt",
        f"/notes/{note}/export/..%2fpdf",
        f"/notes/{note}/export/exe",
    ):
        status, _, content = client("GET", path)
        assert status == 404 and b"secret" not in content, path
    for act in ("edit", "undo", "reviewed", "file", "addendum"):
        assert client("GET", f"/notes/{note}/{act}")[0] == 405
        assert client("POST", f"/notes/{note}/{act}", {"on": 0}, origin="http://elsewhere.example")[0] == 403
        assert client("POST", f"/notes/{note}/{act}", {})[0] == 400
    browser.open_note(page.origin, "outside")
    assert browser.number == 0


def test_the_sound_is_given_in_the_parts_that_players_ask_for(browser, notes, page):
    dictate(notes, "sound", DANA)
    note = browser.open_note(page.origin, "sound")
    client = Client(browser, page)
    whole = (notes / "sound.wav").read_bytes()
    for path in (f"/notes/{note}/sound", f"/notes/{note}/sound?plain=1"):
        status, headers, content = client("GET", path, range="bytes=4-11")
        assert (status, len(content)) == (206, 8)
        assert headers["content-range"].startswith("bytes 4-11/")
    assert client("GET", f"/notes/{note}/sound")[2] == whole
    (notes / "sound.wav").rename(notes.parent / "sound.wav")
    browser.driver.refresh()
    assert "was not found" in browser.text(".said .notice")


@pytest.mark.parametrize("width, height", [(390, 844), (720, 500)], ids=["phone", "twice as large"])
def test_it_fits_narrow_windows_and_large_letters(browser, notes, page, width, height):
    dictate(notes, "narrow", DANA)
    browser.size(width, height)
    for where in (lambda: browser.open(page.origin), lambda: browser.open_note(page.origin, "narrow")):
        where()
        wide = browser.run("return document.documentElement.scrollWidth")
        assert wide <= width, browser.run(
            "return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth"
            " + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 80))"
        )


def test_everything_that_can_be_used_has_a_name(browser, notes, page):
    dictate(notes, "named", SIDE)
    nameless = """
        return [...document.querySelectorAll("input, select, textarea, button, a, [role=button]")].filter((element) =>
            !(element.ariaLabel || element.labels?.length || element.textContent.trim() || element.title))
            .map((element) => element.outerHTML.slice(0, 120));
    """
    # What is read on a button is part of its name: "click 0:12" must find it.
    misnamed = """
        const read = (element) => [...element.childNodes].filter((node) => node.ariaHidden !== "true")
            .map((node) => node.textContent).join("").trim().toLowerCase();
        return [...document.querySelectorAll("button[aria-label], a[aria-label]")].filter((element) =>
            !element.ariaLabel.toLowerCase().includes(read(element)) && read(element).length > 1)
            .map((element) => element.outerHTML.slice(0, 120));
    """
    for where in (lambda: browser.open(page.origin), lambda: browser.open_note(page.origin, "named")):
        where()
        assert browser.run(nameless) == []
        assert browser.run(misnamed) == []
        assert len(browser.all("h1")) == 1
    assert browser.run("return document.documentElement.lang") == "en"
