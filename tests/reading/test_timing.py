"""What the timing grammar reads of a statement: the table of own cases, and what no table shows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplan.reading.model import Repeat, Timing
from careplan.reading.timing import Found, duration_hours, find, mask
from careplan.reading.timing_lexicon import lexicon
from tests.reading import timing_cases as cases

ALL = cases.load()
FORBIDDEN = {"section": "before", "prohibition": True, "topic": "fasting"}


@pytest.mark.parametrize("case", ALL, ids=lambda c: c.text[:60])
def test_reads_the_timing_of_the_statement(case: cases.Case) -> None:
    assert cases.right(case, cases.read(case)), f"{cases.read(case)} for {case.expected}"


def test_the_table_holds_cases_that_give_no_timing_and_cases_that_do() -> None:
    silent = [c for c in ALL if c.expected == (None,)]
    assert len(silent) > 60
    assert len(ALL) - len(silent) > 400


def test_names_the_words_it_was_read_from() -> None:
    text = "Take 2 tablets every 6 hours  for the first\n2 days."
    found = find(text, section="after")
    assert found is not None
    assert [text[a:b] for a, b in found.spans] == ["for the first\n2 days", "every 6 hours"]
    assert found.evidence == ("for the first 2 days", "every 6 hours")


def test_offsets_hold_where_lower_case_is_longer_than_upper_case() -> None:
    text = "İİİ: no food for 6 hours before your test."
    found = find(text, **FORBIDDEN)
    assert found is not None
    assert text[slice(*found.spans[0])] == "for 6 hours before your test"


def test_a_stated_side_is_surer_than_an_inferred_one_and_that_surer_than_a_borrowed_one() -> None:
    stated = find("No food for 6 hours before your test.", **FORBIDDEN)
    inferred = find("No food for 6 hours.", **FORBIDDEN)
    borrowed = find("No food.", heading=Timing(start="-PT6H", end="-PT6H"), **FORBIDDEN)
    assert stated is not None
    assert inferred is not None
    assert borrowed is not None
    assert stated.timing == inferred.timing == borrowed.timing
    assert stated.confidence > inferred.confidence > borrowed.confidence


def test_one_wording_bans_or_allows_by_the_statement() -> None:
    text = "Coffee 4 hours before your test."
    banned = cases.timing(text, **FORBIDDEN)
    allowed = cases.timing(text, section="before", topic="diet")
    assert banned == Timing(start="-PT4H", end="PT0S")
    assert allowed == Timing(start="-PT4H", end="-PT4H")


def test_the_section_says_the_side_that_the_words_leave_open() -> None:
    before = cases.timing("No alcohol for 24 hours.", section="before", prohibition=True, topic="alcohol")
    after = cases.timing("No alcohol for 24 hours.", section="after", prohibition=True, topic="alcohol")
    assert before == Timing(start="-PT24H", end="PT0S")
    assert after == Timing(start="PT0S", end="PT24H")


def test_a_word_that_names_the_procedure_can_be_counted_from() -> None:
    text = "Come 2 hours before the zorbing."
    assert find(text, section="after") is None
    found = cases.timing(text, section="after", procedure=frozenset({"zorbing"}))
    assert found == Timing(start="-PT2H", end="-PT2H")


def test_an_open_end_is_told_in_the_sheets_own_words() -> None:
    found = cases.timing("Wear the sling until your surgeon says that you can stop.", section="after")
    assert found == Timing(until="until your surgeon says that you can stop")


def test_information_gives_a_timing_only_when_it_is_stated_in_full() -> None:
    full = cases.timing("Your staples come out 10 days after surgery.", section="follow-up", role="information")
    vague = find("Your arm may ache for 3 days.", section="after", role="information")
    assert full == Timing(start="P10D", end="P10D")
    assert vague is None


@pytest.mark.parametrize("role", ["question", "risk", "warning-sign", "boilerplate"])
def test_other_roles_give_none(role: str) -> None:
    assert find("Bleeding within 24 hours after the test.", section="after", role=role) is None


def test_a_repeat_has_no_window_of_its_own() -> None:
    found = cases.timing("Rinse your mouth 4 times a day.", section="after")
    assert found == Timing(repeat=Repeat(times=4, per="P1D"))


def test_mask_covers_times_and_nothing_else() -> None:
    text = "Take 2 tablets twice a day for 3 days."
    assert [text[a:b] for a, b in mask(text)] == ["twice a day", "for 3 days"]


def _spoken() -> st.SearchStrategy[str]:
    phrases = sorted({" ".join(p[0]) for group in lexicon().phrases.values() for p in group})
    pieces = [
        *phrases,
        "7.30",
        "6 pm",
        "0730",
        "½",
        "4",
        "10",
        "24",
        "-",
        "–",
        ",",
        ".",
        "(",
        ")",
        ":",
        "skin",
    ]
    return st.lists(st.sampled_from(pieces), max_size=20).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(_spoken(), st.sampled_from(["before", "after", None]), st.booleans())
def test_any_row_of_its_words_gives_points_in_the_agreed_form(text: str, section: str | None, forbid: bool) -> None:
    found = find(text, section=section, prohibition=forbid)
    for point in _points(found):
        if point.startswith("day"):
            assert cases.POINT.fullmatch(point)
        else:
            assert isinstance(duration_hours(point), float)
    assert all(0 <= a < b <= len(text) for a, b in (found.spans if found else ()))


def _points(found: Found | None) -> list[str]:
    timing = found.timing if found else Timing()
    return [v for v in (timing.start, timing.end, timing.duration) if v]


@given(st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_any_text_is_taken(text: str) -> None:
    found = find(text, section="before", prohibition=True)
    assert found is None or 0 <= found.confidence <= 1
