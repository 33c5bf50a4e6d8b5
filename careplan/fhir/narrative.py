"""Narratives: `text.div` made of the sheet's own words, escaped, as valid XHTML (http://hl7.org/fhir/R4/narrative.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

from careplan.fhir.extensions import Json
from careplan.fhir.statement import fhir_string
from careplan.reading.model import SECTION_KINDS, Section, Statement

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})
"""Languages that are usually written from the right (CLDR, characterOrder)."""


def narrative(html: str, *, language: str | None = None) -> Json:
    """The Narrative of XHTML content that is escaped already; the resource must have the same `language`."""
    # The validator wants both attributes on a resource with a language (narrative.html#xhtml, "lang")
    tongue = f' lang="{escape(language)}" xml:lang="{escape(language)}"' if language else ""
    if language and language.partition("-")[0].lower() in _RIGHT_TO_LEFT:
        tongue += ' dir="rtl"'
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"{tongue}>{html}</div>'}


def text(value: str) -> str:
    """`value` as XHTML character data."""
    return escape(fhir_string(value), quote=False)


def heading(value: str, *, level: int = 2) -> str:
    """A heading."""
    return f"<h{level}>{text(value)}</h{level}>"


def paragraph(value: str) -> str:
    """A paragraph."""
    return f"<p>{text(value)}</p>"


def items(values: Iterable[str]) -> str:
    """A list of what is XHTML already."""
    return "<ul>" + "".join(f"<li>{value}</li>" for value in values) + "</ul>"


def labelled(pairs: Iterable[tuple[str, str]], *, inline: bool = False) -> str:
    """A line "label: value" for each pair ("" is no label), as paragraphs, or below a text when `inline`."""
    lines = [(f"<b>{text(label)}:</b> " if label else "") + text(value) for label, value in pairs]
    return "".join(f"<br/>{line}" if inline else f"<p>{line}</p>" for line in lines)


def nested(statements: Sequence[Statement], notes: Mapping[str, str] | None = None) -> str:
    """A list of statements, each with those that hang from it as a list of its own; "" when there is none.

    `notes` is XHTML that stands behind a statement's text, by its id.
    """
    seen: set[str] = set()
    below: dict[str | None, list[Statement]] = {}
    for s in statements:
        # a parent that comes later would be a ring, and what hangs on a ring would be lost
        below.setdefault(s.parent if s.parent in seen else None, []).append(s)
        seen.add(s.id)
    return _list(None, below, notes or {})


def by_section(
    sections: Sequence[Section],
    statements: Iterable[Statement],
    titles: Mapping[str, str],
    notes: Mapping[str, str] | None = None,
) -> str:
    """The sheet's words by phase: a heading a kind (from `titles`, by kind), then the sheet's own headings.

    `notes` is XHTML that stands behind a statement's text, by its id. A statement that hangs from another one
    stands below it, whatever its own section.
    """
    ordered = sorted(statements, key=lambda s: (s.start, s.end))
    kinds = _roots_section(ordered)
    return "".join(
        heading(titles.get(kind, kind))
        + _runs(sections, kind, [s for s in ordered if kinds[s.id] == kind], notes or {})
        for kind in SECTION_KINDS
        if kind in kinds.values()
    )


def _runs(
    sections: Sequence[Section], kind: str, statements: Sequence[Statement], notes: Mapping[str, str]
) -> str:
    """Lists of statements, each under the heading that the sheet has over it."""
    of = _headings(sections, kind, statements)
    runs = groupby(statements, key=lambda s: of[s.id])
    return "".join((heading(title, level=3) if title else "") + nested(list(run), notes) for title, run in runs)


def _headings(
    sections: Sequence[Section], kind: str, statements: Sequence[Statement]
) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for s in statements:
        over = [x for x in sections if x.kind == kind and x.start <= s.start < x.end]
        found[s.id] = found.get(s.parent or "", over[0].heading if over else None)
    return found


def _roots_section(statements: Sequence[Statement]) -> dict[str, str]:
    """The section of the root that each statement hangs from; parents stand before their children."""
    found: dict[str, str] = {}
    for s in statements:
        found[s.id] = found.get(s.parent or "", s.section)
    return found


def _list(parent: str | None, below: Mapping[str | None, list[Statement]], notes: Mapping[str, str]) -> str:
    children = below.get(parent, [])
    if not children:
        return ""
    told = (f"<li>{text(s.text)}{notes.get(s.id, '')}{_list(s.id, below, notes)}</li>" for s in children)
    return "<ul>" + "".join(told) + "</ul>"
