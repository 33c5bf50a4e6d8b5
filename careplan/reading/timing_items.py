"""The words, figures and marks that the timing grammar reads a text as."""

from __future__ import annotations

import re
from collections.abc import Mapping

from careplan.errors import MappingError

FIGURES = ("am", "pm", "hours", "ordinal")
_NEVER = "(?!)"


def items(figures: Mapping[str, str], where: str) -> re.Pattern[str]:
    """The pattern of one item; `figures` are the parts of it that a language writes in its own way.

    They are regular expressions: `am` and `pm` for what follows an hour of the first or second half of the day,
    `hours` what follows a time of 24 hours, `ordinal` the ending of "3rd". MappingError names `where` (the file).
    """
    if unknown := sorted(set(figures) - set(FIGURES)):
        raise MappingError(f"{where} [figures]: unknown key {unknown[0]!r}; allowed are {', '.join(FIGURES)}")
    am, pm, hours, ordinal = (f"(?:{figures.get(name, _NEVER)})" for name in FIGURES)
    try:
        return re.compile(
            rf"(?P<clock>(?<![\d:.])\d{{1,2}}(?:[:.][0-5]\d)?\s{{0,12}}(?:{am}|(?P<pm>{pm})))"
            rf"|(?P<clock24>(?<![\d:.])(?:(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])(?:\s?{hours}\b)?"
            rf"|(?:[01]\d|2[0-3])[0-5]\d\s?{hours}\b))"
            r"|(?P<phone>\(?\d{3,5}\)?[-\s.]\d{3,4}(?:[-\s.]\d{3,6})*)"
            r"|(?P<fraction>(?:\d+\s?)?[½¼¾]|(?:\d+\s)?1/2)"
            rf"|(?P<ordinal>(?P<day>\d{{1,2}}){ordinal}(?![^\W_]))"
            r"|(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
            r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)"
            r"|(?P<mark>[,;:.!?()\[\]&@/+–—-])"
        )
    except re.error as error:
        raise MappingError(f"{where} [figures]: {error}") from error
