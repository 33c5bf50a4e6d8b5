"""What every command does at its two ends: a sheet comes in, JSON goes out."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from careplan.errors import InputError

STANDARD = "-"


def sheet_bytes(path: str, *, limit: int) -> bytes:
    """The bytes of the file at `path`, "-" for standard input; at most `limit` + 1: enough to refuse."""
    if path == STANDARD:
        return sys.stdin.buffer.read(limit + 1)
    try:
        with Path(path).open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise InputError(f"{path}: {_reason(error)}") from None


def write(data: bytes, output: str, *, source: str | None = None) -> None:
    """Write `data` to the file `output`, "-" for standard output; never over `source`, the sheet itself."""
    if output == STANDARD:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        if source not in (None, STANDARD) and Path(output).exists() and os.path.samefile(output, str(source)):
            raise InputError(f"{output}: is the sheet itself; give another file to write to")
        Path(output).write_bytes(data)
    except OSError as error:
        raise InputError(f"{output}: {_reason(error)}") from None


def write_json(data: Any, output: str, *, source: str | None = None) -> None:
    """Write `data` as indented JSON in UTF-8 with a line end."""
    write(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n", output, source=source)


def tell(line: str, *, quiet: bool = False, **style: Any) -> None:
    """A line for a person, on standard error: styled on a terminal only, without control characters."""
    if not quiet:
        click.secho(harmless(line), err=True, **style)


def harmless(text: str) -> str:
    """`text` with control characters but tab and line end replaced: a sheet must not move the cursor."""
    return "".join(c if c in "\n\t" or c.isprintable() else "�" for c in text)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
