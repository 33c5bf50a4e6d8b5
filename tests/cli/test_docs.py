import re
from pathlib import Path

import click
import pytest

from careplan.cli import cli

DOCS = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")


def rows(first):
    """The rows of the documentation's tables whose first cell names `first` as code."""
    lines = [line for line in DOCS.splitlines() if line.startswith("|")]
    return [line for line in lines if re.search(rf"`{re.escape(first)}(?: [A-Z]+)?`", line.split("|")[1])]


def options():
    """(command, option string, option) of the whole command line."""
    for command in (cli, *cli.commands.values()):
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                for string in (*parameter.opts, *parameter.secondary_opts):
                    yield pytest.param(command.name, string, id=f"{command.name}{string}")


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_is_documented(name):
    assert any(line.startswith(f"| `careplan {name}") for line in DOCS.splitlines())


@pytest.mark.parametrize(("command", "option"), list(options()))
def test_every_option_is_documented_for_its_command(command, option):
    found = rows(option)
    assert len(found) == 1
    commands = re.split(r",\s*", found[0].split("|")[2].strip())
    assert command in commands or "all" in commands or (command == "cli" and "careplan" in commands)


def test_the_documentation_names_no_option_that_is_gone():
    known = {p.values[1] for p in options()} | {"-h", "--help"}
    named = {
        name
        for line in DOCS.splitlines()
        if line.startswith("| `-")
        for name in re.findall(r"`(--?[a-z-]+)", line.split("|")[1])
    }
    assert named == known


def test_every_option_has_a_help_text():
    helpless = [p.values for p in options() if not _help(*p.values)]
    assert helpless == []


def _help(command, string):
    params = (cli if command == "cli" else cli.commands[command]).params
    return next(
        p.help for p in params if isinstance(p, click.Option) and string in (*p.opts, *p.secondary_opts)
    )
