"""The example of docs/lifecycle.md is what happens: its commands run, one after the other, and print that."""

import json
import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "lifecycle.md").read_text("utf-8")
AFTERCARE = """Aftercare at home

After the procedure

- Do not drink alcohol for 24 hours.
- Do not drive for 2 days after the procedure.
- Do not lift your child for 2 weeks.
"""
MARK = "### "


def example():
    (block,) = re.findall(r"^```console\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [part.rstrip("\n").split("\n") for part in parts]


def test_the_example_prints_what_the_page_shows(ehr, tmp_path):
    # blanks that no other copy of the sample has: the server of the tests may know the sample
    own = "".join(" \t"[int(bit)] for bit in f"{uuid.uuid4().int:b}")
    sample = (ROOT / "careplan/web/samples/knee-arthroscopy.txt").read_text("utf-8")
    (tmp_path / "knee.txt").write_text(f"{sample}{own}\n", "utf-8")
    (tmp_path / "aftercare.txt").write_text(f"{AFTERCARE}{own}\n", "utf-8")
    code = "from careplan.cli import main; main()"
    script = [f"careplan() {{ {sys.executable} -c '{code}' \"$@\"; }}"]
    for command, *_ in example():
        script += [f"echo '{MARK}'", command]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAREPLAN_")}
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**environment, "PYTHONPATH": str(ROOT), "EHR": ehr.url, "PATIENT": ehr.patient()},
        check=False,
    )
    printed = [part.strip("\n").split("\n") for part in done.stdout.split(f"{MARK}\n")[1:]]
    assert [[c, *(out if out != [""] else [])] for (c, *_), out in zip(example(), printed, strict=True)] == example()
    merged = json.loads((tmp_path / "merged.json").read_text("utf-8"))
    (place,) = [p for p in merged["changed"] if p.startswith("CarePlan/")]
    plan = ehr.plan(place)
    (said,) = [i for i in plan.task(plan.names[0], "review")["input"] if i["type"]["text"] == "The sheets differ"]
    assert "for 1 week" in said["valueString"]
    assert "for 2 days" in said["valueString"]
    told = [a["detail"]["description"] for a in plan.care_plan["activity"] if "detail" in a]
    assert told.count("Do not drink alcohol for 24 hours.") == 1


def test_the_page_s_second_sheet_is_the_one_that_was_merged():
    assert all(line.removeprefix("- ") in " ".join(TEXT.split()) for line in AFTERCARE.splitlines() if line[:1] == "-")
