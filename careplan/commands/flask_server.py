"""The service in one process with threads, where gunicorn does not run (Windows): to try it."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.serving import make_server

from careplan.settings import Settings


def run(settings: Settings, *, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. `ready` is told the address once it is listened on."""
    from careplan.web import create_app

    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    with make_server(settings.host, settings.port, create_app(settings), threaded=True) as server:
        ready(f"http://{host}:{server.server_port}")
        server.serve_forever()
