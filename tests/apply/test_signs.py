from tests.apply.sample import cites, plan_of, sample
from tests.definitions.sample import say


def sign(text, **fields):
    return say(text, "warning-signs", "warning-sign", topic="fever", **fields)


def test_what_to_do_and_the_signs_are_one_activity():
    plan = sample()
    activity = plan.activity("Ring us")
    assert activity["detail"]["description"] == "Ring us if you have:\n• a fever"
    assert activity["detail"]["doNotPerform"] is False
    assert [statement for statement, _, _ in cites(activity)] == ["s17", "s18"]
    assert not any(d["description"] == "a fever" for d in plan.details)


def test_signs_under_a_sign_keep_their_place():
    plan = plan_of(
        say("Call us if you have:", "warning-signs", topic="seek-care"),
        sign("signs of infection:", parent="s1"),
        sign("redness", parent="s2"),
        sign("chest pain", parent="s1"),
    )
    assert plan.detail("Call us")["description"] == (
        "Call us if you have:\n• signs of infection:\n  • redness\n• chest pain"
    )


def test_two_lists_stay_apart():
    plan = plan_of(
        say("Call us if you have:", "warning-signs", topic="seek-care"),
        sign("a fever", parent="s1"),
        say("Call 911 if you have:", "warning-signs", topic="seek-care"),
        sign("chest pain", parent="s3"),
    )
    assert plan.detail("Call us")["description"] == "Call us if you have:\n• a fever"
    assert plan.detail("Call 911")["description"] == "Call 911 if you have:\n• chest pain"


def test_a_lead_in_that_is_no_instruction_keeps_its_signs():
    plan = plan_of(say("These are not normal:", "warning-signs", "information"), sign("a fever", parent="s1"))
    assert plan.detail("These are")["description"] == "These are not normal:\n• a fever"


def test_signs_without_lead_in_stay_together_under_the_sheets_heading():
    plan = plan_of(sign("A fever."), sign("Chest pain."), headings=(("warning-signs", 1, 2, "SEEK HELP FOR"),))
    (activity,) = plan.care_plan["activity"]
    assert activity["detail"]["description"] == "SEEK HELP FOR\n• A fever.\n• Chest pain."
    assert [statement for statement, _, _ in cites(activity)] == ["s1", "s2"]


def test_signs_in_two_places_are_two_activities():
    plan = plan_of(sign("A fever."), say("Rest.", "after", topic="rest"), sign("Chest pain."))
    assert [d["description"] for d in plan.details] == ["• A fever.", "Rest.", "• Chest pain."]


def test_seeking_care_without_signs_is_advice_of_its_own():
    plan = plan_of(say("Call 911.", "warning-signs", topic="seek-care"))
    assert plan.detail("Call 911.")
    assert plan.key("s1") is None


def test_a_sign_is_never_a_task():
    plan = plan_of(sign("A fever."))
    assert [t["code"]["coding"][0]["code"] for t in plan.tasks] == ["approve"]
