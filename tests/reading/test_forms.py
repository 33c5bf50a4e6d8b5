"""The form of a sentence: whether it tells, forbids, allows, or only says how things are."""

from __future__ import annotations

import pytest

from careplan.reading.forms import form
from tests.reading.sheet import english

# sentence, kind, prohibition, obligation
CASES = [
    # orders
    ("Take the tablets with food.", "instruct", False, "must"),
    ("Please bring a list of your medicines.", "instruct", False, "must"),
    ("Always wash your hands first.", "instruct", False, "must"),
    ("If it hurts, put ice on it.", "instruct", False, "must"),
    ("For the first week, sleep on your back.", "instruct", False, "must"),
    ("Ice: put it on for 20 minutes.", "instruct", False, "must"),
    ("When you wake up, rinse your mouth.", "instruct", False, "must"),
    ("Once the film is off, use cream twice a day.", "instruct", False, "must"),
    # duties
    ("You must wear the collar at night.", "instruct", False, "must"),
    ("You should drink plenty of water.", "instruct", False, "should"),
    ("You need to sign a form.", "instruct", False, "must"),
    ("You will need to have a blood test.", "instruct", False, "must"),
    ("You have to be here by noon.", "instruct", False, "must"),
    ("It is important to keep the arm up.", "instruct", False, "must"),
    ("The dressing should be changed every day.", "instruct", False, "should"),
    ("Tight clothes should be avoided.", "instruct", True, "must"),
    # prohibitions
    ("Do not smoke.", "instruct", True, "must"),
    ("Don't rub the eye.", "instruct", True, "must"),
    ("Never drive on these tablets.", "instruct", True, "must"),
    ("Avoid hot drinks.", "instruct", True, "must"),
    ("Stop eating at midnight.", "instruct", True, "must"),
    ("No heavy lifting.", "instruct", True, "must"),
    ("Nothing by mouth after midnight.", "instruct", True, "must"),
    ("You must not swim.", "instruct", True, "must"),
    ("You may not eat anything.", "instruct", True, "must"),
    ("You should not drink alcohol.", "instruct", True, "must"),
    ("You cannot drive yourself home.", "instruct", True, "must"),
    ("Bathing is not allowed for a week.", "instruct", True, "must"),
    ("Please do not wear perfume.", "instruct", True, "must"),
    ("For 2 days, do not use the phone.", "instruct", True, "must"),
    # permissions
    ("You may shower.", "permit", False, "may"),
    ("You can eat as usual.", "permit", False, "may"),
    ("It is safe to use the stairs.", "permit", False, "may"),
    ("You do not have to rest in bed.", "permit", False, "may"),
    # may be asked to
    ("You may be asked to change into a gown.", "maybe", False, "may"),
    ("You might need to have a scan.", "maybe", False, "may"),
    ("Feel free to bring music.", "permit", False, "may"),
    ("Most people go home the same day.", "tell", False, None),
    # how things are
    ("You will lie on your side.", "tell", False, None),
    ("The scar fades.", "tell", False, None),
    ("A nurse will put a needle in your arm.", "tell", False, None),
    ("You may feel a little sick.", "tell", False, None),
    ("It takes about an hour.", "tell", False, None),
    ("The stitches will be removed by the nurse.", "tell", False, None),
    # comfort
    ("Do not be alarmed by the bruise.", "comfort", False, None),
    ("Do not worry if it itches.", "comfort", False, None),
    ("Try not to worry.", "comfort", False, None),
    # no verb
    ("A high fever", "fragment", False, None),
    ("Your glasses and hearing aids", "fragment", False, None),
]


@pytest.mark.parametrize(("sentence", "kind", "prohibition", "obligation"), CASES, ids=[c[0] for c in CASES])
def test_the_form_of_a_sentence(sentence: str, kind: str, prohibition: bool, obligation: str | None) -> None:
    page = english(sentence)
    found = form(page, 0, len(page))
    assert (found.kind, found.prohibition, found.obligation) == (kind, prohibition, obligation)


@pytest.mark.parametrize("sentence", [c[0] for c in CASES if c[1] in ("instruct", "permit", "maybe")])
def test_what_directs_somebody_names_the_words_that_it_was_seen_by(sentence: str) -> None:
    page = english(sentence)
    found = form(page, 0, len(page))
    assert found.directs
    assert found.evidence
    assert all(words in sentence for words in found.evidence)


def test_what_only_tells_directs_nobody() -> None:
    page = english("You will lie on your side.")
    assert not form(page, 0, len(page)).directs


@pytest.mark.parametrize("capitals", [True, False])
def test_capitals_change_nothing(capitals: bool) -> None:
    sentence = "Do not lift your child"
    page = english(sentence.upper() if capitals else sentence.lower())
    assert form(page, 0, len(page)).prohibition
