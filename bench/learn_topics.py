"""Make mappings/en/learnt.tsv of our own labelled sheets and the examples of the topics.

    python bench/learn_topics.py            what the tie-breaker is worth: each lot read with what the others teach
    python bench/learn_topics.py --write    learn of all lots and write the file

The sheets of `tests/sheets/blind` are not learnt of. The same sheets give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from careplan.documents.text import Text
from careplan.knowledge import default
from careplan.reading import learnt, read
from careplan.reading.learnt import FILE, STATEMENTS, WORDS, features, taught
from careplan.reading.tokens import tokenize

ROOT = Path(__file__).resolve().parents[1]
SHEETS = ROOT / "tests" / "sheets"
PHRASES = ROOT / "mappings/en/topics/instruction"
TOPICS = {path.stem for path in PHRASES.glob("*.toml")}
LOTS = ("develop", "develop2", "develop3", "regress")
SEEN = 2  # a word, or two together, in fewer statements is left out
HEAD = """# How often each word, and each pair of them, stands in instructions of a topic: in our own labelled sheets
# and in examples of topics. Made by `python bench/learn_topics.py --write`, not by hand; `*` counts statements.
"""


def labelled(lots: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The text of each instruction of the lots with the topics that are right for it."""
    for gold in sorted(path for lot in lots for path in (SHEETS / lot).glob("*.gold.json")):
        for statement in json.loads(gold.read_text("utf-8"))["statements"]:
            roles, topics = _list(statement.get("role")), _list(statement.get("topic"))
            if "instruction" in roles and (known := [topic for topic in topics if topic in TOPICS]):
                yield statement["quote"], known


def examples() -> Iterator[tuple[str, list[str]]]:
    """The examples of the topics of instructions."""
    for path in sorted(PHRASES.glob("*.toml")):
        for example in tomllib.loads(path.read_text("utf-8")).get("examples", []):
            yield example, [path.stem]


def _list(value: object) -> list[str]:
    return value if isinstance(value, list) else [value]


def counts(told: Iterable[tuple[str, list[str]]]) -> dict[str, Counter[str]]:
    """The rows of the file, by word."""
    rows: defaultdict[str, Counter[str]] = defaultdict(Counter)
    stands: Counter[str] = Counter()
    for text, topics in told:
        words = list(features(tokenize(text).words))
        stands.update(set(words))
        rows[STATEMENTS][topics[0]] += 1
        for word in words:
            rows[word][topics[0]] += 1
    statements = rows.pop(STATEMENTS)
    kept = {word: row for word, row in sorted(rows.items()) if stands[word] >= SEEN}
    return {STATEMENTS: statements, WORDS: sum(kept.values(), Counter()), **kept}


def written(rows: dict[str, Counter[str]]) -> str:
    """The file."""
    lines = ("\t".join([word, *(f"{t}={n}" for t, n in sorted(row.items()))]) for word, row in rows.items())
    return HEAD + "".join(f"{line}\n" for line in lines)


def right(lot: str) -> tuple[int, int]:
    """Of the instructions of a lot that are read whole: how many have a right topic, and how many there are."""
    found = of = 0
    for gold in sorted((SHEETS / lot).glob("*.gold.json")):
        text = gold.with_name(gold.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8-sig")
        read_as = {s.text: s for s in read(Text(text.replace("\r\n", "\n"), "text/plain", "x")).statements}
        for statement in json.loads(gold.read_text("utf-8"))["statements"]:
            topics, ours = _list(statement.get("topic")), read_as.get(statement["quote"])
            if ours and ours.role == "instruction" and topics[0]:
                found, of = found + (ours.topic in topics), of + 1
    return found, of


def compare() -> None:
    """Each lot with no tie-breaker, and with what the other lots teach."""
    kept = learnt.learnt
    for lot in LOTS:
        rows = counts([*labelled(other for other in LOTS if other != lot), *examples()])
        made = taught(written(rows), lot)
        figures = []
        for of_lot in (None, made):
            learnt.learnt = lambda *_, of_lot=of_lot: of_lot
            found, of = right(lot)
            figures.append(found / of)
        print(f"{lot:10} {of:5} instructions   topic right {figures[0]:.3f}, with the tie-breaker {figures[1]:.3f}")
    learnt.learnt = kept


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="learn of all lots and write the file")
    if not parser.parse_args().write:
        compare()
        return
    path = default().roots[0] / "en" / FILE
    path.write_text(written(counts([*labelled(LOTS), *examples()])), "utf-8")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
