"""Two versions of a sheet, statement by statement."""

import pytest

from careplan.apply.lifecycle.diff import diff
from careplan.documents import load
from careplan.reading import read
from careplan.reading.model import Timing
from tests.definitions.sample import GOLD, build, needs_sheets, say
from tests.gold import reading_from_gold

SIX, EIGHT = (Timing(start=f"-PT{n}H", end="PT0S") for n in (6, 8))
OLD = (
    say("Do not eat for 6 hours before.", topic="fasting", prohibition=True, timing=SIX),
    say("Bring your scans.", topic="bring-items"),
    say("Leave your jewellery at home.", topic="clothing-valuables"),
    say("Clots can form.", "risks", "risk"),
)
NEW = (
    say("Wear loose clothes.", topic="clothing-valuables"),
    say("Bring  your SCANS", topic="bring-items"),
    say("Do not eat for 8 hours before.", topic="fasting", prohibition=True, timing=EIGHT),
    say("Clots can form.", "risks", "risk"),
)


def readings(old, new):
    return build(*old)[1], build(*new)[1]


def told(differences):
    return [(d.kind, d.before.text if d.before else None, d.after.text if d.after else None) for d in differences]


def test_each_statement_is_kept_changed_added_or_gone():
    found = diff(*readings(OLD, NEW))
    assert told(found) == [
        ("added", None, "Wear loose clothes."),
        ("kept", "Bring your scans.", "Bring  your SCANS"),
        ("gone", "Leave your jewellery at home.", None),
        ("changed", "Do not eat for 6 hours before.", "Do not eat for 8 hours before."),
        ("kept", "Clots can form.", "Clots can form."),
    ]
    assert found[3].fields == ("text", "timing")


def test_the_same_sheet_has_no_difference():
    assert {d.kind for d in diff(*readings(OLD, OLD))} == {"kept"}


def test_nothing_is_lost_on_either_side():
    old, new = readings(OLD, NEW)
    found = diff(old, new)
    assert {d.before.id for d in found if d.before} == {s.id for s in old.statements}
    assert {d.after.id for d in found if d.after} == {s.id for s in new.statements}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"prohibition": True}, "prohibition"),
        ({"actor": "companion"}, "actor"),
        ({"condition": "you are ill"}, "condition"),
        ({"timing": SIX}, "timing"),
        ({"section": "after"}, "section"),
        ({"obligation": "may"}, "obligation"),
    ],
)
def test_the_same_words_read_otherwise_are_a_change(changed, field):
    section = changed.pop("section", "before")
    new = say("Drink water.", section, topic="fluids", **changed)
    (one,) = diff(*readings([say("Drink water.", topic="fluids")], [new]))
    assert (one.kind, one.fields) == ("changed", (field,))


def test_under_another_lead_in_the_same_words_are_a_change():
    old = (say("Avoid:", topic="diet"), say("Tea", topic="diet", parent="s1"))
    new = (say("Drink:", topic="diet"), say("Tea", topic="diet", parent="s1"))
    found = [d for d in diff(*readings(old, new)) if d.after and d.after.text == "Tea"]
    assert [(d.kind, d.fields) for d in found] == [("changed", ("lead-in",))]


def test_what_is_said_twice_is_aligned_twice():
    twice = (say("Rest.", "before", topic="rest"), say("Rest.", "after", topic="rest"))
    assert {d.kind for d in diff(*readings(twice, tuple(reversed(twice))))} == {"kept"}
    assert [d.kind for d in diff(*readings(twice, twice[:1]))] == ["kept", "gone"]


def test_of_near_ones_the_nearest_are_one():
    said = ("aspirin 7", "ibuprofen 3", "ibuprofen 5", "aspirin 5")
    all = [say(f"Stop taking {one} days before.", topic="nsaid") for one in said]
    old, new = all[:2], all[2:]
    pairs = {d.before.text: d.after.text for d in diff(*readings(old, new))}
    assert pairs == {old[0].text: new[1].text, old[1].text: new[0].text}


@pytest.mark.parametrize(
    ("old", "new"), [("Use 5% soap.", "Use 5 soap."), ("Take one pill of 2.5 mg.", "Take one pill of 25 mg.")]
)
def test_a_mark_that_means_something_is_a_change(old, new):
    (one,) = diff(*readings([say(old)], [say(new)]))
    assert one.fields == ("text",)


def test_quotes_dashes_and_blanks_are_none():
    (one,) = diff(*readings([say("Don’t eat – “nothing”  at all.")], [say("don't eat - \"nothing\" at all")]))
    assert one.kind == "kept"


def test_as_data():
    (one,) = diff(*readings(OLD[:1], NEW[2:3]))
    assert one.to_json() == {
        "kind": "changed",
        "before": {"id": "s1", "section": "before", "text": "Do not eat for 6 hours before."},
        "after": {"id": "s1", "section": "before", "text": "Do not eat for 8 hours before."},
        "fields": ["text", "timing"],
    }


@needs_sheets
@pytest.mark.parametrize("path", GOLD[:6], ids=lambda p: p.stem)
def test_a_real_sheet_less_one_line_and_with_another_one(path):
    reading = reading_from_gold(path)
    victim = next(s for s in reading.statements if s.role == "instruction" and len(s.text) > 25 and s.text.isascii())
    text = path.read_text("utf-8")
    edited = text[: victim.start] + "Sing a merry tune." + " " * (len(victim.text) - 18) + text[victim.end :]
    before, after = (read(load(t.encode(), media_type="text/plain")) for t in (text, edited))
    found = diff(before, after)
    assert {s.id for s in before.statements} == {d.before.id for d in found if d.before}
    assert {s.id for s in after.statements} == {d.after.id for d in found if d.after}
    assert [d for d in found if d.kind != "kept"]
    assert sum(d.kind == "kept" for d in found) >= 0.8 * len(before.statements)
