"""Remembers which content was found good, so that the same content is not checked again and again."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from threading import Lock
from typing import Any


class Seen:
    """SHA-256 digests of the last `size` contents that were told; safe for threads. It holds no content."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: OrderedDict[bytes, None] = OrderedDict()
        self._lock = Lock()

    def add(self, digest: bytes | None) -> None:
        """Remember it, and forget the one that was not asked for the longest; None is nothing to remember."""
        if digest is None:
            return
        with self._lock:
            self._held[digest] = None
            self._held.move_to_end(digest)
            if len(self._held) > self._size:
                self._held.popitem(last=False)

    def __contains__(self, digest: object) -> bool:
        with self._lock:
            if digest not in self._held or not isinstance(digest, bytes):
                return False
            self._held.move_to_end(digest)
            return True


def digest(value: Any) -> bytes | None:
    """The SHA-256 of `value` as JSON; None when it is not of the types that JSON has."""
    try:
        return hashlib.sha256(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()).digest()
    except (TypeError, ValueError, RecursionError):
        return None
