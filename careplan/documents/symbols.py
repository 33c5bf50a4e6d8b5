"""Bullets and symbol fonts: what a glyph means, in Unicode.

Symbol and Wingdings put their glyphs at U+F000 + code (ECMA-376 part 1, 17.3.3.30; PDF files do so too). A list's
bullet says only "an item", so all bullets become "•"; ticks and crosses say more and are kept.
"""

from __future__ import annotations

BULLET = "•"

_SYMBOL = {
    0xA3: "≤", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: BULLET, 0xB9: "≠", 0xBB: "≈",
    0xBC: "…", 0x6D: "μ", 0xAC: "←", 0xD2: "®", 0xD3: "©", 0xD4: "™",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x76: "❖", 0x77: "◆", 0x73: "◆", 0x9F: BULLET, 0xA7: "▪",
    0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xF0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x28: "☎",
    0x2A: "✉", 0x46: "☞",
}  # fmt: skip
# Without the font's name: Symbol's bullet and degree are unlike anything that Wingdings uses there.
_EITHER = {**_SYMBOL, **_WINGDINGS, 0xB7: BULLET}

_BULLETS = frozenset("•‣◦⁃∙·●○■□▪▫◆◇❑❒❖►▶▸➢➤➔→*-–—o§☐□\u2022\u25cf\uf0b7\uf0a7")
_SPEAKING = frozenset("✓✔✗✘☑☒❌✅")


def symbol(char: str, font: str = "") -> str:
    """`char` of a symbol font in Unicode; unchanged when it is in no symbol font or not known."""
    code = ord(char)
    if 0xF000 <= code <= 0xF0FF:
        code -= 0xF000
    elif not _is_symbol_font(font):
        return char
    return _table(font).get(code, char)


def is_bullet(text: str) -> bool:
    """Whether `text` is nothing but a bullet; a tick or cross before an item is one too."""
    return len(text) == 1 and (text in _BULLETS or text in _SPEAKING)


def bullet(text: str) -> str:
    """The marker for a list whose bullet is `text`: "•", with the tick or cross after it where it is one."""
    return f"{BULLET} {text}" if text in _SPEAKING else BULLET


def _is_symbol_font(font: str) -> bool:
    return font.lower().startswith(("symbol", "wingdings", "webdings"))


def _table(font: str) -> dict[int, str]:
    name = font.lower()
    return _SYMBOL if name.startswith("symbol") else _WINGDINGS if name.startswith("wingdings") else _EITHER
