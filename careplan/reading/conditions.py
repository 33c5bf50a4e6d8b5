"""What an instruction hangs on, and its stated ways out."""

from __future__ import annotations

from dataclasses import dataclass

from careplan.reading.lexicon import Hit
from careplan.reading.page import Page

# Words that end a condition or exception when they follow a comma or stand by themselves.
_ENDERS = frozenset({"because", "since", "so", "as", "but", "although", "otherwise"})
_ASKS = frozenset(
    {
        "ask",
        "know",
        "tell",
        "tells",
        "told",
        "sure",
        "see",
        "decide",
        "discuss",
        "about",
        "say",
        "says",
        "show",
        "explain",
        "check",
        "find",
        "out",
        "and",
        "remember",
    }
)
# A condition that says nothing: "if needed", "when possible".
_EMPTY = frozenset(
    {
        "needed",
        "possible",
        "necessary",
        "able",
        "any",
        "required",
        "applicable",
        "so",
        "appropriate",
        "then",
        "not",
        "desired",
        "in",
        "only",
        "you",
        "instructed",
        "directed",
        "prescribed",
    }
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """The token ranges of a condition (without its conjunction) and an exception (with it), or None."""

    condition: tuple[int, int] | None = None
    exception: tuple[int, int] | None = None


def _comma_before(page: Page, start: int, head: int) -> int:
    """Where a condition that opens the sentence ends: at the last comma before the main clause, if there is one."""
    return next((at for at in range(head - 1, start, -1) if page.words[at] == ","), head)


# "Call if you have:" leaves the rest to the items: no condition by itself.
_SUBJECTS_ALONE = (("your", "child"), ("you",), ("your", "baby"), ("they",), ("you", "have"), ("your", "child", "has"))


def conditions(page: Page, first: int, head: int, last: int) -> Conditions:
    """Condition and exception of the clause at tokens [first, last) whose main clause begins at `head`."""
    exception = _exception(page, first, last)
    return Conditions(_condition(page, first, head, last, exception), exception)


def _exception(page: Page, first: int, last: int) -> tuple[int, int] | None:
    for hit in page.hits("g:exception", first, last):
        longest = page.at("g:exception", hit.first, last) or hit
        if longest.first == first and page.words[first] not in ("unless", "except"):
            continue
        end = _end(page, longest.last, last, commas=longest.first == first)
        if end > longest.last or longest.last - longest.first > 1:
            return longest.first, end
    return None


def _condition(
    page: Page, first: int, head: int, last: int, exception: tuple[int, int] | None
) -> tuple[int, int] | None:
    label = _person_label(page, first, head)
    if label:
        return label
    for hit in page.hits("g:condition", first, last):
        if exception and exception[0] <= hit.first < exception[1]:
            continue
        longest = page.at("g:condition", hit.first, last) or hit
        if longest.last >= last:
            continue
        opens = longest.first < head
        if not _states(page, longest, first, head, last):
            continue
        limit = exception[0] if exception and exception[0] > longest.first else last
        if opens:
            limit = _comma_before(page, longest.last, head)
        end = _end(page, longest.last, limit, commas=False)
        if page.words[longest.last : end] in _SUBJECTS_ALONE:
            return None
        if end - longest.last >= (2 if page.words[longest.last] in _EMPTY else 1):
            return longest.last, end
    return None


def _states(page: Page, hit: Hit, first: int, head: int, last: int) -> bool:
    """Whether the conjunction opens a condition, not a time, a question or "even if"."""
    word = page.words[hit.first]
    before = page.words[hit.first - 1] if hit.first > first else ""
    if before in ("even", "as", "or", "like") and word in ("if", "when"):
        return False
    if page.words[hit.first : hit.last] in (
        ("even", "if"),
        ("until",),
        ("as", "soon", "as"),
        ("each", "time"),
        ("those", "who"),
    ):
        return False
    if word in ("when", "where", "while", "once") and before in _ASKS | {"only"}:
        return before == "only"
    if word in ("when", "where") and hit.first > head and page.words[head] in _ASKS:
        return False
    if word in ("when", "while", "once"):
        return hit.last < last and (hit.first < head or _of_reader(page, hit, last))
    if word == "where":
        return hit.first <= first + 1 and hit.first < head
    if word == "should":
        return hit.first <= first + 1 and hit.first < head and page.words[hit.last - 1] == "should"
    return before not in ("see", "sure", "decide") and not (
        word == "if" and hit.first > head and page.words[head] in ("ask", "check")
    )


def _of_reader(page: Page, hit: Hit, last: int) -> bool:
    word = page.words[hit.last]
    return (
        word in ("you", "your", "it", "they", "the", "he", "she")
        and page.words[hit.first] != "once"
        and not (page.words[hit.first] == "while" and word not in ("you",))
    )


def _person_label(page: Page, first: int, head: int) -> tuple[int, int] | None:
    """ "Nursing mothers: ..." holds for nursing mothers."""
    for at in range(first + 1, min(head, first + 7)):
        if page.words[at] == ":":
            return (first, at) if page.words[at - 1] in _LABELS else None
    return None


_LABELS = frozenset(
    {
        "mothers",
        "men",
        "women",
        "smokers",
        "diabetics",
        "children",
        "patients",
        "females",
        "males",
        "babies",
        "adults",
        "infants",
        "wearers",
    }
)


def _abbreviation(page: Page, at: int, limit: int) -> bool:
    return page.words[at] == "." and at + 1 < limit and page.words[at - 1] in page.language.abbreviations


def _end(page: Page, start: int, limit: int, *, commas: bool) -> int:
    """The token where what begins at `start` is over; trailing punctuation is left out."""
    end = limit
    depth = 0
    for at in range(start, limit):
        word = page.words[at]
        depth += (word == "(") - (word == ")")
        if word in ".;:" and depth == 0 and at > start and not _abbreviation(page, at, limit):
            end = at
            break
        if at > start and word in _ENDERS and page.words[at - 1] == ",":
            end = at
            break
        if commas and word == "," and depth == 0:
            end = at
            break
    while end > start and page.words[end - 1] in ".,;:–-!":
        end -= 1
    return end
