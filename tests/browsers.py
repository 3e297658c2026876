"""A real browser on a real `scribe review`, for the tests of the page.

Where Chromium or its driver is missing the tests are skipped, and say so; with SCRIBE_BROWSER_REQUIRED=1 they fail.
"""

import datetime
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import wave
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from conftest import FakeTranscriber
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from scribe.assembly import Scribe
from scribe.note_json import to_dict
from scribe.output import write
from scribe.render import load_template

PATIENCE = 20
"""Seconds to wait for what must come; a busy machine may need them, none of the tests does."""

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run --mute-audio --autoplay-policy=no-user-gesture-required --window-size=1440,1000"
)

REQUIRED = bool(os.environ.get("SCRIBE_BROWSER_REQUIRED"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")


def need_browser():
    if CHROMIUM and DRIVER:
        return
    reason = "Chromium and chromedriver are not installed (on Debian: apt install chromium chromium-driver)"
    if REQUIRED:
        pytest.fail(f"{reason}, and SCRIBE_BROWSER_REQUIRED asks for them")
    pytest.skip(reason)


# --- notes to review -----------------------------------------------------------------


def dictate(folder, name, text, days_ago=1, doubtful=()):
    """A recording of some seconds, and its note as `scribe process` would write it had it heard `text`."""
    recorded = f"{datetime.date.today() - datetime.timedelta(days_ago)}T09:00:00"
    recording = folder / f"{name}.wav"
    with wave.open(str(recording), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        own = name.encode().ljust(20, b"\0")[:20]  # no two recordings are equal
        file.writeframes(own + b"\x00\x20\x00\xe0" * (2000 * len(text.split())))
    note = _SCRIBE.note_from_recording(recording, FakeTranscriber(text, doubtful=doubtful))
    note = replace(note, source=replace(note.source, recorded_at=recorded, recorded_at_from="container"))
    markdown = load_template("soap", folder).render(note, _SCRIBE.words)
    return write(folder, name, "wav", to_dict(note), markdown).pair.json


_SCRIBE = Scribe()


# --- the page ------------------------------------------------------------------------


class Server:
    """`scribe review` as a process of its own; `home` holds its settings and its store."""

    def __init__(self, folder, home, port=None):
        (home / "config").mkdir(parents=True, exist_ok=True)
        (home / "config" / "config.toml").write_text(
            '[practice]\nname = "Ash and Willow"\n[signature]\nname = "Robin Ash"\ncredential = "LMT"\n',
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "scribe", "review", str(folder), "--no-browser"]
        command += ["--port", str(port)] if port else []
        places = {"SCRIBE_CONFIG_DIR": str(home / "config"), "SCRIBE_DATA_DIR": str(home / "data")}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **places}
        )
        self.address = self.process.stdout.readline().split()[-1]
        self.origin = self.address.partition("/open")[0]
        self.port = int(self.origin.rpartition(":")[2])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        return self._ended()

    def stop(self):
        """End it as Ctrl-C does; what it said on standard error."""
        self.process.send_signal(signal.SIGINT)
        return self._ended()

    def _ended(self):
        return self.process.communicate(timeout=PATIENCE)[1]


class Browser:
    """Chromium with the words that tests speak: find, wait, type."""

    def __init__(self, profile):
        options = Options()
        options.binary_location = CHROMIUM
        for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))

    def close(self):
        self.driver.quit()

    def kill(self):
        """As when the power goes: every process of the browser at once."""
        service = self.driver.service
        for process in psutil.Process(service.process.pid).children(recursive=True):
            process.kill()
        service.stop()

    def open(self, address):
        self.driver.get(address)

    def size(self, width, height):
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script, *values):
        return self.driver.execute_script(script, *values)

    def wait(self, asked):
        """The first true answer of `asked`; an element that was drawn anew in between is asked for again."""
        waiting = WebDriverWait(self.driver, PATIENCE, 0.05, ignored_exceptions=[StaleElementReferenceException])
        return waiting.until(lambda _: asked())

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def value(self, selector):
        return self.run("return document.querySelector(arguments[0])?.value ?? ''", selector)

    def keys(self, *keys):
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def overwrite(self, selector, text):
        """Write over all that stands in a field."""
        self.click(selector)
        self.run("document.activeElement.select()")
        self.keys(text)

    def click(self, selector):
        """Click what a selector finds; found anew when the page drew it anew between the finding and the click."""

        def clicked():
            element = self.find(selector)
            self.run("arguments[0].scrollIntoView({block: 'center'})", element)
            element.click()
            return True

        self.wait(clicked)

    def choose(self, selector, value):
        """Choose an entry of a pick-list as a person does, who leaves it then."""
        script = """
            const select = document.querySelector(arguments[0]);
            select.focus();
            select.value = arguments[1];
            select.dispatchEvent(new Event("input", {bubbles: true}));
            select.dispatchEvent(new Event("change", {bubbles: true}));
        """
        self.run(script, selector, value)

    @property
    def number(self):
        """Which version of the note the window shows."""
        return int(self.run("return document.body.dataset.number"))

    def saved(self, beyond):
        """Wait until a version later than `beyond` is saved and nothing waits."""
        self.wait(lambda: self.number > beyond and self.text("#saved") == "All is saved")

    def open_note(self, origin, name):
        """From the list, the note of a recording."""

        def link():
            rows = {row.find_element(By.CSS_SELECTOR, ".file").text: row for row in self.all("tr[data-id]")}
            return rows[f"{name}.wav"].find_element(By.TAG_NAME, "a").get_attribute("href")

        self.open(origin)
        self.open(self.wait(link))
        return self.run("return document.body.dataset.note")

    def complaints(self):
        """What the browser itself had to complain of: refused scripts, missing files, errors in ours."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


class Client:
    """Sends what a browser with the same cookie would, for answers that tests look at byte by byte."""

    def __init__(self, browser, server):
        cookie = browser.driver.get_cookie(f"scribe-review-{server.port}")
        self._host = server.origin.removeprefix("http://")
        self._headers = {"cookie": f"{cookie['name']}={cookie['value']}", "origin": server.origin}

    def __call__(self, method, path, content=None, **headers):
        connection = http.client.HTTPConnection(self._host, timeout=PATIENCE)
        body = None if content is None else json.dumps(content)
        connection.request(method, path, body, {**self._headers, **headers})
        answer = connection.getresponse()
        found = answer.status, dict(answer.headers), answer.read()
        connection.close()
        return found


def markdown_of(folder, name):
    return re.sub(r"\s+", " ", Path(folder, f"{name}.note.md").read_text(encoding="utf-8"))
