"""Names of what is made from one version of one sheet: ids, canonical URLs, version. All of the bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from careplan.errors import InputError
from careplan.fhir.extensions import Json
from careplan.fhir.systems import SHEET_SHA256, STATEMENT
from careplan.reading.model import Document

_SHEET = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
_WORD = re.compile(r"[A-Za-z0-9]+")
_VERSION, _DEFAULT = 12, 16


@dataclass(frozen=True, slots=True)
class Identity:
    """`sheet` is the publisher's stable id of the sheet; the version says which bytes."""

    base: str
    sheet: str
    sha256: str
    given: bool

    @property
    def version(self) -> str:
        """The business version: the first 12 hex digits of the hash."""
        return self.sha256[:_VERSION]

    @property
    def id(self) -> str:
        """The logical id: two versions of a sheet never share one."""
        return f"{self.sheet}-{self.version}" if self.given else self.sheet

    def part(self, statement: str) -> str:
        """The logical id of what is made of one statement."""
        return f"{self.id}-{statement}"

    def url(self, kind: str, statement: str | None = None) -> str:
        """The canonical URL of a resource of this kind, without version."""
        return f"{self.base}/{kind}/{self.sheet}" + (f"-{statement}" if statement else "")

    def canonical(self, kind: str, statement: str | None = None) -> str:
        """The same with the version: what references use."""
        return f"{self.url(kind, statement)}|{self.version}"

    @property
    def document(self) -> str:
        """Where the sheet itself is: the address of its DocumentReference."""
        return f"{self.base}/DocumentReference/{self.id}"

    def citation(self, start: int, end: int) -> Json:
        """The part of a RelatedArtifact that leads to characters of the sheet (RFC 5147 fragment)."""
        return {
            "citation": f"characters {start}-{end}",
            "url": f"{self.document}#char={start},{end}",
        }

    def identifier(self, statement: str | None = None) -> list[Json]:
        """The business identifier of the sheet, or of one statement of it."""
        if statement is None:
            return [{"system": SHEET_SHA256, "value": self.sha256}]
        return [{"system": STATEMENT, "value": f"{self.sha256}#{statement}"}]

    def name(self, title: str | None, statement: str | None = None) -> str:
        """A computable name (pld-0): words of the title, then what sets it apart."""
        words = [w.capitalize() for w in _WORD.findall(title or "")]
        stem = "".join(words)[:80]
        tail = f"_{self.version}" + (f"_{''.join(_WORD.findall(statement))}" if statement else "")
        return (stem if stem[:1].isalpha() else f"Sheet{stem}") + tail


def identify(document: Document, *, base: str, sheet: str | None) -> Identity:
    """The Identity of a sheet; InputError when the publisher's id cannot be part of a FHIR id."""
    if sheet is not None and not _SHEET.fullmatch(sheet):
        raise InputError("a sheet's id is 1 to 40 letters, digits, '-' and '.'", expression="sheet")
    return Identity(
        base=base.rstrip("/"),
        sheet=sheet or document.sha256[:_DEFAULT],
        sha256=document.sha256,
        given=sheet is not None,
    )
