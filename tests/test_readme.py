"""The README is true: its commands are run, word for word, and their output is what it shows."""

import os
import re
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SAMPLE = "careplan/web/samples/knee-arthroscopy.txt"
SERVICE, SANDBOX = "http://127.0.0.1:8000", "http://127.0.0.1:8090/fhir"


def examples():
    """(command, shown output) of each `$ ` line in a console block; "> " goes on with the line before."""
    for block in re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            more = next((n for n, line in enumerate(lines[1:], 1) if not line.startswith("> ")), len(lines))
            yield "\n".join([lines[0], *(line[2:] for line in lines[1:more])]), lines[more:]


def fits(shown, printed):
    """True when the lines that are shown were printed in this order; "..." stands for any number of lines.

    The ids that a server gives, how wide a column is for them, and how much a plan has in all may differ.
    """
    shown, printed = ([_plain(line) for line in lines] for lines in (shown, printed))
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def _plain(line):
    line = re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", line)
    return re.sub(r"[ ─]+", " ", re.sub(r"\d+ there before", "N there before", line))


def _own_sheet(tmp_path):
    """The sample with blanks at its end that no other copy has: the server of the tests may know the sample."""
    text = (ROOT / SAMPLE).read_text("utf-8")
    blanks = "".join(" \t"[int(bit)] for bit in f"{uuid.uuid4().int:b}")
    (tmp_path / "own.txt").write_text(f"{text}{blanks}\n", "utf-8")
    return "own.txt"


@pytest.fixture
def service(tmp_path):
    """The address of the service, as `make run` starts it."""
    code = "from careplan.cli import main; main()"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAREPLAN_")}
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env={**environment, "CAREPLAN_DATA_DIR": str(tmp_path / "data")},
    )
    yield re.search(r"http://[\d.:]+", process.stderr.readline())[0]
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)


def test_the_examples_print_what_the_readme_shows(service, hapi_url, tmp_path):
    (tmp_path / "careplan").symlink_to(ROOT / "careplan")
    own = _own_sheet(tmp_path)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command, shown in examples():
        real = command.replace(SERVICE, service)
        if SANDBOX in command:
            real = real.replace(SANDBOX, hapi_url).replace(SAMPLE, own)
        done = subprocess.run(
            real,
            shell=True,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PATH": path, "CAREPLAN_DATA_DIR": str(tmp_path / "data")},
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        assert fits(shown, done.stdout.splitlines()), f"$ {command}\n{done.stdout}"
    assert len(list(examples())) >= 4


def test_the_comparison_notices_a_difference():
    assert fits(["a", "...", "d"], ["a", "b", "c", "d"])
    assert fits([], [])
    assert not fits(["a", "..."], ["b", "a"])
    assert not fits([], ["a"])
    assert not fits(["a", "...", "d"], ["a", "d", "e"])
    assert fits(["Task/8e7dde05-3c27-4121-ad0a-89e2fc772696  1"], [f"Task/{uuid.uuid4()} 1"])


def test_everything_that_the_readme_links_to_is_there():
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
    assert len(links) > 8


def test_every_make_target_that_the_readme_names_is_there():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"\bmake ([a-z]+)\b(?! a)", README)
    assert set(named) - {"sandbox", "run", "test"} == set()
    assert set(named) <= set(targets)


def test_every_page_of_the_documentation_is_found_from_its_index():
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert pages - set(re.findall(r"\]\(([\w-]+\.md)\)", index)) == set()


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_no_link_of_the_documentation_is_dead(page):
    links = re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
