import pytest

from careplan import knowledge
from careplan.apply.decisions import asks_team, leaves_to_team
from careplan.apply.words import words
from careplan.reading.model import Timing
from tests.apply.sample import plan_of
from tests.definitions.sample import say

ON = words(knowledge.default(), "en").decision_on


@pytest.mark.parametrize(
    "exception",
    [
        "or as told by your caregiver",
        "or as directed",
        "unless your doctor says otherwise",
        "unless we have asked you to stop",
        "unless told otherwise",
        "or for as long as your nurse tells you",
        "unless Dr. Ames agrees",
        "without checking with the clinic",
    ],
)
def test_an_exception_that_leaves_it_to_the_team_is_a_decision(exception):
    assert leaves_to_team(say("x", exception=exception), ON)


@pytest.mark.parametrize(
    "exception",
    [None, "except for a sip of water", "apart from water tablets", "unless you are allergic to it"],
)
def test_an_exception_that_takes_something_out_is_none(exception):
    assert not leaves_to_team(say("x", exception=exception), ON)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("until your surgeon says you may", True),
        ("until we have told you that it has healed", True),
        ("until bedtime", False),
        ("until the stitches are out", False),
        ("until you see your doctor", False),
    ],
)
def test_an_open_end_is_a_decision_when_the_team_ends_it(until, expected):
    assert leaves_to_team(say("x", timing=Timing(until=until)), ON) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("your surgeon agrees", True), ("you take blood thinners", False), ("your doctor is away", False)],
)
def test_a_condition_is_a_decision_when_the_team_fulfils_it(condition, expected):
    assert leaves_to_team(say("x", condition=condition), ON) is expected


@pytest.mark.parametrize(
    ("text", "topic", "expected"),
    [
        ("Talk it over with your surgeon.", "ask-team", True),
        ("Ask your doctor when to stop it.", "anticoagulant", True),
        ("Check with us before you take ibuprofen.", "nsaid", True),
        ("Stop it 5 days before.", "anticoagulant", False),
        ("Theophylline: stop 3 days before", "medication-review", False),
        ("Ask a friend to drive you.", "transport", False),
    ],
)
def test_to_ask_the_team_is_a_decision(text, topic, expected):
    assert asks_team(say(text, topic=topic), (), ON) is expected


def test_an_item_under_ask_your_doctor_about_is_one():
    above = (say("Ask your doctor about:", topic="medication-review"),)
    assert asks_team(say("Stopping your tablets.", topic="medication-review"), above, ON)


def test_what_is_only_told_asks_nothing():
    assert not asks_team(say("Ask your doctor.", role="information", topic="ask-team"), (), ON)


def test_a_lead_in_of_instructions_that_leaves_it_to_the_team_is_one_decision():
    plan = plan_of(
        say(
            "For 2 weeks, or as long as your doctor tells you:",
            "after",
            "information",
            exception="or as long as your doctor tells you",
        ),
        say("Do not swim.", "after", topic="bathing", prohibition=True, parent="s1"),
        say("Do not lift.", "after", topic="lifting", prohibition=True, parent="s1"),
    )
    assert plan.key("s1-decision")["description"].startswith("For 2 weeks")
    assert plan.key("s2-decision") is None


def test_information_that_leaves_something_to_the_team_is_none():
    plan = plan_of(say("It takes an hour or as directed.", "during", "information", exception="or as directed"))
    assert plan.key("s1-decision") is None


def test_one_statement_is_one_decision():
    plan = plan_of(
        say(
            "Ask your doctor, or as directed.",
            topic="ask-team",
            exception="or as directed",
            condition="your doctor agrees",
        )
    )
    assert len([t for t in plan.tasks if t["code"].get("text") == "Decision of the care team"]) == 1
