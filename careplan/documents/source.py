"""What a reader is given."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a document, its media type without parameters, and the charset that its sender declared."""

    data: bytes
    media_type: str
    charset: str | None = None

    @property
    def sha256(self) -> str:
        """The hash of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()
