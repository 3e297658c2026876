"""Who may import whom, read from the source: the map in docs/architecture.md holds in fact."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "scribe"
FILES = sorted(PACKAGE.rglob("*.py"))
FOUNDATION = {"scribe", "scribe.records", "scribe.errors", "scribe.resources", "scribe.vocabulary", "scribe.machine"}

ALSO = {
    "scribe.speech": {"scribe.weights", "scribe.audio", "scribe.sifting", "scribe.machine"},
    "scribe.audio": {"scribe.recorded_at", "scribe.recordings"},
    "scribe.jobs": {"scribe.output"},
    "scribe.night": {"scribe.jobs", "scribe.output", "scribe.render"},
    "scribe.output": {"scribe.note_json"},
    "scribe.checks": {"scribe.billing"},
    "scribe.filing": {"scribe.billing", "scribe.checks", "scribe.clients", "scribe.note_json", "scribe.practice"},
    "scribe.settings": {"scribe.practice"},
    "scribe.store": {"scribe.practice"},
    "scribe.export": {"scribe.practice", "scribe.clients", "scribe.render", "scribe.store"},
    "scribe.revising": {
        "scribe.billing",
        "scribe.checks",
        "scribe.clients",
        "scribe.filing",
        "scribe.note_json",
        "scribe.soap",
    },
}
"""What a stage may import beyond the foundation; a folder's files may import each other."""

OUTER = ("scribe.assembly", "scribe.desk", "scribe.web", "scribe.cli", "scribe.__main__")
"""Those that know several stages."""


def module(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(path) for path in FILES}


def imports(path, runtime_only=False):
    """The scribe modules that a file imports, wherever in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    checked_only = [
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    ]
    for node in ast.walk(tree):
        if runtime_only and node in checked_only:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield inner if inner in MODULES else node.module


def top(name):
    """The stage that a module belongs to: `scribe.extract` for `scribe.extract.minutes`."""
    return ".".join(name.split(".")[:2])


def ours(path, **how):
    return {name for name in imports(path, **how) if name.split(".")[0] == "scribe"}


STAGES = [path for path in FILES if top(module(path)) not in OUTER]


@pytest.mark.parametrize("path", STAGES, ids=module)
def test_stages_do_not_know_each_other(path):
    own = top(module(path))
    allowed = FOUNDATION | ALSO.get(own, set()) | {own}
    strangers = {name for name in ours(path) if top(name) not in allowed}
    assert not strangers


@pytest.mark.parametrize("path", FILES, ids=module)
def test_only_the_commands_know_the_assembly_and_nobody_knows_the_commands(path):
    if top(module(path)) == "scribe.cli":
        return
    assert not {name for name in ours(path) if name.startswith("scribe.assembly")}
    if module(path) != "scribe.__main__":
        assert not {name for name in ours(path) if top(name) == "scribe.cli"}


def test_there_are_no_circles():
    graph = {module(path): ours(path, runtime_only=True) & MODULES - {module(path)} for path in FILES}
    done, open_ = set(), []

    def visit(name):
        assert name not in open_, f"a circle: {' -> '.join([*open_[open_.index(name) :], name])}"
        if name not in done:
            open_.append(name)
            for other in sorted(graph[name]):
                visit(other)
            open_.pop()
            done.add(name)

    for name in sorted(graph):
        visit(name)
    assert done == set(graph)


LIBRARIES = {
    "faster_whisper": {"scribe.speech"},
    "ctranslate2": {"scribe.speech"},
    "huggingface_hub": {"scribe.weights"},
    "av": {"scribe.audio"},
    "jinja2": {"scribe.render"},
    "yaml": {"scribe.resources"},
    "rich": {"scribe.cli"},
    "tomlkit": {"scribe.clients"},
    "click": {"scribe.cli"},
    "sqlite3": {"scribe.store", "scribe.night"},
    "reportlab": {"scribe.export"},
    "docx": {"scribe.export"},
    "fhir": {"scribe.export"},
    "pyperclip": {"scribe.export"},
    "PIL": {"scribe.practice"},
    "starlette": {"scribe.web"},
    "uvicorn": {"scribe.web"},
    "pyshortcuts": {"scribe.web"},
    "filelock": {"scribe.night"},
    "distributed": {"scribe.night"},
    "watchdog": {"scribe.night"},
}


@pytest.mark.parametrize("path", FILES, ids=module)
def test_each_library_enters_at_one_place(path):
    for name in imports(path):
        places = LIBRARIES.get(name.split(".")[0])
        assert not places or top(module(path)) in places, name


CATCHES_ALL = {"scribe.weights"}
"""The hub's exceptions are those of its HTTP library, which changes between versions."""


@pytest.mark.parametrize("path", [path for path in FILES if module(path) not in CATCHES_ALL], ids=module)
def test_nothing_catches_everything(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            assert node.type, f"line {node.lineno}: a bare except"
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {ast.unparse(one) for one in caught}
            raised_again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            assert raised_again or not names & {"Exception", "BaseException"}, f"line {node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=module)
def test_files_and_functions_stay_small(path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 500
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 60, node.name


READERS = ("read_text", "read_bytes", "open", "safe_load", "load_all")


@pytest.mark.parametrize("path", STAGES, ids=module)
def test_files_of_models_are_opened_by_resources_alone(path):
    """A file that asks for the folder `models` reads it through `read_yaml`, never by itself."""
    if module(path) in ("scribe.resources", "scribe.weights"):
        return
    source = path.read_text(encoding="utf-8")
    if 'data_dir("models")' not in source:
        return
    called = {node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)}
    assert not {getattr(func, "attr", getattr(func, "id", "")) for func in called} & set(READERS)


def test_the_map_names_every_file_and_no_other():
    text = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    top_level = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert rows == top_level | {f"{path.name}/" for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}


def test_the_command_line_starts_without_the_stages():
    code = "import sys, scribe.cli; print(sorted(name for name in sys.modules if name.startswith('scribe')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['scribe', 'scribe.cli', 'scribe.errors']"
