import pytest

from careplan import knowledge
from careplan.definitions.sayings import sayings
from careplan.errors import MappingError

ENGLISH = sayings(knowledge.default(), "en-GB")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("you take blood thinners", {"blood-thinner"}),
        ("You take a blood thinner such as warfarin.", {"blood-thinner"}),
        ("you take Coumadin, Plavix, Xarelto or Eliquis", {"warfarin", "clopidogrel", "rivaroxaban", "apixaban"}),
        ("you have diabetes", {"diabetes"}),
        ("you are diabetic", {"diabetes"}),
        ("your child has diabetes", {"diabetes"}),
        ("you have a pacemaker or are pregnant", {"pacemaker", "pregnant"}),
        ("you might be pregnant", {"possibly-pregnant"}),
        ("you smoke", {"smoker"}),
        ("you have any allergies", {"allergy"}),
    ],
)
def test_conditions_that_are_understood(text, facts):
    assert set(ENGLISH.condition(text)) == facts


@pytest.mark.parametrize(
    "text",
    [
        "you have a fever",
        "you cannot come",
        "you are taking opioid pain medicine",
        "you take blood thinners and are over 70",
        "you have stopped your blood thinner",
        "you do not take blood thinners",
        "you are allergic to shellfish or have kidney problems",
        "you are over 60, diabetic, or have kidney trouble",
        "you get a fever or have diabetes",
        "",
    ],
)
def test_conditions_that_are_not_wholly_understood_say_nothing(text):
    assert ENGLISH.condition(text) == ()


@pytest.mark.parametrize(
    ("text", "topic", "facts", "whole"),
    [
        ("Any allergies you have, including to latex.", "allergies", {"allergy"}, True),
        ("Blood thinners, such as warfarin, apixaban, or clopidogrel.", "anticoagulant", {"blood-thinner"}, True),
        ("Blood thinners, aspirin, or arthritis pills.", "anticoagulant", {"blood-thinner", "aspirin"}, False),
        ("Heart or kidney disease, or diabetes.", "medical-conditions", {"kidney-disease", "diabetes"}, False),
        ("( ) are pregnant or nursing", "pregnancy", {"pregnant"}, False),
        ("Whether you are pregnant or could be.", "pregnancy", {"possibly-pregnant"}, True),
        ("Do you smoke?", "smoking", {"smoker"}, True),
        ("take warfarin, apixaban or rivaroxaban", "anticoagulant", {"warfarin", "apixaban", "rivaroxaban"}, True),
    ],
)
def test_questions(text, topic, facts, whole):
    about = ENGLISH.question(text, topic)
    assert (set(about.facts), about.whole) == (facts, whole)


@pytest.mark.parametrize(
    ("text", "topic", "lead"),
    [
        ("Allergies to foods, latex, or medicines.", "allergies", ""),
        ("Medicines.", "medications", "Allergies to:"),
        ("Blood thinners (anticoagulants), aspirin, or drugs that affect clotting.", "anticoagulant", ""),
        ("A pacemaker on the same side.", "implants", ""),
        ("Problems with anesthesia in you or in blood relatives.", "anesthesia-problems", ""),
        ("Diabetes.", "medical-conditions", "Illnesses of your family:"),
        ("Blood thinners.", "allergies", ""),
    ],
)
def test_questions_that_ask_something_else_are_not_prefilled(text, topic, lead):
    assert ENGLISH.question(text, topic, [lead] if lead else []).facts == ()


def test_a_language_without_sayings_has_none():
    assert sayings(knowledge.default(), "xx") is None


