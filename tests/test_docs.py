"""What the documents say is so: commands and their help, files and their place, pages that are pointed to."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from scribe import __version__
from scribe.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *(ROOT / "docs").glob("*.md")])


def commands():
    """The words of every command: () for the group itself, ("models", "pull") for a command of a group."""

    def below(command, words):
        yield words
        if isinstance(command, click.Group):
            with click.Context(command) as context:
                for name in command.list_commands(context):
                    yield from below(command.get_command(context, name), (*words, name))

    return list(below(main, ()))


COMMANDS = commands()


def help_of(words):
    return CliRunner().invoke(main, [*words, "--help"], prog_name="scribe", terminal_width=80).output


def name_of(words):
    return " ".join(["scribe", *words])


def test_the_commands_are_all_found():
    assert {(), ("process",), ("note",), ("units",), ("models", "pull"), ("config", "show")} <= set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS, ids=name_of)
def test_the_readme_shows_what_a_command_says_of_itself(words):
    in_step = f"### `{name_of(words)}`\n\n```\n{help_of(words).strip()}\n```\n" in README
    assert in_step, "run `make readme`"


def test_the_readme_shows_no_command_that_is_not_there():
    assert re.findall(r"^### `(scribe.*)`$", README, re.MULTILINE) == [name_of(words) for words in COMMANDS]


def described(command):
    with click.Context(command) as context:
        return {param.opts[-1]: param.help for param in command.get_params(context) if isinstance(param, click.Option)}


@pytest.mark.parametrize("words", COMMANDS, ids=name_of)
def test_a_command_has_an_example_and_each_option_a_sentence(words):
    command = main
    for word in words:
        command = command.get_command(click.Context(command), word)
    assert command.help
    assert not [option for option, sentence in described(command).items() if not sentence]
    _, found, example = help_of(words).partition("Example")
    assert found
    assert f"scribe {' '.join(words)}".strip() in example


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_files_that_a_page_links_to_exist(page):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if "://" not in link and not (page.parent / link).exists()]


def test_the_map_names_every_file_of_the_reading():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"^\* `extract/([a-z_]+\.py)`", text, re.MULTILINE)
    files = [path.name for path in (ROOT / "scribe" / "extract").glob("*.py") if path.name != "__init__.py"]
    assert sorted(named) == sorted(files)


def test_every_target_of_the_makefile_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:`|^    )make ([a-z-]+)", text, re.MULTILINE))
    assert {"demo", "test"} <= named <= targets


def test_the_changelog_begins_with_what_is_coming_or_with_this_version():
    latest = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert __version__ in latest[:2]
