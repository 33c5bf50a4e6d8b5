"""A person sees what the first start brings: a bar on a terminal, lines elsewhere."""

import io

from careplan.sandbox.progress import Step, shown


class Terminal(io.StringIO):
    def isatty(self):
        return True


def told_on(stream):
    with shown(stream) as progress:
        for done in range(0, 10_000_001, 100_000):
            progress(Step("fetching 3 jars, once", done, 10_000_000))
        progress(Step("compiling the launcher, once"))
    return stream.getvalue()


def test_elsewhere_each_tenth_and_each_step_is_a_line(monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    lines = told_on(io.StringIO()).splitlines()
    assert lines[0] == "fetching 3 jars, once (0 of 10 MB)"
    assert lines[10:] == ["fetching 3 jars, once (10 of 10 MB)", "compiling the launcher, once"]


def test_on_a_terminal_there_is_a_bar(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    told = told_on(Terminal())
    assert "10.0/10.0 MB" in told
    assert "compiling the launcher, once\n" in told
    assert "\x1b[" in told
