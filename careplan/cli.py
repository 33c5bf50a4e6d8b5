"""The command line: `careplan read | define | apply | post | serve ...`, as `careplan --help` lists it.

Exit code 0 when done, 2 for bad input or usage, 1 for anything else, 130 when interrupted. A user's mistake
is answered with one sentence on standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from careplan import __version__
from careplan.commands.apply import apply
from careplan.commands.define import define
from careplan.commands.inout import tell
from careplan.commands.lifecycle import answer, cancel, merge, reschedule, revise
from careplan.commands.populate import populate
from careplan.commands.post import post
from careplan.commands.read import read
from careplan.commands.sandbox import sandbox
from careplan.commands.serve import serve
from careplan.errors import CareplanError, EhrRejected

INTERRUPTED = 130
_MOST_ISSUES = 20


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="careplan")
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
@click.pass_context
def cli(context: click.Context, *, debug: bool) -> None:
    """Read patient-instruction sheets and make FHIR care plans of them."""
    context.color = False if os.environ.get("NO_COLOR") else None


for command in (read, define, populate, apply, post, reschedule, answer, cancel, revise, merge, serve, sandbox):
    cli.add_command(command)


def main() -> None:
    """The entry point of the `careplan` script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; its exit code."""
    try:
        done = cli.main(list(arguments), prog_name="careplan", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        return INTERRUPTED
    except CareplanError as error:
        _tell(error)
        return error.exit_code
    except BrokenPipeError:
        return _nobody_listens()
    except Exception as error:
        return _unexpected(error, debug="--debug" in arguments)
    return done if isinstance(done, int) else 0


def _tell(error: CareplanError) -> None:
    tell(f"careplan: {error}", fg="red")
    outcome = error.outcome if isinstance(error, EhrRejected) else None
    for issue in (outcome or {}).get("issue", ())[:_MOST_ISSUES]:
        said = issue.get("diagnostics") or issue.get("details", {}).get("text") or issue.get("code", "")
        tell(f"  {issue.get('severity', 'error')}: {said}")


def _nobody_listens() -> int:
    """The reader of our output went away: no error of ours, and the interpreter must not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _unexpected(error: Exception, *, debug: bool) -> int:
    if debug:
        raise error
    tell(f"careplan: unexpected error ({type(error).__name__}); --debug shows where", fg="red")
    return 1
