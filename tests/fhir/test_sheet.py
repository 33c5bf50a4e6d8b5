import json

import pytest

from careplan.errors import ResourceError
from careplan.fhir.sheet import read_back, sheet_extensions
from careplan.reading.model import Document, Finding, Reading, Section, Span

READING = Reading(
    Document("text/html", "en", "ab" * 32, 40, title="At home", procedure=Span("cast", 3, 7)),
    sections=(Section("before", 0, 20, "GET READY", 0.5, ("ready",)), Section("other", 20, 40)),
    findings=(Finding("lacks", "no warning signs"), Finding("blank", "a line to fill", ("s1", "s2"))),
)


def test_what_is_said_of_the_sheet_as_a_whole_comes_back():
    plan = json.loads(json.dumps({"extension": sheet_extensions(READING)}))
    assert read_back(plan) == READING


def test_untitled_sheet_of_no_named_procedure_comes_back():
    bare = Reading(Document("text/plain", "en", "cd" * 32, 4))
    assert read_back({"extension": sheet_extensions(bare)}) == bare


def test_plan_of_somebody_else_is_refused():
    with pytest.raises(ResourceError, match="no PlanDefinition of ours"):
        read_back({"extension": [{"url": "https://other.example", "valueCode": "x"}]})


def test_broken_section_is_refused():
    extensions = sheet_extensions(READING)
    extensions[1]["extension"] = [e for e in extensions[1]["extension"] if e["url"] != "confidence"]
    with pytest.raises(ResourceError, match="broken"):
        read_back({"extension": extensions})
