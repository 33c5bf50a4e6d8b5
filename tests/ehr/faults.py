"""A TCP server that does wrong on purpose: one scripted behaviour a connection, in order."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable

Behaviour = Callable[[socket.socket], None]


class FaultServer:
    """Serves on loopback; `requests` counts what came in. The last behaviour repeats."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self._behaviours = list(behaviours)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.requests: list[bytes] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/fhir"

    def __enter__(self) -> FaultServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self.requests.append(_whole_request(connection))
                behaviour = self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]
                behaviour(connection)


def _whole_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(h[15:]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def reset(connection: socket.socket) -> None:
    """RST instead of an answer, as when a proxy dies after the request went through."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang_up(connection: socket.socket) -> None:
    """FIN without an answer."""


def half(connection: socket.socket) -> None:
    """An answer that ends before its Content-Length."""
    connection.sendall(_head(200, 5_000) + b'{"resourceType": "Bund')


def drip(connection: socket.socket) -> None:
    """A byte now and then: each read succeeds, the answer never ends."""
    connection.sendall(_head(200, 5_000))
    for _ in range(60):
        try:
            connection.sendall(b" ")
        except OSError:
            return
        time.sleep(0.05)


def answer(resource: object, status: int = 200, **headers: str) -> Behaviour:
    """A right answer."""
    body = json.dumps(resource).encode()

    def send(connection: socket.socket) -> None:
        connection.sendall(_head(status, len(body), **headers) + body)

    return send


def _head(status: int, length: int, **headers: str) -> bytes:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    kind = "Content-Type: application/fhir+json\r\n"
    return (
        f"HTTP/1.1 {status} X\r\n{kind}Content-Length: {length}\r\nConnection: close\r\n{more}\r\n".encode()
    )
