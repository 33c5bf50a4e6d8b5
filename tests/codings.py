"""Every code of any resource, and whether it was seen in a source: no validator would tell a made-up one."""

from careplan.fhir.systems import CANONICAL_BASE, SDC_LAUNCH_CONTEXT, UCUM
from careplan.knowledge import default

UNITS = {"a", "mo", "wk", "d", "h", "min", "s", *default().toml("en/units.toml")["units"]}
"""UCUM has a grammar and no list; validators know it (tests/test_conformance.py shows that)."""
RELATES_TO = {"code", "target"}
"""DocumentReference.relatesTo: its `code` is of the data type code."""
NO_SYSTEM = (SDC_LAUNCH_CONTEXT,)
"""Extensions whose code has no system, unless SDC is claimed (docs/conformance.md)."""


def codings(value, within=None):
    """(Coding or coded Quantity, url of the extension around it) of an element, wherever they stand.

    A code of its own data type (`status`, valueCode) is no Coding: validators check it by its required binding.
    """
    if isinstance(value, list):
        for member in value:
            yield from codings(member, within)
    elif isinstance(value, dict):
        within = value["url"] if "url" in value and "extension" in value else within
        if isinstance(value.get("code"), str) and value.keys() != RELATES_TO:
            yield value, within
        for member in value.values():
            yield from codings(member, within)


def unseen(resources, rows):
    """The codings that the table does not have, or has with another display."""
    for found, within in codings(list(resources)):
        system, code = found.get("system"), found["code"]
        if system == UCUM and "value" in found:
            known = code in UNITS
        elif system is None:
            known = within in NO_SYSTEM
        elif system.startswith(CANONICAL_BASE):
            known = "display" not in found  # a business identifier as a tag: Provenance has no other place for it
        else:
            row = rows.get((system, code))
            known = row is not None and row.display == found.get("display")
        if not known:
            yield found
