"""What is known to be read wrongly by simple readers, each kind with examples of our own."""

from __future__ import annotations

from typing import Any

import pytest

from careplan.reading.model import Statement
from tests.reading.sheet import one, read, under


def forbids(**more: Any) -> dict[str, Any]:
    return {"role": "instruction", "prohibition": True, **more}


def orders(**more: Any) -> dict[str, Any]:
    return {"role": "instruction", "prohibition": False, **more}


TOLD: dict[str, Any] = {"role": "information", "prohibition": None}


def check(statement: Statement, expected: dict[str, Any]) -> None:
    assert {name: getattr(statement, name) for name in expected} == expected, statement


# section, sentence, what is expected of it
SINGLE = [
    # false prohibitions: nothing is forbidden
    ("after", "Do not be alarmed if the bruise turns yellow.", TOLD),
    ("after", "Do not worry if you see a little pink fluid.", TOLD),
    ("after", "Don't be surprised if you feel tired for a week.", TOLD),
    ("after", "Try not to worry about the swelling.", TOLD),
    ("after", "You should not feel any pain during the first night.", TOLD),
    ("after", "You may not remember the ride home.", TOLD),
    ("after", "You will not need to have stitches out.", TOLD),
    ("after", "It is not necessary to wear the brace in bed.", TOLD),
    ("after", "Nothing needs to be done about the scab.", TOLD),
    ("after", "You cannot harm the wound by walking.", TOLD),
    ("after", "Do not think you must stay in bed.", TOLD),
    ("after", "You need not keep the wound covered after day 3.", orders(obligation="may", topic="wound-care")),
    ("after", "Do not hesitate to call us.", orders(topic="seek-care")),
    ("before", "Don't forget to bring your glasses.", orders(topic="bring-items")),
    # double negatives: what is forbidden is to stop
    ("before", "You must not stop warfarin on your own.", forbids(topic="anticoagulant")),
    (
        "before",
        "Do not stop taking aspirin unless your surgeon tells you to.",
        forbids(exception="unless your surgeon tells you to"),
    ),
    ("before", "Do not stop the heart tablets that your cardiologist ordered.", forbids(topic="take-medication")),
    ("after", "Never skip a dose of your eye drops.", forbids(topic="take-medication")),
    ("after", "Do not go without your inhaler.", forbids(topic="take-medication")),
    ("after", "Never leave the shield off at night.", forbids(topic="device")),
    ("after", "Do not let the dressing get wet.", forbids(topic="wound-care")),
    ("after", "Do not miss your follow-up visit.", forbids(topic="follow-up")),
    # no verb
    ("after", "No straws for 1 week", forbids(topic="diet")),
    ("after", "No lifting over 10 pounds", forbids(topic="lifting")),
    ("before", "Nothing by mouth after midnight", forbids(topic="fasting")),
    ("before", "No nail polish, please", forbids(topic="skin-prep")),
    ("before", "Light breakfast at 6 am", orders()),
    ("before", "Clear liquids only the day before", orders(topic="clear-liquids")),
    ("before", "Loose clothes", orders(topic="clothing-valuables")),
    ("before", "Photo ID and insurance card", orders(topic="bring-items")),
    # infinitives and the like
    ("after", "It is best to sleep on your back.", orders(topic="rest")),
    ("after", "Try to walk a little every hour.", orders(topic="activity")),
    ("after", "Remember to wash your hands.", orders(topic="hygiene")),
    ("after", "The aim is to keep the wound dry.", orders(topic="wound-care")),
    ("after", "To reduce swelling, use an ice pack for 20 minutes.", orders(topic="ice-heat")),
    ("after", "You are to rest for 2 days.", orders(topic="rest")),
    # passives of duty, and plain prediction
    ("after", "The dressing should be changed every day.", orders(obligation="should", topic="wound-care")),
    ("after", "The pad can be removed after 24 hours.", orders(obligation="may", topic="wound-care")),
    ("after", "The pad may be taken off after 24 hours.", orders(obligation="may", topic="wound-care")),
    ("after", "Showers are allowed from the second day.", orders(obligation="may", topic="bathing")),
    ("after", "Heavy objects must not be lifted.", forbids(topic="lifting")),
    ("after", "Driving is not permitted for 48 hours.", forbids(topic="driving")),
    ("after", "Alcohol is to be avoided for 24 hours.", forbids(topic="alcohol")),
    ("before", "Blood thinners should be stopped 5 days before.", forbids(topic="anticoagulant")),
    ("after", "The stitches will be removed by the nurse after 10 days.", TOLD),
    ("after", "Your blood pressure will be checked often.", TOLD),
    ("before", "You will be given a sedative.", TOLD),
    ("before", "A bandage will be placed over the cut.", TOLD),
    ("after", "Biopsy results: 7-10 days by post", TOLD),
    # companions and their limits
    ("before", "A taxi does not count as a ride.", TOLD),
    ("before", "Your escort must stay in the building.", orders(actor="companion", topic="companion")),
    ("before", "Your driver should be over 18.", orders(actor="companion", topic="transport")),
    ("before", "Visitors may not bring children.", forbids(actor="companion")),
    ("before", "Parents may stay until the child is asleep.", orders(actor="companion", obligation="may")),
    ("before", "You cannot go home by taxi alone.", forbids(topic="transport")),
    # form blanks
    ("before", "Stop your blood thinner ____ days before.", forbids(topic="anticoagulant", review=("form blank",))),
    ("before", "Arrive at _____ am.", orders(topic="arrival", review=("form blank",))),
]


