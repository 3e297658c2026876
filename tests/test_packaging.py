"""What the program imports is what pyproject.toml promises to install."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = {"scribe", *(path.stem for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))}
COMES_WITH = {"ctranslate2": "faster-whisper", "huggingface_hub": "faster-whisper"}
"""Libraries that a promised one cannot do without, and whose version it chooses."""


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements):
    return {normal(re.match(r"[\w.-]+", one)[0]) for one in requirements}


def imported(folder):
    """Third-party modules that a folder's files import, with the file that does."""
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for module in modules:
                top = module.split(".")[0]
                if top not in sys.stdlib_module_names and top not in OURS:
                    yield top, path.name


def distributions(top):
    found = packages_distributions().get(top, [top])
    return {normal(COMES_WITH.get(top, name)) for name in found}


@pytest.mark.parametrize("folder, extras", [("scribe", ("cluster",)), ("tests", ("dev",))])
def test_every_import_is_promised(folder, extras):
    promised = names(PROJECT["dependencies"]).union(*(names(PROJECT["optional-dependencies"][one]) for one in extras))
    missing = {(top, file) for top, file in imported(folder) if not distributions(top) & promised}
    assert not missing
    assert {top for top, _ in imported("scribe")} >= {"click", "spacy", "yaml"}
