"""What is shipped: a wheel that works alone, with all that it imports declared."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import careplan

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRA_OF = {"careplan/sandbox": {"sandbox"}, "careplan/store": {"postgres"}}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras):
    """The distributions that the project asks for, with those of some extras."""
    wanted = list(PROJECT["dependencies"])
    for extra in extras:
        wanted += PROJECT["optional-dependencies"][extra]
    return {normal(re.match(r"[\w.-]+", requirement)[0]) for requirement in wanted}


def imported(path):
    """The top names that a module imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.fixture(scope="module")
def distributions():
    """Top name of an import -> the distributions that bring it."""
    return metadata.packages_distributions()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "careplan").rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_every_import_is_declared(path, distributions):
    where = path.relative_to(ROOT).as_posix()
    extras = next((extras for folder, extras in EXTRA_OF.items() if where.startswith(folder)), ())
    foreign = set(imported(path)) - set(sys.stdlib_module_names) - {"careplan"}
    # Flask and requests come with their own parts.
    allowed = declared(*extras) | {"werkzeug", "jinja2", "markupsafe", "urllib3"}
    for name in foreign:
        assert {normal(d) for d in distributions.get(name, [name])} & allowed, f"{where} imports {name}"


def test_every_declared_dependency_is_imported_somewhere(distributions):
    names = {name for path in (ROOT / "careplan").rglob("*.py") for name in imported(path)}
    brought = {normal(d) for name in names for d in distributions.get(name, ())}
    data_only = {"tzdata"}  # the time zones themselves, read by zoneinfo
    assert declared() - brought - data_only == set()


def test_the_version_is_told_once_and_the_changelog_knows_it():
    assert PROJECT["version"] == careplan.__version__
    assert f"## {careplan.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built with the build backend that is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A virtual environment that has the wheel and nothing of the checkout; its Python."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", site]
    subprocess.run([*install, str(wheel)], check=True)
    return python


def run_installed(python, *arguments, stdin=None, cwd):
    """Run the installed careplan; what it depends on comes from this environment, it itself must not."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAREPLAN_")}
    code = (
        "import sys; sys.path.append(sys.argv.pop(1)); import careplan; "
        f"assert not careplan.__file__.startswith({str(ROOT / 'careplan')!r}), careplan.__file__; "
        "from careplan.cli import main; main()"
    )
    command = [str(python), "-c", code, sysconfig.get_path("purelib"), *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=environment, check=False)


def test_the_wheel_holds_the_mappings_and_what_is_no_python(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    mappings = {p.relative_to(ROOT / "mappings").as_posix() for p in (ROOT / "mappings").rglob("*.toml")}
    assert {f"careplan/_mappings/{name}" for name in mappings} <= set(names)
    data = {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / "careplan").rglob("*")
        if p.is_file() and p.suffix in {".toml", ".html", ".css", ".js", ".java", ".txt", ".xml", ".typed"}
    }
    assert data <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "var/", "mappings/"))]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_an_installed_wheel_reads_a_sheet(installed, tmp_path):
    sheet = b"Before the procedure\n\n- Do not eat anything for 8 hours before the procedure.\n"
    done = run_installed(installed, "read", "-", stdin=sheet, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert b"Do not eat anything for 8 hours" in done.stdout


def test_an_installed_wheel_makes_a_plan(installed, tmp_path):
    sheet = b"Before the procedure\n\n- Do not eat anything for 8 hours before the procedure.\n"
    patient = ["--subject", "Patient/1", "--procedure-time", "2026-12-01T09:00:00-05:00"]
    done = run_installed(installed, "apply", "-", *patient, stdin=sheet, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert b'"transaction"' in done.stdout
