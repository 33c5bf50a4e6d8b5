import pytest

from careplan.ehr.retry import repeatable, wait


@pytest.mark.parametrize(
    ("request_", "safe"),
    [
        ({"method": "POST", "url": "Task", "ifNoneExist": "identifier=a|b"}, True),
        ({"method": "POST", "url": "Task"}, False),
        ({"method": "PUT", "url": "Task/1"}, True),
        ({"method": "GET", "url": "Task/1"}, True),
        ({"method": "PATCH", "url": "Task/1"}, False),
        ({}, False),
    ],
)
def test_a_bundle_is_repeatable_when_each_entry_is(request_, safe):
    sure = {"request": {"method": "GET", "url": "Task/9"}}
    assert repeatable({"entry": [sure, {"request": request_}]}) is safe


def test_the_waits_double_up_to_the_longest():
    waits = [wait(n, None, longest=5.0, random=lambda: 1.0) for n in range(1, 8)]
    assert waits == [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0]


def test_jitter_spreads_each_wait_over_half_of_it():
    assert wait(1, None, longest=5.0, random=lambda: 0.0) == 0.125
    assert wait(1, None, longest=5.0, random=lambda: 0.5) == 0.1875
