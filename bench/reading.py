#!/usr/bin/env python3
"""How fast the reader is: bench/reading.py [--sheets DIR] [--no-long]

Prints, as time of one processor: the time to import careplan.reading, to load the lexicon (the first reading of a
process), the median of a sheet of about 3,000 characters, characters a second, and the time for 1, 10 and 100 times a
text of 10,000 characters, up to 1 MB, with the ratio to the length: 1.0 is linear.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SHEETS = Path(__file__).parents[1] / "tests" / "sheets"
SIZE, LONGEST, ROUNDS = 3_000, 1_000_000, 15


def milliseconds(act: Callable[[], object]) -> float:
    """The processor time that `act` takes: whoever else uses the machine does not count."""
    gc.collect()
    began = time.process_time()
    act()
    return 1000 * (time.process_time() - began)


def in_new_process(code: str) -> float:
    """The median of what `code` prints, in milliseconds, over new interpreters."""
    command = [
        sys.executable,
        "-c",
        f"import time; began = time.process_time(); {code}; print(time.process_time() - began)",
    ]
    return 1000 * statistics.median(
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(7)
    )


def sheets(folder: Path) -> list[str]:
    """Sheets of about SIZE characters: the labelled ones, cut at a line or put together."""
    texts = [path.read_text("utf-8") for lot in ("develop", "regress") for path in sorted((folder / lot).glob("*.txt"))]
    whole = [text for text in texts if 0.8 * SIZE <= len(text) <= 1.25 * SIZE]
    return whole or [(text * 9)[:SIZE] for text in texts]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheets", type=Path, default=SHEETS, help="folder with develop/ and regress/")
    parser.add_argument("--no-long", action="store_true", help="leave out the long texts")
    options = parser.parse_args()
    nothing = in_new_process("pass")
    print(f"import careplan.reading        {in_new_process('import careplan.reading') - nothing:9.1f} ms")
    print(f"import of the whole reader     {in_new_process('import careplan.reading.reader') - nothing:9.1f} ms")
    from careplan import reading
    from careplan.documents.text import Text

    def read(content: str) -> object:
        return reading.read(Text(content, "text/plain", "0" * 64))

    texts = sheets(options.sheets)
    print(f"first sheet (lexicon loaded)   {milliseconds(lambda: read(texts[0])):9.1f} ms")
    for text in texts:
        read(text)
    found = [statistics.median(milliseconds(lambda text=text: read(text)) for _ in range(ROUNDS)) for text in texts]
    length = statistics.mean(map(len, texts))
    spread = f"{min(found):.2f} to {max(found):.2f}; {length:.0f} characters"
    print(f"a sheet, median of {len(texts):2}          {statistics.median(found):9.2f} ms  ({spread})")
    print(f"characters a second            {1000 * sum(map(len, texts)) / sum(found):9.0f}")
    if not options.no_long:
        _linear(read, texts)
    return 0


def _linear(read: Callable[[str], object], texts: list[str]) -> None:
    """A sheet after the other, 1, 10, 100 ... times as many, up to LONGEST characters."""
    one = "\n\n".join(texts)[: LONGEST // 100]
    base = 0.0
    for times in (1, 10, 100):
        content = (one + "\n\n") * times
        content = content[:LONGEST]
        took = statistics.median(
            milliseconds(lambda content=content: read(content)) for _ in range(5 if times < 100 else 1)
        )
        base = base or took / len(content)
        print(f"{len(content):9} characters           {took:9.1f} ms  ({took / len(content) / base:.2f} of linear)")


if __name__ == "__main__":
    raise SystemExit(main())
