"""What every document becomes: a text whose characters can be counted, and where they came from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a run of characters came from: `place` is for a person ("page 2", "table 1 row 3", "/html/body/ul[2]")."""

    start: int
    end: int
    place: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What the format itself says about a run of characters. Plain text has no marks.

    ============ ======================================================= ==================================
    kind         says                                                    `level`
    ============ ======================================================= ==================================
    "heading"    a heading, by its element, style or looks               1..6
    "strong"     that heading is one by its looks only: a short line     as the heading
                 all in bold (the same run has a "heading" mark too);
                 it may be an emphasised sentence
    "furniture"  navigation, cookie bar, running header, page number:    0
                 no statement
    "row"        a table row, one line                                   0, or 1 for the table's header row
    "cell"       a cell in that row; what joins the cells (": ", " | ")  its column, from 1
                 lies outside the cells and is not the sheet's
    "break"      a line end that the author set: the next line is no     0
                 continuation of a wrapped line
    "struck"     text that is crossed out                                0
    ============ ======================================================= ==================================
    """

    kind: str
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a document. All offsets of the project count characters of `content`, half-open.

    `content` has "\\n" line ends and no byte-order mark. Formats that have structure write it as plain layout:
    an item as a line with "• " and two spaces of indentation a level, a heading on a line of its own, a blank
    line between blocks (see `careplan.documents.blocks`). So there is one layout mechanism, in
    `careplan.reading.layout`, for all of them. `sha256` is of the bytes that came in; of a DocumentReference or
    Binary, those of the attachment. `marks` and `origins` are in the order of their start.
    """

    content: str
    media_type: str
    sha256: str
    title: str | None = None
    language: str | None = None
    marks: tuple[Mark, ...] = ()
    origins: tuple[Origin, ...] = ()

    def place(self, offset: int) -> str | None:
        """The place in the source that the character at `offset` came from, or None."""
        at = bisect_right(self.origins, offset, key=lambda origin: origin.start) - 1
        if at >= 0 and offset < self.origins[at].end:
            return self.origins[at].place
        return None
