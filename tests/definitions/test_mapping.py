import pytest

from careplan.definitions import define
from careplan.definitions.mapping import in_language, mapping
from careplan.errors import MappingError
from careplan.knowledge import default, load
from careplan.reading.model import SECTION_KINDS
from tests.definitions.sample import GOLD, build, needs_sheets, say


def test_every_phase_has_its_words():
    assert list(mapping(default()).phases) == list(SECTION_KINDS)


@needs_sheets
def test_every_topic_has_its_file():
    rows = [r.split("\t") for r in (GOLD[0].parents[1] / "topics.tsv").read_text().splitlines()[1:]]
    made = mapping(default())
    assert [t for role, t, _ in rows if role == "question" and t not in made.questions] == []
    known = made.topics.keys()
    wanted = [(role, t) for role, t, _ in rows if role in ("instruction", "warning-sign")]
    assert set(wanted) == set(known)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("topics/instruction/fasting.toml", "colour = 'red'\n", "allowed are"),
        ("topics/instruction/new.toml", "title = 'New'\n", "'kind' is missing"),
        ("topics/instruction/new.toml", "title = 'New'\nkind = 'dream'\n", "task, advice, sign"),
        ("topics/instruction/new.toml", "title = 'N'\nkind = 'task'\ncodes = ['sct:1']\n", "no row"),
        ("topics/instruction/fasting.toml", "[activity]\ncolour = 'red'\n", "allowed are"),
        ("questions/new.toml", "title = 'N'\nanswer = 'maybe'\n", "yes-no"),
        ("questions/new.toml", "title = 'N'\nanswer = 'yes-no'\nwhich = 'why'\n", "list"),
        ("questions/allergies.toml", "colour = 'red'\n", "allowed are"),
        ("procedures.toml", "[[procedure]]\nnames = ['x']\ncodes = []\nmatch = 'narrower'\n", "exact"),
        ("definitions.toml", "[phase.before]\ncolour = 'red'\n", "allowed are"),
    ],
)
def test_broken_file_is_refused_by_name(tmp_path, name, text, told):
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    with pytest.raises(MappingError, match=told) as raised:
        mapping(load(tmp_path))
    assert name in str(raised.value)


def test_overlay_adds_a_topic_without_any_python(tmp_path):
    file = tmp_path / "topics" / "instruction" / "singing.toml"
    file.parent.mkdir(parents=True)
    file.write_text("title = 'Singing'\nkind = 'advice'\n")
    content, reading = build(say("Sing.", topic="singing"))
    [made] = define(reading, content=content, knowledge=load(tmp_path)).activity_definitions
    assert (made["kind"], made["code"]) == ("ServiceRequest", {"text": "Singing"})


def test_words_fall_back_to_english():
    texts = {"en": "Which?", "de": "Welche?"}
    assert [in_language(texts, tongue) for tongue in ("de-CH", "EN", "fr")] == ["Welche?", "Which?", "Which?"]


def test_procedure_is_found_whatever_its_case_and_space():
    named = mapping(default()).procedure("Percutaneous  Vertebroplasty")
    assert named["text"] == "Percutaneous  Vertebroplasty"
    assert len(named["coding"]) == 1


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("definitions.toml", '[document]\ntype = "loinc:0-0"\n'),
        ("definitions.toml", '[plan]\ntype = "http://hospital.example|A"\n'),
        ("definitions.toml", '[questionnaire]\nyes = "http://hospital.example|A"\n'),
        ("definitions.toml", '[anchor.arrival]\ncodes = ["sct:1"]\n'),
        ("questions/other.toml", 'codes = ["loinc:0-0"]\n'),
        ("topics/instruction/other.toml", 'codes = ["sct:1"]\n'),
    ],
)
def test_an_overlay_with_a_code_that_nobody_saw_is_refused_by_name(tmp_path, file, text):
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text)
    with pytest.raises(MappingError, match=r"the code '(loinc:0-0|http://hospital\.example\|A|sct:1)' has no row"):
        mapping(load(tmp_path))


def test_an_overlay_may_bring_the_row_of_its_own_code(tmp_path):
    (tmp_path / "definitions.toml").write_text('[document]\ntype = "http://hospital.example|A"\n')
    (tmp_path / "codes.tsv").write_text(
        "topic\tsystem\tcode\tdisplay\tsource\tmatch\nlocal\thttp://hospital.example\tA\tOurs\tcatalogue\texact\n"
    )
    made = mapping(load(tmp_path))
    assert made.coding(made.document_type)["display"] == "Ours"
