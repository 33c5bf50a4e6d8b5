"""Another language, by data alone: an invented one with a few dozen words, laid over the project's mappings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from careplan import knowledge, reading
from careplan.errors import MappingError, UnknownLanguage
from careplan.knowledge import Knowledge
from careplan.reading.language import language
from careplan.reading.model import Reading
from careplan.reading.timing_lexicon import lexicon
from careplan.reading.timing_rules import parse
from careplan.reading.timing_scene import Scene
from careplan.reading.timing_signs import fold
from tests.reading.sheet import text

HERE = Path(__file__).parent / "toy"
SHEET = (HERE / "gallektu.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def toy() -> Knowledge:
    return knowledge.load(HERE)


@pytest.fixture(scope="module")
def sheet(toy: Knowledge) -> Reading:
    return reading.read(text(SHEET, language=None), knowledge=toy)


def test_the_language_is_known_by_its_words(sheet: Reading) -> None:
    assert sheet.document.language == "xx"


def test_english_is_still_known_beside_it(toy: Knowledge) -> None:
    found = reading.read(text("Do not eat after midnight before your operation.", language=None), knowledge=toy)
    assert (found.document.language, found.statements[0].prohibition) == ("en", True)


def test_without_the_overlay_nobody_knows_the_language() -> None:
    with pytest.raises(UnknownLanguage, match="en"):
        reading.read(text(SHEET, language=None))


def test_the_procedure_is_named(sheet: Reading) -> None:
    assert sheet.document.procedure is not None
    assert sheet.document.procedure.text == "Gallektu"


def test_the_sections_are_found(sheet: Reading) -> None:
    kinds = [s.kind for s in sheet.sections]
    assert list(dict.fromkeys(kinds)) == ["overview", "disclosure", "before", "after", "other"]
    assert {s.section for s in sheet.statements} == {
        "overview",
        "disclosure",
        "before",
        "after",
        "warning-signs",
        "other",
    }


def test_roles_and_topics_are_read(sheet: Reading) -> None:
    assert [(s.role, s.topic) for s in sheet.statements] == [
        ("information", None),
        ("information", None),
        ("question", "allergies"),
        ("question", "pregnancy"),
        ("instruction", "fasting"),
        ("instruction", "fluids"),
        ("information", None),  # "plezu ne timu": nothing to be afraid of
        ("instruction", "rest"),
        ("instruction", "rest"),
        ("instruction", "fluids"),
        ("instruction", "seek-care"),
        ("warning-sign", "fever"),
        ("warning-sign", "bleeding"),
        ("boilerplate", None),
    ]


def test_what_is_forbidden_ordered_and_allowed_is_read(sheet: Reading) -> None:
    acts = {s.text: (s.prohibition, s.obligation) for s in sheet.statements if s.role == "instruction"}
    assert acts == {
        "Ne glim hul sis stun vor lo opra.": (True, "must"),
        "Bibo 200 ml aku sha su e siku.": (False, "must"),
        "Vesh hul du dag.": (False, "must"),
        "Su gi sandu,": (False, "may"),
        "maku ne bibo vinu.": (True, "must"),
        "Varn mi doktu sha:": (False, "must"),
    }


def test_times_are_read(sheet: Reading) -> None:
    times = {s.text: (s.timing.anchor, s.timing.start, s.timing.end) for s in sheet.statements if s.timing}
    assert times == {
        "Ne glim hul sis stun vor lo opra.": ("procedure", "-PT6H", "PT0S"),
        "Vesh hul du dag.": ("procedure", "PT0S", "P2D"),
    }


def test_a_condition_and_a_parent_are_read(sheet: Reading) -> None:
    lead = next(s for s in sheet.statements if s.topic == "seek-care")
    assert [s.text for s in sheet.children(lead.id)] == ["brakka ovar 38 gradu", "hemur"]
    assert [s.condition for s in sheet.statements if s.topic == "fluids"] == ["su e siku", None]


def test_quantities_are_read(sheet: Reading) -> None:
    found = [(q.value, q.code, q.comparator) for s in sheet.statements for q in s.quantities]
    assert found == [(200.0, "mL", None), (38.0, "Cel", ">")]


def test_what_the_sheet_lacks_is_told_by_the_pack(toy: Knowledge) -> None:
    found = reading.read(text(SHEET.partition("Varn")[0], language=None), knowledge=toy)
    assert [f.text for f in found.findings if f.code == "lacks"] == ["Nul varnu."]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("hul sis stun vor lo opra", ["op"]),
        ("hul du dag", ["op"]),
        ("ter fo per dag", ["repeat"]),
        ("dagen", ["adverb"]),
        ("sis gallu", ["number", "word"]),
    ],
)
def test_its_grammar_of_times_is_compiled_and_reads(toy: Knowledge, said: str, names: list[str]) -> None:
    row = parse(fold(said), lexicon(toy, "xx"), Scene(before=True), frozenset()).row
    assert [s.name for s in row.signs] == names


def test_an_overlay_adds_words_of_time_to_english(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "timing.toml").write_text('[units]\nday = ["sunrise", "sunrises"]\n', "utf-8")
    sheet = text("Before your operation\n\nDo not eat for 2 sunrises before your operation.\n")
    plain, laid = (reading.read(sheet, knowledge=known) for known in (None, knowledge.load(tmp_path)))
    assert [s.timing.start if s.timing else None for r in (plain, laid) for s in r.statements] == [None, "-P2D"]


def broken(tmp_path: Path, name: str, content: str) -> Knowledge:
    """The pack with one file replaced."""
    shutil.copytree(HERE / "xx", tmp_path / "xx")
    (tmp_path / "xx" / name).write_text(content, "utf-8")
    return knowledge.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (
            "grammar.toml",
            'imperative = []\nverbs = ["glim"]\n',
            r"xx/grammar\.toml: unknown key 'verbs'; allowed are .*imperative",
        ),
        ("sections.toml", "[elsewhere]\nheadings = []\ncues = []\n", r"xx/sections\.toml: unknown section 'elsewhere'"),
        ("sections.toml", "[before]\nheadings = []\n", r"xx/sections\.toml \[before\].*'cues' is missing"),
        ("language.toml", 'name = "Tunno"\n', r"xx/language\.toml: the key 'abbreviations' is missing"),
        (
            "topics/question/allergies.toml",
            'phrases = []\nexamples = []\ncolour = "red"\n',
            r"xx/topics/question/allergies\.toml: unknown key 'colour'",
        ),
        ("procedures.toml", "general = []\nstop = []\n", r"xx/procedures\.toml: the key 'frames' is missing"),
        ("classes.toml", "[classes\n", r"xx/classes\.toml"),
    ],
)
def test_a_broken_pack_is_refused_by_the_name_of_its_file(tmp_path: Path, name: str, content: str, says: str) -> None:
    with pytest.raises(MappingError, match=says):
        language("xx", broken(tmp_path, name, content))


def test_a_class_that_is_not_there_is_refused_by_the_phrase_that_names_it(tmp_path: Path) -> None:
    content = (HERE / "xx" / "grammar.toml").read_text("utf-8").replace('duty = ["dra"]', 'duty = ["@nobody dra"]')
    with pytest.raises(MappingError, match=r"g:duty.*@nobody"):
        language("xx", broken(tmp_path, "grammar.toml", content))


@pytest.mark.parametrize(("name", "key"), [("words.toml", "persons"), ("grammar.toml", "imperative")])
def test_a_key_that_is_missing_is_named(tmp_path: Path, name: str, key: str) -> None:
    lines = (HERE / "xx" / name).read_text("utf-8").splitlines()
    content = "\n".join(line for line in lines if not line.startswith(f"{key} ="))
    with pytest.raises(MappingError, match=rf"xx/{name}: the key '{key}' is missing"):
        language("xx", broken(tmp_path, name, content))


def test_a_broken_grammar_of_times_is_refused_by_the_name_of_its_file(tmp_path: Path) -> None:
    content = (HERE / "xx" / "timing.toml").read_text("utf-8")
    wrong = content.replace('pattern = "number unit"', 'pattern = "number moon"')
    with pytest.raises(MappingError, match=r"xx/timing\.toml.*'moon'"):
        lexicon(broken(tmp_path, "timing.toml", wrong), "xx")
