"""A sentence that says separate things is cut where they part, and nowhere else."""

from __future__ import annotations

import pytest

from careplan.reading.clauses import parts
from tests.reading.sheet import english

CASES = [
    # two acts
    "Arrange for a friend to drive you home | and stay with you for 24 hours.",
    "Do not eat after midnight | but take your heart tablets with a sip of water.",
    "Do not soak in a bath, | but you may shower after 48 hours.",
    "Stop ibuprofen a week before; | keep taking your blood pressure tablets.",
    "Wear the shield at night; | do not rub the eye.",
    "You may walk | but do not lift more than 10 lb for 2 weeks.",
    "Stop warfarin 5 days before | and stop aspirin 7 days before.",
    "Take the antibiotics until they are used up | and drink plenty of water.",
    "Do it at home, | not on the day.",
    "Do not let anyone lean on the arm, | and keep it dry.",
    "Somebody should drive you, | and the driver should stay with you.",
    "Warfarin is stopped 5 days before | and apixaban, edoxaban or rivaroxaban 2 days before.",
    "Press the bulb flat | and, while it is flat, put the plug back.",
    "You may eat until six hours | and drink water until two hours before the test.",
    "Take one tablet at bedtime; | add a second one if you need it.",
    "Do not rub it: | let the water run off.",
    "He may be afraid the first time; | try it in the bath.",
    "Eat nothing for 6 hours before your visit, | and have someone drive you both ways.",
    "Showers only for 2 days – | no baths, hot tubs or swimming.",
    "From week 3 you can slowly add soft foods, | then go back to a regular diet at about 6 weeks.",
    "Trouble breathing or swallowing is an emergency: call 911.",
    "If it grows larger than a coin, raise your foot and call us.",
    "Do not wear contact lenses for 1 week or until your doctor says you can.",
    # an act and how things are
    "The tablets can make you sleepy; | do not drive while you take them.",
    # one act
    "Wash the wound with soap and water.",
    "Do not push, pull or lift.",
    "Do not eat or drink for 6 hours before.",
    "Bring your card and your glasses.",
    "Call us if you have pain or fever.",
    "Take the dressing off and throw it away.",
    "Rest and sleep as much as you like.",
    "If you feel sick and cannot keep water down, call us.",
    "Keep the leg raised because it may swell and hurt.",
    "Tell us whether you smoke or drink.",
    "Drink water, juice and clear soup.",
    "Do not let anyone take blood, set a drip or measure your blood pressure on that side.",
    "You must not drive, run machines, drink beer or dig.",
    "Press on the site if you need to cough, sneeze or strain.",
    "You may drive and walk about the next day.",
    "Put the pillow under your calf, not under your knee.",
    "Walk every hour, even though you feel tired.",
    "Wear the shield so you don't rub the eye.",
    "No reply by six? Ring the ward.",
    "Stop taking it only if your doctor says so.",
    "Cut down week by week: take one tablet less each time.",
    "Hold ice to the cheek, 20 minutes on and 20 minutes off.",
]


@pytest.mark.parametrize("sentence", CASES)
def test_a_sentence_is_cut_where_it_says_separate_things(sentence: str) -> None:
    page = english(sentence.replace(" | ", " "))
    found = parts(page, 0, len(page))
    assert [page.text(p.first, p.last) for p in found] == sentence.split(" | ")


@pytest.mark.parametrize("sentence", CASES)
def test_parts_leave_no_gap(sentence: str) -> None:
    page = english(sentence)
    found = parts(page, 0, len(page))
    assert [p.first for p in found] == [0, *(p.last for p in found[:-1])]
    assert found[-1].last == len(page)


def test_a_part_without_a_verb_of_its_own_shares_the_one_before() -> None:
    page = english("Do not drive for 24 hours or sign any legal papers for 2 days.")
    assert [p.shares for p in parts(page, 0, len(page))] == [False, True]


def test_a_part_with_a_verb_of_its_own_shares_nothing() -> None:
    page = english("Do not soak in a bath, but you may shower after 48 hours.")
    assert [p.shares for p in parts(page, 0, len(page))] == [False, False]