@pytest.mark.parametrize(("section", "sentence", "expected"), SINGLE, ids=[s[1] for s in SINGLE])
def test_a_hard_sentence(section: str, sentence: str, expected: dict[str, Any]) -> None:
    check(one(section, sentence), expected)


@pytest.mark.parametrize(("section", "sentence", "expected"), SINGLE, ids=[s[1] for s in SINGLE])
def test_a_hard_sentence_as_an_item_is_neither_forbidden_nor_allowed_by_mistake(
    section: str, sentence: str, expected: dict[str, Any]
) -> None:
    found = under(section, f"• {sentence}\n• Keep this leaflet at home.")[0]
    assert bool(found.prohibition) == bool(expected["prohibition"])


@pytest.mark.parametrize(
    "sentence", ["There is no need to fast before this test.", "You do not have to fast.", "Fasting is not needed."]
)
def test_what_need_not_be_done_is_not_forbidden(sentence: str) -> None:
    assert not one("before", sentence).prohibition


# section, text, then one expectation for each statement
SEVERAL = [
    # opposite acts in one sentence
    (
        "after",
        "Do not soak in a bath, but you may shower after 48 hours.",
        [forbids(topic="bathing"), orders(obligation="may", topic="bathing")],
    ),
    (
        "after",
        "Take the antibiotic with food but do not take it with milk.",
        [orders(topic="take-medication"), forbids(topic="take-medication")],
    ),
    (
        "before",
        "Stop ibuprofen 7 days before; keep taking your blood pressure tablets.",
        [forbids(topic="nsaid"), orders(topic="take-medication")],
    ),
    (
        "after",
        "You may walk but do not lift more than 10 lb for 2 weeks.",
        [orders(obligation="may"), forbids(topic="lifting")],
    ),
    ("after", "Avoid rubbing the eye; wear the shield at night instead.", [forbids(), orders(topic="device")]),
    (
        "before",
        "Do not eat after midnight, but you may sip water until 2 hours before arrival.",
        [forbids(topic="fasting"), orders(obligation="may", topic="clear-liquids")],
    ),
    # mixed roles in one bullet
    ("after", "• The tablets can make you sleepy; do not drive while you take them.", [TOLD, forbids(topic="driving")]),
    ("after", "• You may have a sore throat for a day or two. Suck on ice chips.", [TOLD, orders()]),
    (
        "after",
        "• Some swelling is normal. Keep your leg raised. Call us if it gets worse.",
        [TOLD, orders(topic="rest"), orders(topic="seek-care")],
    ),
    ("after", "• Drain: Empty it twice a day. The fluid will turn from red to yellow.", [orders(topic="device"), TOLD]),
    # a companion who is to do two things
    (
        "before",
        "Arrange for a grown-up to drive you home and to stay with you overnight.",
        [orders(topic="transport"), orders(topic="companion")],
    ),
    (
        "before",
        "An adult must drive you home and stay with you for 24 hours.",
        [orders(topic="transport", actor="companion"), orders(topic="companion", actor="companion")],
    ),
    # drug tables
    (
        "before",
        "Warfarin: hold 5 days before\nApixaban: hold 3 days\nMetformin: no need to stop",
        [forbids(topic="anticoagulant"), forbids(topic="anticoagulant"), orders(topic="diabetes-medication")],
    ),
    (
        "before",
        "Warfarin    stop 5 days before\nAspirin     keep taking\nMetformin   skip on the morning",
        [forbids(topic="anticoagulant"), orders(), forbids(topic="diabetes-medication")],
    ),
    (
        "before",
        "Hold these medicines: warfarin 5 days; clopidogrel 7 days; apixaban 2 days.",
        [forbids(), forbids(), forbids(), forbids()],
    ),
    ("after", "Keep the wound dry.\n\nReviewed by: J. Hill, RN", [orders(), {"role": "boilerplate"}]),
    # furniture and disclaimers among what counts
    (
        "after",
        "Keep the wound dry.\n\n© 2031 Hill Clinic. All rights reserved.\n\nPage 2 of 4",
        [orders(topic="wound-care"), *[{"role": "boilerplate", "section": "other"}] * 3],
    ),
    (
        "after",
        "Keep the wound dry.\n\nThis leaflet is for information only and does not replace the advice of your doctor.",
        [orders(), {"role": "boilerplate"}],
    ),
]


