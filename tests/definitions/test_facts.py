import pytest

from careplan import knowledge
from careplan.definitions import evidence
from careplan.definitions.facts import facts
from careplan.errors import MappingError

FACTS = facts(knowledge.default())


def test_every_way_in_which_the_chart_shows_a_fact_is_searched_for():
    for name in FACTS.facts:
        assert bool(evidence.shown(FACTS, [name])) == bool(evidence.queries(FACTS, [name]))


def test_a_fact_is_shown_by_what_implies_it():
    assert "pregnant" in FACTS.narrower("possibly-pregnant")
    assert evidence.shown(FACTS, ["possibly-pregnant"]) == evidence.shown(FACTS, ["pregnant"])


def test_a_value_set_holds_what_it_includes():
    assert {"warfarin", "apixaban", "clopidogrel"} <= set(FACTS.included("blood-thinners"))
    assert "aspirin" not in FACTS.included("blood-thinners")


def test_one_fact_implies_through_others():
    assert set(FACTS.broader("warfarin")) == {"warfarin", "blood-thinner", "medicine"}


def test_codes_of_value_sets_stand_in_the_expression_with_their_system():
    shown = evidence.shown(FACTS, ["warfarin"])
    assert "system = 'http://www.nlm.nih.gov/research/umls/rxnorm' and code in ('855332')" in shown


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("facts/warfarin.toml", "implies = ['blood']\n", "there is no 'blood'"),
        ("facts/warfarin.toml", "chart = [{entry = 'drug'}]\n", "there is no 'drug'"),
        ("facts/warfarin.toml", "chart = [{entry = 'medicine', value_set = 'drugs'}]\n", "there is no 'drugs'"),
        ("facts/warfarin.toml", "colour = 'red'\n", "allowed are"),
        ("value-sets/warfarin.toml", "codes = ['sct:1']\n", "no row"),
        ("value-sets/warfarin.toml", "names = ['(']\n", "lower-case words"),
        ("value-sets/warfarin.toml", "include = ['drugs']\n", "there is no 'drugs'"),
    ],
)
def test_broken_data_is_told_by_its_file(tmp_path, file, text, told):
    path = tmp_path / file
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(MappingError, match=told):
        facts(knowledge.load(tmp_path))
