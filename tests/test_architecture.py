"""The invariants of ARCHITECTURE.md that the sources themselves can show."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "careplan"
MODULES = sorted(PACKAGE.rglob("*.py"))

# What each part may import of careplan besides itself. Calls go one way: nothing to the right of it is named.
FOUNDATION = {"errors", "knowledge"}
MAY_IMPORT = {
    "errors": set(),
    "knowledge": {"errors"},
    "settings": {"errors"},
    "documents": FOUNDATION,
    "reading": FOUNDATION | {"documents"},
    "fhir": FOUNDATION | {"documents", "reading"},
    "definitions": FOUNDATION | {"documents", "reading", "fhir"},
    "populate": FOUNDATION | {"fhir"},
    "apply": FOUNDATION | {"documents", "reading", "fhir", "definitions", "populate"},
    "ehr": FOUNDATION | {"settings", "fhir", "populate"},
    "store": FOUNDATION | {"settings", "reading", "fhir", "definitions"},
    "sandbox": FOUNDATION | {"settings"},
    "delivered": FOUNDATION | {"reading", "fhir", "definitions", "populate", "apply", "ehr"},
    "web": FOUNDATION
    | {"settings", "documents", "reading", "fhir", "definitions", "populate", "apply", "ehr", "delivered", "store"},
    "commands": FOUNDATION
    | {"settings", "documents", "reading", "fhir", "definitions", "populate", "apply", "ehr", "delivered", "store"}
    | {"web"}
    | {"sandbox"},
    "cli": {"commands", "errors"},
}
PURE = ("documents", "reading", "fhir", "definitions", "populate", "apply")
NETWORK = {"flask", "requests", "urllib3", "socket", "http", "asyncio", "werkzeug", "httpx", "aiohttp", "ssl"}
CHANCE = {"random", "secrets"}
CLOCK = re.compile(
    r"\b(?:datetime|date|dt)\.(?:now|utcnow|today)\(|\btime\.(?:time|monotonic|perf_counter)\(|\buuid[14]\(|"
    r"\bos\.(?:environ|getenv|urandom)\b"
)


def name(path):
    return path.relative_to(ROOT).as_posix()


def part(path):
    """The part of the house that a module belongs to ("reading", "errors"); None for careplan itself."""
    first = path.relative_to(PACKAGE).parts[0]
    stem = first.removesuffix(".py")
    return None if stem == "__init__" else stem


def imports(path):
    """The dotted names that a module imports, at its top, in functions, or for type checking alone."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path):
    """The parts of careplan that a module imports, besides careplan's own version."""
    found = {dotted.split(".")[1] for dotted in imports(path) if dotted.startswith("careplan.")}
    return found - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_calls_go_one_way(path):
    where = part(path)
    if where is not None:
        assert where in MAY_IMPORT, f"say in MAY_IMPORT what {where} may import"
        assert ours(path) <= MAY_IMPORT[where] | {where}


@pytest.mark.parametrize("path", [p for p in MODULES if part(p) in PURE], ids=name)
def test_understanding_and_mapping_know_no_network(path):
    assert not {dotted.split(".")[0] for dotted in imports(path)} & NETWORK


@pytest.mark.parametrize("path", [p for p in MODULES if part(p) in ("documents", "reading")], ids=name)
def test_documents_and_reading_know_no_fhir(path):
    assert not {dotted.split(".")[0] for dotted in imports(path)} & {"fhir", "fhir_core"}
    assert "fhir" not in ours(path)


@pytest.mark.parametrize("path", [p for p in MODULES if part(p) in PURE], ids=name)
def test_the_same_input_gives_the_same_bytes(path):
    assert not {dotted.split(".")[0] for dotted in imports(path)} & CHANCE
    assert not CLOCK.search(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "code",
    ["datetime.now(UTC)", "date.today()", "time.time()", "uuid4()", "os.environ['X']", "os.getenv('X')"],
)
def test_the_scan_for_clocks_finds_one(code):
    assert CLOCK.search(f"x = {code}")


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_file_is_over_300_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_two_thirds_of_the_functions_have_at_most_20_lines():
    lengths = [
        node.end_lineno - node.body[0].lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert sum(length <= 20 for length in lengths) >= 2 / 3 * len(lengths)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_silenced_check_says_why(path):
    for line in path.read_text("utf-8").splitlines():
        if re.search(r"#\s*(?:type: ignore|noqa)", line):
            assert re.search(r"#\s*(?:type: ignore|noqa)[^#]*#\s*\w+", line), f"{name(path)}: {line.strip()}"


# Written in pieces, so that this file does not contain what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"(?<![\w.:/])/" + r"(?:work|root|home/\w+)/",
            r"https?://\S+\.(?:jar|whl|tgz|tar\.gz)\b",
            "index" + r"[-_]url\s*=",
            "polyg" + "lot",
        ]
    )
)
TEXT = {".py", ".toml", ".md", ".txt", ".lock", ".html", ".css", ".js", ".java", ".json", ".xml", ".yml", ""}
NOT_OURS = {".git", ".venv", "var", "build", "dist", "mutants", "node_modules"}


def files():
    """The text files of the project, whether git knows them yet or not."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(p in NOT_OURS or p.endswith(("_cache", ".egg-info", "__pycache__")) for p in parts)
        if not hidden and ".hypothesis" not in parts and path.is_file() and path.suffix in TEXT:
            yield path


def test_no_file_names_a_machine_or_a_place_to_download_from():
    found = [
        f"{name(path)}: {match[0]}"
        for path in files()
        for match in FORBIDDEN.finditer(path.read_text("utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    pinned = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
    unpinned = re.findall(r"^(?!#)(?!\s)(?![a-z0-9-]+==\S+ \\$).+", text, re.MULTILINE)
    assert len(pinned) > 30
    assert unpinned == []
    blocks = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
