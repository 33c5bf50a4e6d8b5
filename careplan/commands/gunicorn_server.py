"""The service under gunicorn, inside this process: workers with threads, a quiet end on SIGTERM."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from careplan.settings import Settings


class _Service(BaseApplication):
    """Each worker makes its own app after the fork: connections to the store must not be shared."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Our settings alone: no gunicorn.conf.py of the working folder, no variables of gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI app."""
        from careplan.web import create_app

        return create_app(self._settings)


def run(settings: Settings, *, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. `ready` is told the address once it is listened on."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    options = {
        "bind": f"{host}:{settings.port}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": "gthread",
        "timeout": settings.request_timeout,
        "loglevel": "warning" if settings.log_level == "info" else settings.log_level,
        "control_socket_disable": True,
        "when_ready": lambda arbiter: ready(_address(arbiter)),
    }
    _Service(settings, options).run()


def _address(arbiter: Arbiter) -> str:
    host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
