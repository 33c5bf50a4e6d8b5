"""Jars come whole, once, and with the right hash, or not at all."""

import hashlib
import io
import threading

import pytest

from careplan.errors import CareplanError
from careplan.sandbox import cache, java
from careplan.sandbox.fetch import fetch, missing
from careplan.sandbox.jars import Jar, locked
from careplan.sandbox.progress import lines, silent

pytest.importorskip("jgo")
BODY = {"one": b"first jar" * 1000, "two": b"second jar" * 100}


def jar(name):
    body = BODY[name]
    return Jar("org.example", name, "1.0", "", len(body), hashlib.sha256(body).hexdigest())


def path(name):
    return f"/org/example/{name}/1.0/{name}-1.0.jar"


@pytest.fixture
def maven(httpserver, tmp_path, monkeypatch):
    """A Maven repository of our own, named as jgo's settings name one."""
    (tmp_path / ".config").mkdir()
    settings = f"[repositories]\ncentral = {httpserver.url_for('').rstrip('/')}\n"
    (tmp_path / ".config" / "jgo.conf").write_text(settings, "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("M2_REPO", str(tmp_path / "m2"))
    return httpserver


def serve(maven, name, body=None):
    maven.expect_request(path(name)).respond_with_data(BODY[name] if body is None else body)


def asked(maven):
    return [request.path for request, _ in maven.log if request.path.endswith(".jar")]


def test_jars_come_and_the_progress_says_how_many_and_how_much(maven, tmp_path):
    serve(maven, "one")
    serve(maven, "two")
    told = []
    jars = [jar("one"), jar("two")]
    fetch(jars, tmp_path / "jars", told.append)
    assert [(tmp_path / "jars" / each.name).read_bytes() for each in jars] == list(BODY.values())
    assert {step.text for step in told} == {"fetching 2 jars, once"}
    assert (told[0].done, told[-1].done, told[-1].total) == (0, 10_000, 10_000)
    assert missing(jars, tmp_path / "jars") == []
    assert [file.name for file in tmp_path.glob("fetch-*")] == []


def test_a_jar_that_differs_is_not_taken(maven, tmp_path):
    serve(maven, "one", b"x" * len(BODY["one"]))
    with pytest.raises(CareplanError, match=r"org\.example:one:1\.0 cannot be fetched: it is not the file"):
        fetch([jar("one")], tmp_path / "jars", silent)
    assert missing([jar("one")], tmp_path / "jars") == [jar("one")]


def test_a_jar_that_is_not_there_is_named(maven, tmp_path):
    with pytest.raises(CareplanError, match=r"org\.example:one:1\.0 cannot be fetched"):
        fetch([jar("one")], tmp_path / "jars", silent)


def test_a_fetch_that_broke_off_is_tried_again(maven, tmp_path):
    maven.expect_oneshot_request(path("one")).respond_with_data(BODY["one"][:100])
    serve(maven, "one")
    fetch([jar("one")], tmp_path / "jars", silent)
    assert missing([jar("one")], tmp_path / "jars") == []


def test_what_lies_in_the_local_maven_repository_is_not_fetched(maven, tmp_path):
    for name, body in (("one", BODY["one"]), ("two", b"broken")):
        local = tmp_path / "m2" / path(name)[1:]
        local.parent.mkdir(parents=True)
        local.write_bytes(body)
    serve(maven, "two")
    fetch([jar("one"), jar("two")], tmp_path / "jars", silent)
    assert asked(maven) == [path("two")]
    assert missing([jar("one"), jar("two")], tmp_path / "jars") == []


def test_starts_at_once_fetch_and_compile_once(maven, tmp_path, monkeypatch):
    serve(maven, "one")
    compiled = []

    def compile_slowly(needed, folder, classes, command):
        compiled.append(classes)
        threading.Event().wait(0.2)
        classes.mkdir(parents=True)

    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(java, "locked", lambda **_: (jar("one"),))
    monkeypatch.setattr(java, "_compile", compile_slowly)
    threads = [threading.Thread(target=java.prepare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked(maven) == [path("one")]
    assert len(compiled) == 1
    assert java.prepare().class_path == (compiled[0], tmp_path / "cache" / "jars" / jar("one").name)


def test_without_a_terminal_the_progress_is_plain_lines(maven, tmp_path):
    serve(maven, "one")
    told = io.StringIO()
    fetch([jar("one")], tmp_path / "jars", lines(told))
    assert told.getvalue().startswith("fetching 1 jars, once (0 of 0 MB)\n")
    assert len(told.getvalue().splitlines()) == 3  # at nothing, at nine tenths, at the end


def test_the_list_of_jars_is_whole_and_names_no_place():
    jars = locked()
    assert len({each.name for each in jars}) == len(jars) > 100
    assert [each.artifact for each in jars if each.compiles] == ["ecj"]
    assert {"hapi-fhir-jpaserver-base", "hapi-fhir-validation", "h2"} <= {each.artifact for each in jars}
    assert {each.version for each in jars if each.artifact.startswith("hapi-fhir-")} == {"8.8.0"}
