"""Whatever a reader makes of a sheet, a plan comes of it: nothing lost, nothing dangling, the same bytes again."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from careplan.fhir.r4 import checked
from careplan.reading.model import ACTORS, ANCHORS, OBLIGATIONS, ROLES, SECTION_KINDS, Repeat, Timing
from tests.apply.sample import plan_of
from tests.apply.test_apply import references
from tests.apply.test_care_plan import words
from tests.definitions.sample import say

BOUNDS = ["-PT8H", "PT0S", "P2D", "P3M", "-P1W", "day0 07:30", "day-1 night", "day1", "day0 noon", "PT24H"]
TOPICS = ["fasting", "arrival", "anticoagulant", "ask-team", "seek-care", "bathing", "bring-items", "other", None]
TIMINGS = st.builds(
    Timing,
    anchor=st.sampled_from(ANCHORS),
    start=st.sampled_from([None, *BOUNDS]),
    end=st.sampled_from([None, *BOUNDS]),
    duration=st.sampled_from([None, "PT20M"]),
    repeat=st.sampled_from([None, Repeat(times=3, per="P1D"), Repeat(every="PT4H")]),
    until=st.sampled_from([None, "until your doctor agrees"]),
)
STATEMENTS = st.builds(
    say,
    st.sampled_from(["Do it.", "Not that < this & “those”", "Call us:", "a\tb", "😷 mask"]),
    st.sampled_from(SECTION_KINDS),
    st.sampled_from(ROLES),
    topic=st.sampled_from(TOPICS),
    actor=st.sampled_from(ACTORS),
    prohibition=st.booleans(),
    obligation=st.sampled_from(OBLIGATIONS),
    condition=st.sampled_from([None, "you take blood thinners"]),
    exception=st.sampled_from([None, "or as directed"]),
    timing=st.none() | TIMINGS,
    parent=st.sampled_from([None, "s1", "s2", "s3", "s9"]),
    review=st.sampled_from([(), ("role 0.41",)]),
)
TIMES = st.sampled_from(["2026-12-01T09:00:00-05:00", "2026-12-01"])


@settings(max_examples=60, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=6), TIMES)
def test_a_plan_comes_of_it(statements, at):
    made = plan_of(*statements, at=at)
    checked(made.bundle)
    assert set(references(made.bundle)) - {"Patient/1"} <= set(made.by_url)
    assert {s.text for s in statements} <= set(words(made.care_plan["text"]))
    assert json.dumps(plan_of(*statements, at=at).bundle) == json.dumps(made.bundle)
