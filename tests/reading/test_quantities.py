"""Thresholds and amounts as data, with UCUM codes."""

from __future__ import annotations

import pytest

from careplan import knowledge
from careplan.reading.quantities import find, units
from tests.reading.sheet import one, under

CASES = [
    ("a fever over 100.4°F (38°C)", [("100.4°F", 100.4, "[degF]", ">"), ("38°C", 38.0, "Cel", None)]),
    ("38.5 °C or higher", [("38.5 °C", 38.5, "Cel", ">=")]),
    ("a temperature of 101 degrees F", [("101 degrees F", 101.0, "[degF]", None)]),
    ("above 38 degrees Celsius", [("38 degrees Celsius", 38.0, "Cel", ">")]),
    ("101F", [("101F", 101.0, "[degF]", None)]),
    ("no more than 10 lb", [("10 lb", 10.0, "[lb_av]", "<=")]),
    ("heavier than 10 pounds (4.5 kg)", [("10 pounds", 10.0, "[lb_av]", ">"), ("4.5 kg", 4.5, "kg", None)]),
    ("a 10-pound bag", [("10-pound", 10.0, "[lb_av]", None)]),
    ("at least 2 litres of water", [("2 litres", 2.0, "L", ">=")]),
    ("1,500 ml a day", [("1,500 ml", 1500.0, "mL", None)]),
    ("500mg", [("500mg", 500.0, "mg", None)]),
    ("under 70 mg/dL", [("70 mg/dL", 70.0, "mg/dL", "<")]),
    ("over 10 mmol/L", [("10 mmol/L", 10.0, "mmol/L", ">")]),
    ("a wound 2 cm long or 1 inch", [("2 cm", 2.0, "cm", None), ("1 inch", 1.0, "[in_i]", None)]),
    ("8 ounces of juice", [("8 ounces", 8.0, "[oz_av]", None)]),
    ("Over 101°F", [("101°F", 101.0, "[degF]", ">")]),
    ("More than 5 mL of blood", [("5 mL", 5.0, "mL", ">")]),
    ("room 4F-12", []),
    ("two pounds", []),
    ("24 hours", []),
    ("12/15 lb", []),
    ("call 555 1234", []),
    ("6 Floors up", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0] for c in CASES])
def test_amounts_are_read_with_their_ucum_codes(text: str, expected: list[tuple[str, float, str, str | None]]) -> None:
    found = list(find(text, 0, units("en", knowledge.default())))
    assert [(q.text, q.value, q.code, q.comparator) for q in found] == expected


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0] for c in CASES])
def test_offsets_count_from_where_the_text_begins(text: str, expected: list[object]) -> None:
    whole = "ab " + text
    found = list(find(text, 3, units("en", knowledge.default())))
    assert len(found) == len(expected)
    assert all(whole[q.start : q.end] == q.text for q in found)


def test_the_threshold_of_a_warning_sign_stands_in_its_statement() -> None:
    found = under("warning-signs", "• Temperature above 38.5 °C\n• Weight gain of more than 2 lb in a day")
    assert [(q.value, q.code, q.comparator) for s in found for q in s.quantities] == [
        (38.5, "Cel", ">"),
        (2.0, "[lb_av]", ">"),
    ]


def test_a_limit_stands_in_the_instruction_that_names_it() -> None:
    found = one("after", "Do not lift more than 10 lb for 2 weeks.")
    assert [(q.text, q.comparator) for q in found.quantities] == [("10 lb", ">")]