@pytest.mark.parametrize(("section", "content", "expected"), SEVERAL, ids=[s[1][:60] for s in SEVERAL])
def test_several_things_in_one_place(section: str, content: str, expected: list[dict[str, Any]]) -> None:
    found = under(section, content)
    assert len(found) == len(expected), [s.text for s in found]
    for statement, wanted in zip(found, expected, strict=True):
        check(statement, wanted)


def roles(statements: tuple[Statement, ...]) -> list[tuple[str, str | None]]:
    return [(s.role, s.parent) for s in statements]


def test_symptoms_with_no_lead_in_are_warning_signs() -> None:
    found = under(
        "after",
        "Rest for 2 days.\n\n\n"
        "Fever over 100.4°F (38°C)\nBleeding that soaks a pad\nTrouble breathing\nPain that gets worse",
    )
    assert [(s.section, s.role, s.topic) for s in found[1:]] == [
        ("warning-signs", "warning-sign", topic) for topic in ("fever", "bleeding", "breathing", "pain")
    ]


@pytest.mark.parametrize("mark", ["• ", "- ", "o ", ""])
def test_a_blank_line_is_enough_between_the_lists_for_the_doctor_and_for_the_ambulance(mark: str) -> None:
    items = [["fever", "more redness"], ["chest pain", "trouble breathing"]]
    lists = ["\n".join(mark + item for item in listed) for listed in items]
    found = under("warning-signs", f"Call us if you have:\n{lists[0]}\n\nCall 911 if you have:\n{lists[1]}")
    first, second = found[0].id, found[3].id
    assert roles(found) == [
        *(("instruction", None), ("warning-sign", first), ("warning-sign", first)),
        *(("instruction", None), ("warning-sign", second), ("warning-sign", second)),
    ]
    assert {s.section for s in found} == {"warning-signs"}
    assert [s.topic for s in found] == ["seek-care", "fever", "infection", "seek-care", "chest-pain", "breathing"]


def test_symptoms_below_a_lead_in_without_colon_or_markers_are_warning_signs() -> None:
    found = read(
        "Cataract Surgery\n\nWhen you get home\nWear the shield at night for 1 week.\n\n"
        "Call the clinic if\nyou have more pain\nyou see flashes\nyou have a fever over 101°F\n"
    ).statements
    assert [s.role for s in found] == ["instruction", "instruction", "warning-sign", "warning-sign", "warning-sign"]


@pytest.mark.parametrize("lead", ["Call us if you:", "Let us know if you:", "Tell the clinic before you come if you:"])
def test_what_is_to_be_told_beforehand_is_a_question_even_below_call_us_if(lead: str) -> None:
    found = under("before", f"{lead}\n• have a cold or a fever\n• might be pregnant\n• take blood thinners")
    assert [(s.section, s.role, s.topic, s.parent) for s in found[1:]] == [
        ("disclosure", "question", topic, found[0].id) for topic in ("recent-infection", "pregnancy", "anticoagulant")
    ]


def test_items_below_do_not_are_forbidden() -> None:
    found = under("after", "For 2 weeks do not:\n• drive\n• lift anything heavy\n• take a bath")
    assert [(s.prohibition, s.topic) for s in found[1:]] == [(True, "driving"), (True, "lifting"), (True, "bathing")]
    assert {s.parent for s in found[1:]} == {found[0].id}


def test_items_below_you_may_are_allowed() -> None:
    found = under("after", "You may:\n• walk about\n• take a shower")
    assert [(s.role, s.prohibition) for s in found[1:]] == [("instruction", False), ("instruction", False)]


def test_navigation_at_the_top_is_boilerplate_and_the_title_below_it_is_found() -> None:
    reading = read(
        "Home | Search | Menu | Contact\nSkip to content\n\n"
        "Knee Arthroscopy\n\nAfter your operation\n\nKeep your knee raised.\n"
    )
    assert [s.role for s in reading.statements] == ["boilerplate", "boilerplate", "instruction"]
    assert reading.document.procedure is not None
    assert reading.document.procedure.text == "Knee Arthroscopy"
