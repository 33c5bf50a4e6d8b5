import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplan.errors import ResourceError
from careplan.fhir.r4 import checked
from careplan.fhir.statement import (
    fhir_string,
    from_action,
    from_artifact,
    from_item,
    is_statement,
    statements,
    to_action,
    to_artifact,
    to_item,
)
from careplan.reading.model import (
    ACTORS,
    ANCHORS,
    OBLIGATIONS,
    ROLES,
    SECTION_KINDS,
    Confidence,
    Quantity,
    Repeat,
    Statement,
    Timing,
)

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1
).filter(str.strip)
CODE = st.from_regex(r"[a-z]+(-[a-z]+)?", fullmatch=True)
ID = st.from_regex(r"s[0-9]{1,4}", fullmatch=True)
SHARE = st.floats(0, 1)
POINT = st.sampled_from(["-PT8H", "PT0S", "P2D", "day0 07:15", "day-1 night", "day0"])
REPEAT = st.builds(Repeat, times=st.integers(1, 9), per=st.just("P1D")) | st.builds(
    Repeat, every=st.just("PT4H")
)
TIMING = st.builds(
    Timing,
    anchor=st.sampled_from(ANCHORS),
    start=st.none() | POINT,
    end=st.none() | POINT,
    duration=st.none() | st.just("PT20M"),
    repeat=st.none() | REPEAT,
    until=st.none() | WORDS,
)
QUANTITY = st.builds(
    Quantity,
    text=WORDS,
    start=st.integers(0, 99),
    end=st.integers(100, 199),
    value=st.floats(-1e6, 1e6),
    unit=st.sampled_from(["", "°F"]),
    code=st.sampled_from(["", "[degF]"]),
    comparator=st.sampled_from([None, "<", "<=", ">=", ">"]),
)
STATEMENTS = st.builds(
    Statement,
    id=ID,
    section=st.sampled_from(SECTION_KINDS),
    role=st.sampled_from(ROLES),
    start=st.integers(0, 10**6),
    end=st.integers(0, 10**6),
    text=WORDS,
    parent=st.none() | ID,
    topic=st.none() | CODE,
    actor=st.none() | st.sampled_from(ACTORS),
    prohibition=st.none() | st.booleans(),
    obligation=st.none() | st.sampled_from(OBLIGATIONS),
    condition=st.none() | WORDS,
    exception=st.none() | WORDS,
    timing=st.none() | TIMING,
    quantities=st.lists(QUANTITY, max_size=2).map(tuple),
    confidence=st.builds(Confidence, section=SHARE, role=SHARE, topic=SHARE, timing=SHARE),
    review=st.lists(WORDS, max_size=2).map(tuple),
    evidence=st.lists(WORDS, max_size=2).map(tuple),
)


@settings(max_examples=200, deadline=None)
@given(STATEMENTS)
def test_statement_comes_back_from_each_place_where_it_may_stand(statement):
    for there, back in ((to_action, from_action), (to_artifact, from_artifact), (to_item, from_item)):
        assert back(json.loads(json.dumps(there(statement)))) == statement


@settings(max_examples=50, deadline=None)
@given(STATEMENTS)
def test_what_is_written_is_r4(statement):
    action = {**to_action(statement), "documentation": [to_artifact(statement)]}
    checked({"resourceType": "PlanDefinition", "status": "draft", "action": [action]})


def test_certain_and_bare_statement_costs_no_more_than_it_says():
    bare = Statement(id="s1", section="other", role="information", start=0, end=2, text="Hi")
    [extension] = to_action(bare)["extension"]
    assert [e["url"] for e in extension["extension"]] == ["id", "section", "role", "start", "end"]


def test_control_characters_become_spaces_so_that_offsets_hold():
    assert fhir_string("a\x0cb\tc\nd\x00") == "a b\tc\nd "


@pytest.mark.parametrize("back", [from_action, from_artifact, from_item])
def test_what_is_not_ours_is_refused(back):
    foreign = {"id": "x", "description": "Rest", "display": "Rest", "text": "Rest"}
    assert not is_statement(foreign)
    with pytest.raises(ResourceError, match="no extension"):
        back(foreign)


@pytest.mark.parametrize("spoil", ["id", "start", "role", "two values", "text"])
def test_broken_statement_is_refused(spoil):
    action = to_action(Statement(id="s1", section="other", role="information", start=0, end=2, text="Hi"))
    parts = action["extension"][0]["extension"]
    if spoil == "text":
        del action["description"]
    elif spoil == "two values":
        parts[0]["valueString"] = "x"
    else:
        action["extension"][0]["extension"] = [p for p in parts if p["url"] != spoil]
    with pytest.raises(ResourceError):
        from_action(action)


def test_each_statement_is_told_once_and_in_the_order_of_the_sheet():
    one, two, three = (
        Statement(id=f"s{n}", section="other", role="information", start=n, end=n + 1, text=str(n))
        for n in (1, 2, 3)
    )
    plan = {
        "action": [
            {"id": "other", "documentation": [to_artifact(three)]},
            {**to_action(two), "action": [{"id": "x", "documentation": [to_artifact(one)]}]},
        ]
    }
    assert statements(plan, {"item": [to_item(two)]}) == (one, two, three)
