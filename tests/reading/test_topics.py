"""The topic of a statement: every topic file's own examples, and how phrases silence and lend."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from careplan import knowledge
from careplan.reading import topics
from careplan.reading.forms import form
from careplan.reading.language import TOPIC_ROLES, Language, language
from careplan.reading.main_clauses import subordinate
from careplan.reading.page import page
from careplan.reading.topics import Topics

FOLDER = Path(__file__).parents[2] / "mappings" / "en" / "topics"
VOCABULARY = {
    "instruction": """fasting clear-liquids diet fluids medication-review anticoagulant nsaid diabetes-medication
        supplements take-medication pain-medication bowel-prep skin-prep hair-removal smoking alcohol
        arrival transport companion clothing-valuables bring-items tests ask-team consent home-preparation
        wound-care hygiene bathing driving lifting activity rest ice-heat device physiotherapy
        breathing-exercises bowel-care sexual-activity return-to-work travel monitoring follow-up seek-care
        tell-team other""",
    "question": """allergies medications supplements eye-drops creams steroids anticoagulant anesthesia-problems
        bleeding blood-clots smoking alcohol-drugs breathing-problems surgical-history recent-infection
        pregnancy medical-conditions implants family-history other""",
    "warning-sign": """fever bleeding infection breathing chest-pain neurological bladder-bowel pain swelling clot
        stomach allergic-reaction fainting wound-opening other""",
}
KEYS = {"phrases", "examples", "sections", "prohibited", "allowed"}
# where a topic's examples are read when its file names no sections
PLACES = {"question": "disclosure", "warning-sign": "warning-signs", "instruction": "after"}
BEFORE = {
    "anticoagulant",
    "supplements",
    "consent",
    "hair-removal",
    "home-preparation",
    "tests",
    "tell-team",
    "ask-team",
    "smoking",
    "nsaid",
}


@cache
def english() -> Language:
    return language("en", knowledge.default())


def read(text: str, role: str, section: str) -> Topics:
    sheet = page(text, english())
    shape = form(sheet, 0, len(sheet))
    quiet = subordinate(sheet, 0, shape.head, len(sheet)) if role == "instruction" else ()
    own = topics.own_scores(sheet, role, 0, len(sheet), quiet)
    return topics.choose(sheet, role, own, section=section, prohibition=shape.prohibition)


def tables() -> list[tuple[str, str, dict[str, list[str]]]]:
    return [
        (f.parent.name, f.stem, tomllib.loads(f.read_text(encoding="utf-8"))) for f in sorted(FOLDER.glob("*/*.toml"))
    ]


def place(role: str, topic: str, table: dict[str, list[str]]) -> str:
    if table.get("sections"):
        return table["sections"][0]
    return "before" if role == "instruction" and topic in BEFORE else PLACES[role]


EXAMPLES = [
    (role, topic, place(role, topic, table), text) for role, topic, table in tables() for text in table["examples"]
]


@pytest.mark.parametrize(("role", "topic", "section", "text"), EXAMPLES)
def test_an_example_has_the_topic_of_its_file(role: str, topic: str, section: str, text: str) -> None:
    found = read(text, role, section)
    assert found.best == topic, dict(found.scores)


@pytest.mark.parametrize("role", TOPIC_ROLES)
def test_every_topic_of_the_vocabulary_has_a_file_and_no_other_has(role: str) -> None:
    assert set(english().topics[role]) == set(VOCABULARY[role].split())


@pytest.mark.parametrize(("role", "topic", "table"), tables())
def test_a_file_has_only_allowed_keys_and_enough_examples(role: str, topic: str, table: dict[str, list[str]]) -> None:
    assert set(table) <= KEYS
    assert 4 <= len(table["examples"]) <= 10
    phrases = [" ".join(p.partition("=")[0].split()) for p in table["phrases"]]
    assert sorted(p for p in set(phrases) if phrases.count(p) > 1) == []


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Put an ice pack on it.", "ice-heat"),  # and nothing is packed
        ("Someone has to drive you home.", "transport"),  # and nobody drives himself
        ("Keep the rest of the tablets for later.", "take-medication"),  # and nobody rests
        ("Use alcohol-free wipes on the wound.", "wound-care"),  # and nobody drinks
    ],
)
def test_a_longer_phrase_silences_what_it_covers(text: str, topic: str) -> None:
    assert read(text, "instruction", "after").best == topic


def test_a_condition_speaks_less_than_what_is_to_be_done() -> None:
    found = read("If you have stitches, do not swim.", "instruction", "after")
    assert found.scores["bathing"] > found.scores["wound-care"] > 0


def test_a_condition_speaks_when_nothing_else_does() -> None:
    assert read("If you have a sling, go on with that.", "instruction", "after").best == "device"


def test_a_statement_that_names_nothing_goes_on_with_what_stands_around_it() -> None:
    sheet = page("Keep it on for three days.", english())
    alone = topics.choose(sheet, "instruction", {}, section="after")
    leaning = topics.choose(sheet, "instruction", {}, section="after", around={"device": 0.4})
    assert (alone.best, leaning.best) == ("other", "device")


def test_what_is_lent_does_not_outweigh_a_statement_of_its_own() -> None:
    sheet = page("Do not drive.", english())
    own = topics.own_scores(sheet, "instruction", 0, len(sheet))
    assert (
        topics.choose(sheet, "instruction", own, section="after", prohibition=True, around={"device": 2.5}).best
        == "driving"
    )


@pytest.mark.parametrize(
    ("section", "topic"), [("follow-up", "follow-up"), ("warning-signs", "seek-care"), ("after", "other")]
)
def test_a_section_about_one_topic_gives_it_to_what_names_none(section: str, topic: str) -> None:
    assert read("Six weeks and three months.", "instruction", section).best == topic


def test_the_sign_named_first_counts_most() -> None:
    found = read("Puffiness with redness.", "warning-sign", "warning-signs")
    assert (
        found.scores["swelling"] > read("Redness with puffiness.", "warning-sign", "warning-signs").scores["swelling"]
    )


def test_evidence_is_the_words_of_the_sheet() -> None:
    sheet = page("Do NOT shave the site.", english())
    assert "shave" in topics.evidence(sheet, "instruction", "hair-removal", 0, len(sheet))
