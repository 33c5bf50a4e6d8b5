import os
import signal
import subprocess
import sys

import pytest

from careplan import __version__
from careplan.cli import cli, run


def script(*arguments, **options):
    """The command line as a process of its own."""
    code = "from careplan.cli import main; main()"
    return subprocess.Popen([sys.executable, "-c", code, *arguments], **options)


def test_the_version_is_printed(call):
    assert call("--version") == (0, f"careplan, version {__version__}\n".encode(), "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], *[[name, "--help"] for name in cli.commands]])
def test_help_is_printed(arguments, call):
    code, out, err = call(*arguments)
    assert (code, err) == (0, "")
    assert b"Usage: careplan" in out


def test_without_a_command_the_usage_is_told(call):
    code, _, err = call()
    assert code == 2
    assert "Usage: careplan" in err


def test_an_unexpected_error_is_one_sentence_and_code_1(call, monkeypatch, sheet):
    monkeypatch.setattr("careplan.commands.steps.reading", lambda sheet: 1 / 0)
    code, out, err = call("read", sheet)
    assert (code, out) == (1, b"")
    assert err == "careplan: unexpected error (ZeroDivisionError); --debug shows where\n"


def test_debug_shows_where(monkeypatch, sheet):
    monkeypatch.setattr("careplan.commands.steps.reading", lambda sheet: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(["--debug", "read", sheet])


def test_an_interruption_is_code_130_without_a_traceback(call, monkeypatch, sheet):
    def interrupted(sheet):
        raise KeyboardInterrupt

    monkeypatch.setattr("careplan.commands.steps.reading", interrupted)
    code, out, err = call("read", sheet)
    assert (code, out) == (130, b"")
    assert "Traceback" not in err


def test_ctrl_c_ends_the_process_with_130(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    process = script("read", str(fifo), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with open(fifo, "wb"):  # opens once the process reads
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_a_reader_that_goes_away_is_no_error_of_ours(sheet):
    process = script("read", "-q", sheet, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 1
    assert err == b""


def test_read_loads_neither_fhir_nor_a_web_server(sheet):
    code = (
        "import sys; from careplan.cli import run; "
        "code = run(['read', '-q', sys.argv[1], '-o', sys.argv[2]]); "
        "print(code, sorted({m.split('.')[0] for m in sys.modules} "
        "& {'fhir', 'flask', 'requests', 'gunicorn', 'sqlalchemy', 'rich'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, sheet, os.devnull], capture_output=True, text=True, check=True
    )
    assert done.stdout == "0 []\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_colours_are_for_terminals_that_want_them(sheet):
    import pty

    def shown(**environment):
        ours, theirs = pty.openpty()
        process = script(
            "read", sheet, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, **environment}
        )
        process.wait(30)
        os.close(theirs)
        text = os.read(ours, 65_536)
        os.close(ours)
        return text

    assert b"\x1b[1m" in shown(TERM="xterm")
    assert b"\x1b" not in shown(TERM="xterm", NO_COLOR="1")
