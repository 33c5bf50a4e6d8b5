import io
import json
import re
import sys

import pytest

from tests.cli.conftest import SHEET


def test_read_prints_the_reading_as_json_and_a_summary_beside_it(call, sheet):
    code, out, err = call("read", sheet)
    reading = json.loads(out)
    assert code == 0
    assert reading["document"]["characters"] == len(SHEET)
    quoted = [SHEET[s["start"] : s["end"]] for s in reading["statements"]]
    assert quoted == [s["text"] for s in reading["statements"]]
    assert any("Do not eat anything" in text for text in quoted)
    assert f"{len(quoted)} statements" in err


def test_json_is_the_default(call, sheet):
    assert call("read", sheet, "--json")[1] == call("read", sheet)[1]


def test_the_same_sheet_gives_the_same_bytes(call, sheet):
    assert call("read", sheet)[1] == call("read", sheet)[1]


def test_text_prints_exactly_what_the_offsets_count_in(call, tmp_path):
    path = tmp_path / "sheet.txt"
    path.write_bytes("\ufeffBefore the procedure\r\n\r\n- Don’t eat for 8 hours.".encode())
    code, out, err = call("read", "--text", str(path))
    assert (code, err) == (0, "")
    assert out.decode() == "Before the procedure\n\n- Don’t eat for 8 hours."


def test_the_text_and_the_reading_of_html_belong_together(call, tmp_path):
    path = tmp_path / "sheet.html"
    path.write_text(
        "<h2>Before the procedure</h2><ul><li>Do not eat for <b>8 hours</b> before the procedure.</li></ul>"
    )
    text = call("read", "--text", str(path))[1].decode()
    statements = json.loads(call("read", str(path))[1])["statements"]
    assert statements
    assert [text[s["start"] : s["end"]] for s in statements] == [s["text"] for s in statements]


def test_a_dash_is_standard_input(call, monkeypatch, sheet):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SHEET.encode())))
    assert call("read", "-")[1] == call("read", sheet)[1]


def test_the_media_type_of_standard_input_can_be_told(call, monkeypatch):
    html = b"<html><body><p>Do not eat for 8 hours before the procedure.</p></body></html>"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(html)))
    code, out, _ = call("read", "-", "--text", "--media-type", "text/html")
    assert code == 0
    assert b"<p>" not in out


def test_the_charset_can_be_told(call, tmp_path):
    path = tmp_path / "sheet.txt"
    path.write_bytes("Don’t eat for 8 hours before the procedure.".encode("cp1252"))
    assert call("read", "--text", "--charset", "windows-1252", str(path))[1].decode().startswith("Don’t")


def test_the_output_goes_to_a_file(call, sheet, tmp_path):
    expected = call("read", sheet)[1]
    code, out, _ = call("read", sheet, "-o", str(tmp_path / "reading.json"))
    assert (code, out) == (0, b"")
    assert (tmp_path / "reading.json").read_bytes() == expected


def test_quiet_says_nothing_to_a_person(call, sheet):
    assert call("read", "-q", sheet)[2] == ""


def test_the_sheet_itself_is_not_written_over(call, sheet):
    code, _, err = call("read", sheet, "-o", sheet)
    assert code == 2
    assert "is the sheet itself" in err
    with open(sheet, encoding="utf-8") as file:
        assert file.read() == SHEET


def test_what_a_sheet_says_cannot_move_the_cursor_of_a_terminal(call, tmp_path):
    path = tmp_path / "sheet.txt"
    path.write_text(
        "Hernia repair \x1b[2J\x1b]0;title\x07\n\n- Do not eat for 8 hours before the procedure.\n"
    )
    _, _, err = call("read", str(path))
    assert "\x1b" not in err
    assert "\x07" not in err


def _mistakes():
    yield "no such file", ["read", "gone.txt"], None, "gone.txt: no such file or directory"
    yield "a folder", ["read", "."], None, ".: is a directory"
    yield "an empty sheet", ["read", "-"], b"", "empty|no text"
    yield "blanks", ["read", "-"], b" \n\n ", "empty|no text"
    yield "binary", ["read", "-"], bytes(range(256)) * 20, "."
    yield (
        "another language",
        ["read", "-"],
        b"Vor dem Eingriff sollen Sie acht Stunden nichts essen. " * 9,
        "language",
    )
    yield "an unknown media type", ["read", "-", "--media-type", "image/png"], b"words", "image/png"
    yield "an unknown option", ["read", "--jsn", "-"], b"words", "No such option"
    yield "no sheet", ["read"], None, "Missing argument"
    yield "an unknown command", ["raed", "-"], b"words", "No such command"
    yield (
        "an output folder that is not there",
        ["read", "-", "-o", "no/such/out"],
        SHEET.encode(),
        "no/such/out",
    )


@pytest.mark.parametrize(("arguments", "stdin", "said"), [pytest.param(*m[1:], id=m[0]) for m in _mistakes()])
def test_a_mistake_is_answered_with_a_sentence_and_code_2(arguments, stdin, said, call, monkeypatch):
    if stdin is not None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    code, out, err = call(*arguments)
    assert (code, out) == (2, b"")
    assert re.search(said, err)
    assert "Traceback" not in err
    assert "unexpected" not in err


def test_a_sheet_over_the_limit_is_refused_without_reading_all_of_it(call, monkeypatch):
    class Endless(io.RawIOBase):
        given = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            self.given += len(buffer)
            buffer[:] = b"a" * len(buffer)
            return len(buffer)

    endless = Endless()
    monkeypatch.setenv("CAREPLAN_MAX_DOCUMENT_BYTES", "100000")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(endless)))
    code, _, err = call("read", "-")
    assert code == 2
    assert "100" in err
    assert endless.given < 200_000


def test_a_wrong_setting_is_named(call, monkeypatch, sheet):
    monkeypatch.setenv("CAREPLAN_TIMEZONE", "Mars")
    code, _, err = call("read", sheet)
    assert code == 2
    assert "timezone" in err


def test_an_overlay_of_the_settings_is_read(call, monkeypatch, sheet, tmp_path):
    overlay = tmp_path / "overlay" / "en"
    overlay.mkdir(parents=True)
    (overlay / "language.toml").write_text("no_such_key = 1\n")
    monkeypatch.setenv("CAREPLAN_MAPPINGS_OVERLAY", str(tmp_path / "overlay"))
    code, _, err = call("read", sheet)
    assert code == 2
    assert "no_such_key" in err
