from careplan.fhir import systems
from careplan.fhir.r4 import checked
from careplan.fhir.structures import structure_definitions


def test_every_extension_of_ours_is_defined():
    ours = {value for name, value in vars(systems).items() if name.startswith("EXT_")}
    assert {s["url"] for s in structure_definitions()} == ours


def test_definitions_are_r4_and_closed():
    for structure in structure_definitions():
        checked(structure)
        slicings = [e["slicing"]["rules"] for e in structure["differential"]["element"] if "slicing" in e]
        assert set(slicings) <= {"closed"}


def test_element_ids_are_unique():
    for structure in structure_definitions():
        ids = [e["id"] for e in structure["differential"]["element"]]
        assert len(ids) == len(set(ids))
