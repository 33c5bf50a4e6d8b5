"""`careplan serve`: the HTTP service."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from careplan.commands.inout import tell
from careplan.errors import InputError

if TYPE_CHECKING:
    from careplan.settings import Settings


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen on; by default the setting host.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on; by default the setting port.")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes; by default the setting workers.")
@click.option("--try", "sample", metavar="SHEET", help="Once up, read SHEET and print a request to try.")
def serve(*, sample: str | None, **given: Any) -> None:
    """Start the service and the page for a person."""
    from careplan.settings import Settings

    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    _free(settings.host, settings.port)
    try:
        from careplan.commands.gunicorn_server import run
    except ImportError:  # gunicorn needs fcntl, which Windows has not
        from careplan.commands.flask_server import run
    run(settings, ready=_welcome(sample, settings))


def _free(host: str, port: int) -> None:
    """Refuse an address at once that we cannot listen on; the server would try again and again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise InputError(f"cannot listen on {host} port {port}: {error}") from None


def _welcome(sample: str | None, settings: Settings) -> Callable[[str], None]:
    """What to say once the service is up. The sample is read before, so that a mistake ends the start."""
    from careplan.commands.welcome import ADDRESS, lines

    read, request = lines(sample, settings) if sample is not None else (None, None)

    def ready(address: str) -> None:
        tell(f"careplan is up: open {address}/", bold=True)
        if read is not None and request is not None:
            tell(read)
            tell(f"to make a plan of it:\n  {request.replace(ADDRESS, address)}")

    return ready
