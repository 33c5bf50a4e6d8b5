import subprocess
import sys

import pytest

from careplan.fhir.versions import in_version, named, release


@pytest.mark.parametrize(
    ("number", "name"),
    [
        *(("4.0.0", "R4"), ("4.0.1", "R4"), ("4.3.0", "R4"), ("5.0.0", "R5"), ("5.0.1", "R5")),
        *((number, None) for number in ("", "3.0.2", "4.1.0", "4.0", "5.0.0-ballot", "5.1.0", "6.0.0", "50.0.0")),
    ],
)
def test_releases_by_their_number(number, name):
    assert release(number) == name


@pytest.mark.parametrize(
    ("number", "name"),
    [("4.0", "R4"), ("4.0.1", "R4"), ("4.3", "R4"), ("5.0", "R5"), ("5.0.0", "R5"), ("3.0", None), ("", None)],
)
def test_releases_by_the_parameter_of_a_media_type(number, name):
    assert named(number) == name


def test_r4_is_what_was_made():
    made = {"resourceType": "Task"}
    assert in_version(made, "R4") is made


def test_who_speaks_r4_does_not_load_r5():
    code = "import sys, careplan.fhir.versions; sys.exit('careplan.fhir.r5' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
