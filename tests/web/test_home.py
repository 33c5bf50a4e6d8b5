"""The page for a person, as HTML."""

from __future__ import annotations

import io
import re
import shlex

import pytest
from selectolax.lexbor import LexborHTMLParser

from careplan.documents import load
from careplan.reading import read
from careplan.web.samples import samples
from tests.web.conftest import SHEET

FORM = {
    "text": SHEET,
    "subject": "Patient/7",
    "procedure_time": "2026-12-01T09:00",
    "timezone": "America/Chicago",
}


def page(answer):
    return LexborHTMLParser(answer.text)


def texts(tree, selector):
    return [" ".join(one.text().split()) for one in tree.css(selector)]


@pytest.mark.parametrize("sample", samples(), ids=[s.name for s in samples()])
def test_a_sample_is_shown_whole(client, sample):
    answer = client.get(f"/?sample={sample.name}")
    assert answer.status_code == 200
    tree = page(answer)
    reading = read(load(sample.path.read_bytes(), media_type="text/plain"))
    assert [a.text() for a in tree.css("a.st")] == [s.text for s in reading.statements]
    assert len(tree.css("article.detail")) == len(reading.statements)
    assert tree.css("#plan .row")
    assert tree.css("#questions li")


def test_the_samples_show_off_all_that_sheets_have(client):
    sample = samples()[0]
    reading = read(load(sample.path.read_bytes(), media_type="text/plain"))
    topics = {s.topic for s in reading.statements}
    assert topics >= {"fasting", "anticoagulant", "arrival", "companion", "allergies", "follow-up", "fever"}
    assert {s.role for s in reading.statements} >= {
        "instruction",
        "question",
        "risk",
        "warning-sign",
        "information",
    }
    kinds = {s.kind for s in reading.sections}
    assert kinds >= {"disclosure", "risks", "before", "during", "after", "warning-signs", "follow-up"}


def test_the_home_page_shows_the_first_sample(client):
    assert client.get("/").data == client.get(f"/?sample={samples()[0].name}").data


def test_a_pasted_sheet_is_read_for_its_patient_and_time_and_nothing_is_stored(client, stored):
    tree = page(client.post("/", data={**FORM, "text": SHEET.replace("\n", "\r\n")}))
    assert "Do not drive for 24 hours." in texts(tree, "a.st.prohibition")
    assert tree.css("#subject")[0].attributes["value"] == "Patient/7"
    assert any("1 h before Tue 1 Dec, 08:00" in row for row in texts(tree, "#plan .row"))
    assert tree.css("textarea")[0].text().strip() == SHEET.strip()
    assert stored() == 0


def test_a_chosen_file_goes_before_the_text(client):
    file = (io.BytesIO(b"<h1>Tap</h1><p>Do not swim for 3 days.</p>"), "sheet.html", "text/html")
    tree = page(client.post("/", data={**FORM, "file": file}, content_type="multipart/form-data"))
    assert texts(tree, "a.st.prohibition") == ["Do not swim for 3 days."]
    assert "Do not swim" in tree.css("textarea")[0].text()


def test_an_empty_file_field_is_no_file(client):
    file = (io.BytesIO(b""), "", "application/octet-stream")
    tree = page(client.post("/", data={**FORM, "file": file}, content_type="multipart/form-data"))
    assert "Do not drive for 24 hours." in texts(tree, "a.st")


@pytest.mark.parametrize(
    ("change", "status", "what"),
    [
        ({"text": "  "}, 422, "empty"),
        ({"subject": "Jane"}, 400, "Patient/1"),
        ({"subject": ""}, 400, "subject"),
        ({"procedure_time": "soon"}, 400, "procedure time"),
        ({"procedure_time": ""}, 400, "procedure time"),
        ({"timezone": "Mars/Base"}, 400, "time zone"),
        ({"timezone": ""}, 400, "time zone"),
        ({"text": "Do not eat. " * 30_000}, 413, "larger|allowed"),
        ({"text": "Bitte nüchtern bleiben und nichts trinken. " * 20}, 422, "language"),
    ],
)
def test_a_mistake_is_told_on_the_page_which_keeps_what_was_typed(client, change, status, what):
    answer = client.post("/", data=FORM | change)
    tree = page(answer)
    assert answer.status_code == status
    (alert,) = texts(tree, "[role=alert]")
    assert re.search(what, alert)
    assert not tree.css("#plan")
    if status != 413:
        assert tree.css("#subject")[0].attributes["value"] == (FORM | change)["subject"]


def test_a_file_that_is_no_sheet_is_told_on_the_page(client):
    file = (io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(200)), "x.png", "image/png")
    answer = client.post("/", data={**FORM, "file": file}, content_type="multipart/form-data")
    assert answer.status_code == 415
    assert texts(page(answer), "[role=alert]")


def test_an_unknown_sample_is_404_on_the_page(client):
    answer = client.get("/?sample=none")
    assert answer.status_code == 404
    assert texts(page(answer), "[role=alert]")


def test_what_a_sheet_contains_cannot_become_markup(client):
    evil = 'Do not <script>alert(1)</script> eat "for" 6 hours & <b>more</b> before the procedure.\n' * 3
    given = FORM | {"text": evil, "subject": '"><img src=x onerror=alert(1)>'}
    answer = client.post("/", data=given)
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    answer = client.post("/", data=FORM | {"text": evil})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<b>more" not in answer.text


def test_the_page_has_no_inline_script_or_style_and_loads_nothing_from_elsewhere(client):
    tree = page(client.get("/"))
    assert not [s for s in tree.css("script") if s.text().strip()]
    assert not tree.css("style, [style]")
    assert not [k for one in tree.css("*") for k in one.attributes if k.startswith("on")]
    addresses = [one.attributes.get("src") or one.attributes.get("href") for one in tree.css("[src], link[href]")]
    assert addresses
    assert all(address.startswith("/static/") for address in addresses)
    for address in addresses:
        with client.get(address) as answer:
            assert answer.status_code == 200


def test_the_page_can_be_read_by_all(client):
    tree = page(client.get("/"))
    assert tree.css_first("html").attributes["lang"] == "en"
    ids = [one.attributes["id"] for one in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    for field in tree.css("input, select, textarea"):
        assert tree.css(f"label[for={field.attributes['id']}]")
    for link in tree.css("a[href^='#']"):
        assert link.attributes["href"][1:] in ids
    assert len(tree.css("h1")) == 1


def test_the_curl_line_asks_for_the_plan_that_the_page_shows(client):
    tree = page(client.get("/"))
    line = tree.css("#curl")[0].text().replace("\\\n", " ")
    fetch, post = (shlex.split(part) for part in line.split("|"))
    assert fetch[:2] == ["curl", "-s"]
    sheet = client.get(fetch[2].removeprefix("http://localhost"))
    assert sheet.data == samples()[0].path.read_bytes()
    name, _, value = post[post.index("-H") + 1].partition(": ")
    assert name == "Content-Type"
    answer = client.post(post[2].removeprefix("http://localhost"), data=sheet.data, content_type=value)
    assert answer.status_code == 200
    assert answer.text.strip() == tree.css("#json-bundle")[0].text().strip()


def test_the_curl_line_of_a_pasted_sheet_names_a_file(client):
    tree = page(client.post("/", data=FORM | {"subject": "Patient/o'hara"}))
    assert texts(tree, "[role=alert]")  # no such id
    tree = page(client.post("/", data=FORM))
    assert "--data-binary @sheet.txt" in tree.css("#curl")[0].text()


def test_an_unknown_sample_text_is_an_outcome(client):
    assert client.get("/samples/none.txt").status_code == 404
