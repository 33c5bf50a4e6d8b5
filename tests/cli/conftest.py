import os

import pytest

from careplan.cli import run

SHEET = """\
Preparing for your wrist ganglion removal

Before the procedure

• Do not eat anything for 6 hours before the procedure.
• Arrive 1 hour before the procedure.
• Ask your doctor when to stop your blood thinners.

Tell your doctor if you have

• an allergy to latex
• a pacemaker

After the procedure

• Keep the bandage dry for 2 days.
• Call us if you have a fever above 101°F.
"""
PATIENT = ["--subject", "Patient/1", "--procedure-time", "2026-12-01T09:00:00-05:00"]
NOW = ["--now", "2026-11-24T12:00:00Z"]


@pytest.fixture(autouse=True)
def _bare(monkeypatch, tmp_path):
    """No setting from the machine that runs the tests, and a folder of our own to stand in."""
    for name in [n for n in os.environ if n.startswith("CAREPLAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CAREPLAN_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def sheet(tmp_path):
    """A sheet in a file."""
    path = tmp_path / "ganglion.txt"
    path.write_text(SHEET, "utf-8")
    return str(path)


@pytest.fixture
def call(capfdbinary):
    """Runs a command line in this process: (exit code, standard output as bytes, standard error as text)."""

    def call(*arguments):
        code = run(arguments)
        out, err = capfdbinary.readouterr()
        return code, out, err.decode()

    return call
