"""The reading as JSON and back."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from careplan.reading import model
from careplan.reading.model import from_json, to_json
from tests.reading.sheet import read

SHEET = """Hernia Repair

Before your operation

Do not eat for 6 hours before your operation unless told otherwise.
Take 500 mg of paracetamol twice a day for 3 days if it hurts.

Call us if you have:
• a fever over 101°F
• pus
"""
DOC = Path(__file__).parents[2] / "docs" / "reading.md"


def test_a_reading_goes_to_json_and_back_unchanged() -> None:
    reading = read(SHEET)
    assert from_json(json.loads(json.dumps(to_json(reading)))) == reading


def test_json_has_every_field_also_when_it_is_null() -> None:
    statement = to_json(read(SHEET))["statements"][0]
    assert set(statement) == {f.name for f in dataclasses.fields(model.Statement)}
    assert set(to_json(read(SHEET))) == {"document", "sections", "statements", "findings"}


def test_fields_with_defaults_may_be_absent() -> None:
    data = {
        "document": {"media_type": "text/plain", "language": "en", "sha256": "0", "characters": 4},
        "sections": [{"kind": "after", "start": 0, "end": 4}],
        "statements": [{"id": "s1", "section": "after", "role": "instruction", "start": 0, "end": 4, "text": "Rest"}],
    }
    reading = from_json(data)
    assert reading.statement("s1").timing is None
    assert reading.findings == ()


def test_unknown_keys_are_refused() -> None:
    data = to_json(read(SHEET))
    data["statements"][0]["colour"] = "red"
    with pytest.raises(TypeError, match="colour"):
        from_json(data)


def test_a_statement_is_found_by_its_id_and_children_by_their_parent() -> None:
    reading = read(SHEET)
    lead = next(s for s in reading.statements if s.text == "Call us if you have:")
    assert reading.statement(lead.id) is lead
    assert [s.text for s in reading.children(lead.id)] == ["a fever over 101°F", "pus"]
    with pytest.raises(KeyError):
        reading.statement("s99")


def test_the_least_of_the_confidences_is_the_lowest() -> None:
    assert model.Confidence(0.9, 0.8, 0.7, 0.6).lowest == 0.6


@pytest.mark.parametrize(
    "cls",
    [
        model.Document,
        model.Span,
        model.Section,
        model.Statement,
        model.Timing,
        model.Repeat,
        model.Quantity,
        model.Confidence,
        model.Finding,
    ],
)
def test_every_field_is_explained_in_the_document(cls: type) -> None:
    chapter = DOC.read_text("utf-8").partition(f"## {cls.__name__}\n")[2].partition("\n## ")[0]
    assert chapter, f"no chapter {cls.__name__}"
    table = chapter.partition("| field | is |\n")[2].partition("\n\n")[0]
    documented = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    assert documented == {f.name for f in dataclasses.fields(cls)}


def test_the_example_of_the_document_is_a_reading_with_every_field() -> None:
    example = json.loads(DOC.read_text("utf-8").partition("```json\n")[2].partition("```")[0])
    assert to_json(from_json(example)) == example


@pytest.mark.parametrize("words", [model.SECTION_KINDS, model.ROLES, model.ACTORS, model.OBLIGATIONS, model.ANCHORS])
def test_every_word_of_a_vocabulary_is_explained_in_the_document(words: tuple[str, ...]) -> None:
    document = DOC.read_text("utf-8")
    assert [w for w in words if f"`{w}`" not in document] == []


@pytest.mark.parametrize("role", ["instruction", "question", "warning-sign"])
def test_every_topic_is_listed_in_the_document(role: str) -> None:
    folder = Path(__file__).parents[2] / "mappings" / "en" / "topics" / role
    table = DOC.read_text("utf-8").partition(f"### Topics of {role}s\n")[2].partition("\n##")[0]
    listed = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    assert listed == {p.stem for p in folder.glob("*.toml")} | {"other"}


@pytest.mark.parametrize("code", ["lacks", "contradiction", "unclassified", "blank"])
def test_every_code_of_a_finding_is_explained_in_the_document(code: str) -> None:
    assert f"`{code}`" in DOC.read_text("utf-8")
