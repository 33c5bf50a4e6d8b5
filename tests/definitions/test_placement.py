from careplan.definitions.placement import place
from tests.definitions.sample import build, say


def placed(*statements):
    return place(build(*statements)[1])


def test_instruction_that_says_all_by_itself_is_a_request_with_what_hangs_from_it_beside_it():
    made = placed(say("You may eat until noon."), say("Choose toast.", parent="s1"))
    assert made.is_request(made.reading.statement("s1"))
    assert made.container(made.reading.statement("s2")) == "before"


def test_information_over_instructions_is_a_group_and_no_request():
    made = placed(say("To heal well:", role="information"), say("Rest.", parent="s1"))
    assert made.groups == {"s1"}
    assert not made.is_request(made.reading.statement("s1"))


def test_what_is_told_below_an_item_of_the_form_stays_with_its_phase():
    made = placed(
        say("Any tablets.", "disclosure", "question", topic="medications"),
        say("We need this for safety.", "disclosure", "information", parent="s1"),
    )
    assert [s.id for s in made.told["disclosure"]] == ["s2"]


def test_lead_in_of_questions_and_deeds_stands_in_both():
    made = placed(
        say("Ahead of the visit:", topic="tell-team"),
        say("any rash", "before", "question", topic="allergies", parent="s1"),
        say("fill in the form", parent="s1"),
    )
    assert "s1" in made.form
    assert made.groups == {"s1"}


def test_told_below_another_phase_follows_what_it_hangs_from():
    made = placed(
        say("These may happen:", "risks", "information"),
        say("a bruise", "after", "risk", parent="s1"),
    )
    assert [s.id for s in made.told["risks"]] == ["s1", "s2"]


def test_parent_that_does_not_stand_before_is_none():
    made = placed(say("One.", parent="s2"), say("Two.", parent="s1"), say("Three.", parent="s9"))
    assert made.parents["s1"] is None
    assert made.parents["s2"].id == "s1"
    assert made.parents["s3"] is None
    assert made.actions == {"s1", "s2", "s3"}
