"""The parts of a .docx file (ECMA-376 part 2, Open Packaging Conventions), opened with care.

A .docx is a zip of XML that anyone may have made: sizes are limited before anything is unpacked, and a document type
declaration is refused, for its entities would expand, or be cut out of the text without a word.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from careplan.errors import UnreadableDocument

Element = Any  # lxml has no types of its own

_MOST_PARTS = 5000
_MOST_BYTES = 200_000_000
_MOST_PART_BYTES = 50_000_000
# XML is UTF-8 or UTF-16 (XML 1.0, 4.3.3); other encodings of ASCII letters read as UTF-8 here.
_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0D\0O\0C|\0<\0!\0D\0O\0C")
_W = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",  # ISO 29500 Strict
)
_R = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, KeyError,
)  # fmt: skip


class Package:
    """Reads parts by name or relationship; UnreadableDocument when they are broken, too large or have a DTD."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN:
            raise UnreadableDocument("the Word file is broken: it is no zip archive") from None
        if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _MOST_BYTES:
            raise UnreadableDocument("the Word file unpacks to more than a document can hold")
        self._sizes = {info.filename: info.file_size for info in infos}
        self.main = next(self._targets("", "officeDocument"), "word/document.xml")

    def document(self) -> Element:
        """The root of the main part."""
        root = self.xml(self.main)
        if root is None or name(root) != "document":
            raise UnreadableDocument("the Word file has no document in it")
        return root

    def xml(self, part: str) -> Element | None:
        """The root of a part, or None when there is no such part."""
        if part not in self._sizes:
            return None
        if self._sizes[part] > _MOST_PART_BYTES:
            raise UnreadableDocument("the Word file unpacks to more than a document can hold")
        try:
            data = self._zip.read(part)
        except _BROKEN:
            raise UnreadableDocument("the Word file is broken or encrypted") from None
        if _DTD.search(data):
            raise UnreadableDocument("the Word file has a document type declaration (DTD), which none should have")
        return _parsed(data)

    def related(self, kind: str) -> Element | None:
        """The root of the part that the document has one of: "styles", "numbering", "footnotes" ..."""
        part = next(self._targets(self.main, kind), None)
        return self.xml(part) if part else None

    def by_id(self, relationship: str | None) -> Element | None:
        """The root of the part that a relationship of the document points to."""
        found = (part for id_, _, part in self._relationships(self.main) if id_ == relationship)
        part = next(found, None)
        return self.xml(part) if part else None

    def _targets(self, source: str, kind: str) -> Iterator[str]:
        return (part for _, type_, part in self._relationships(source) if type_.endswith("/" + kind))

    def _relationships(self, source: str) -> Iterator[tuple[str, str, str]]:
        folder, file = posixpath.split(source)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        for item in root if root is not None else ():
            if name(item) == "Relationship" and item.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, item.get("Target") or ""))
                yield item.get("Id") or "", item.get("Type") or "", target.lstrip("/")


def name(element: Element) -> str:
    """The name of an element without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names, or None."""
    for step in path:
        element = next((e for e in element if name(e) == step), None) if element is not None else None
    return element


def attr(element: Element | None, key: str) -> str | None:
    """A WordprocessingML attribute, in either namespace."""
    if element is None:
        return None
    return next((v for ns in _W if (v := element.get(ns + key)) is not None), None)


def relation(element: Element, key: str = "id") -> str | None:
    """A relationship attribute, in either namespace."""
    return next((v for ns in _R if (v := element.get(ns + key)) is not None), None)


def whole(value: str | None) -> int | None:
    """A whole number, or None; measures in twentieths of a point may have fractions in Strict files."""
    found = re.match(r"-?\d{1,9}", value or "")
    return int(found[0]) if found else None


def on(element: Element | None, key: str) -> bool | None:
    """A toggle property (17.7.3): None when it is not there."""
    found = child(element, key)
    return None if found is None else attr(found, "val") not in ("0", "false", "off", "none")


def _parsed(data: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableDocument("the Word file is broken: a part of it is no XML") from None
