"""List numbers as letters and Roman numerals."""

from __future__ import annotations

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def numeral(value: int, kind: str) -> str:
    """A list number: 3 is "3", "c", "C", "iii" or "III"."""
    if kind == "1" or value < 1 or value > 3999:
        return str(value)
    text = _letters(value) if kind in "aA" else _roman(value)
    return text.upper() if kind in "AI" else text


def _letters(value: int) -> str:
    text = ""
    while value:
        value, digit = divmod(value - 1, 26)
        text = chr(ord("a") + digit) + text
    return text


def _roman(value: int) -> str:
    text = ""
    for size, sign in _ROMAN:
        while value >= size:
            text += sign
            value -= size
    return text