@pytest.mark.parametrize(
    ("text", "topic", "facts", "whole"),
    [
        (
            "Blood thinners, aspirin, or other drugs that affect clotting.",
            "anticoagulant",
            {"blood-thinner", "aspirin"},
            0,
        ),
        ("Diabetes, or anything else that we should know.", "medical-conditions", {"diabetes"}, 0),
        ("Asthma, COPD, or oxygen that you use at home.", "breathing-problems", {"asthma", "copd"}, 0),
        ("Kidney disease or a history of dialysis", "medical-conditions", {"kidney-disease"}, 0),
        ("Allergies, and every herb that you take", "allergies", {"allergy"}, 0),
        ("heart valve or pacemaker", "medical-conditions", {"pacemaker"}, 0),
    ],
)
def test_a_part_that_only_widens_the_list_voids_nothing(text, topic, facts, whole):
    about = ENGLISH.question(text, topic)
    assert (set(about.facts), about.whole) == (facts, bool(whole))


@pytest.mark.parametrize(
    "text",
    [
        "Blood thinners, aspirin, or other drugs that you stopped.",
        "Blood thinners, aspirin, or other drugs last week.",
        "Blood thinners, or other drugs that affect clotting, in the past month.",
        "Blood thinners, aspirin, or other drugs of your family.",
        "Other blood thinners.",
    ],
)
def test_a_part_that_turns_the_list_voids_it(text):
    assert ENGLISH.question(text, "anticoagulant").facts == ()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Any allergies you have to medicines, tape, or other products.", {"allergy"}),
        ("Allergies to foods, latex, or anything else.", {"allergy"}),
        ("Allergies to anything.", {"allergy"}),
        ("Are you allergic to anything?", {"allergy"}),
        ("are allergic to tape, latex or anything else", {"allergy"}),
        ("Allergies to iodine or contrast.", {"contrast-allergy"}),
        ("Allergies to latex or other rubber products.", set()),
        ("Allergies to penicillin or other medicines.", set()),
        ("are allergic to latex", {"latex-allergy"}),
        ("are allergic to lidocaine, latex or aspirin", {"latex-allergy"}),
        ("Aspirin or latex allergy.", {"latex-allergy"}),
    ],
)
def test_a_list_of_allergies_is_any_allergy_only_when_it_ends_with_everything(text, facts):
    assert set(ENGLISH.question(text, "allergies").facts) == facts


@pytest.mark.parametrize(
    ("text", "topic", "facts"),
    [
        ("Breathing problems and smoking history.", "smoking", {"breathing-problem", "smoking-history"}),
        ("Any history of bleeding problems or blood clots.", "blood-clots", {"bleeding-disorder", "blood-clot"}),
        ("High blood pressure and diabetes medicines.", "medications", {"diabetes-medicine"}),
        ("Allergies or asthma.", "allergies", {"allergy"}),
        ("Smoking or vaping, and asthma.", "smoking", {"smoker"}),
    ],
)
def test_several_things_count_when_all_are_understood_and_one_gives_the_topic(text, topic, facts):
    assert set(ENGLISH.question(text, topic).facts) == facts


@pytest.mark.parametrize(
    "text",
    [
        "you are allergic",
        "you are allergic to latex or aspirin",
        "you take any other blood thinner",
        "you take another blood thinner",
        "you take blood thinners as well as aspirin",
        "you have an allergy to iodine or insulin",
    ],
)
def test_conditions_that_mean_something_else_say_nothing(text):
    assert ENGLISH.condition(text) == ()


def test_who_has_smoked_need_not_smoke():
    smoked, smokes = "smoking-history", "smoker"
    assert smokes in ENGLISH.facts.narrower(smoked)
    assert smoked not in ENGLISH.facts.narrower(smokes)


def test_a_head_that_is_no_fact_is_refused(tmp_path):
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "facts.toml").write_text('[heads]\npills = "nothing"\n', "utf-8")
    with pytest.raises(MappingError, match="there is no fact 'nothing'"):
        sayings(knowledge.load(tmp_path), "en")


def test_use_of_drugs_is_no_use_of_medicines():
    assert ENGLISH.question("Smoking or drugs.", "smoking").facts == ("smoker",)
    assert ENGLISH.condition("you use drugs") == ()
