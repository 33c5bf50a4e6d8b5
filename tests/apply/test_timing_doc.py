import re

from careplan.apply.schedule import NOTES
from tests.apply.timing_tables import PAGE, filled


def test_the_tables_in_the_docs_are_what_the_code_does():
    page = PAGE.read_text("utf-8")
    assert filled(page) == page, "run: python -m tests.apply.timing_tables"


def test_every_note_of_a_window_is_explained():
    page = re.sub(r"<!-- table.*?<!-- end -->", "", PAGE.read_text("utf-8"), flags=re.DOTALL)
    for note in NOTES:
        assert f"`{note}`" in page
