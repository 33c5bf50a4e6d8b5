"""Word (.docx) to Text: paragraphs, lists with their numbers, tables, text boxes, notes, running headers, in order.

python-docx was tried for this: its iterators leave out content controls, insertions and text boxes, so the walk over
the XML is our own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from careplan.documents.blocks import Block, compose, tidy
from careplan.documents.docx_package import Element, Package, attr, child, name, relation
from careplan.documents.docx_walk import Walker
from careplan.documents.headings import settle
from careplan.documents.running import as_furniture
from careplan.documents.source import Source
from careplan.documents.text import Text


def read(source: Source) -> Text:
    """The text of a Word document; places are "paragraph 14", "table 2 row 3", "header", "footnote 1", "text box"."""
    package = Package(source.data)
    walker = Walker(package)
    document = package.document()
    body = child(document, "body")
    walker.walk(body if body is not None else ())
    notes = list(_notes(walker, package))
    heads, feet = _running(walker, package, document)
    blocks = settle(walker.with_title_first([*heads, *walker.blocks, *notes, *feet]))
    layout = compose(blocks)
    return Text(
        content=layout.content,
        media_type=source.media_type,
        sha256=source.sha256,
        title=_title(blocks, package),
        language=walker.styles.language,
        marks=layout.marks,
        origins=layout.origins,
    )


def _notes(walker: Walker, package: Package) -> Iterator[Block]:
    """Foot- and endnotes, each after the number that its reference got: "[1] Unless told otherwise."."""
    parts = {kind: package.related(f"{kind}s") for kind in ("footnote", "endnote")}
    for number, (kind, id_) in enumerate(walker.text.notes, 1):
        root = parts[kind]
        note = next((e for e in root if attr(e, "id") == id_), None) if root is not None else None
        if note is not None:
            first, *rest = walker.aside(note, f"{kind} {number}") or [Block("paragraph", "", f"{kind} {number}")]
            moved = tuple(
                replace(m, start=m.start + len(f"[{number}] "), end=m.end + len(f"[{number}] ")) for m in first.marks
            )
            yield replace(first, text=f"[{number}] {first.text}", marks=moved)
            yield from rest


def _running(walker: Walker, package: Package, document: Element) -> tuple[list[Block], list[Block]]:
    """Headers and footers, each once."""
    found: dict[str, list[Block]] = {"headerReference": [], "footerReference": []}
    seen: set[str | None] = set()
    for reference in document.iter():
        kind, id_ = name(reference), relation(reference) if isinstance(reference.tag, str) else None
        if kind in found and id_ not in seen and _is_shown(reference):
            seen.add(id_)
            part = package.by_id(id_)
            blocks = walker.aside(part, kind.removesuffix("Reference")) if part is not None else []
            found[kind] += [as_furniture(block) for block in blocks]
    return found["headerReference"], found["footerReference"]


def _is_shown(reference: Element) -> bool:
    """A first page's header is shown where the section says that its first page is another (17.10.6)."""
    return attr(reference, "type") != "first" or child(reference.getparent(), "titlePg") is not None


def _title(blocks: Sequence[Block], package: Package) -> str | None:
    main = next((b.text for b in blocks if b.kind == "heading" and b.level == 1 and not b.furniture), None)
    core = package.xml("docProps/core.xml")
    return main or tidy(getattr(child(core, "title"), "text", None) or "") or None
