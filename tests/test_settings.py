import re
from pathlib import Path

import pytest

from careplan.errors import SettingsError
from careplan.fhir.profiles import GUIDES
from careplan.settings import PREFIX, Settings

DOCS = Path(__file__).parents[1] / "docs" / "settings.md"
PACKAGE = Path(__file__).parents[1] / "careplan"


@pytest.fixture(autouse=True)
def _bare(monkeypatch, tmp_path):
    """No setting from the machine that runs the tests."""
    import os

    for name in [n for n in os.environ if n.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_the_defaults_listen_on_this_machine_alone_and_keep_an_embedded_store():
    settings = Settings()
    assert settings.host == "127.0.0.1"
    assert settings.database_url == f"sqlite:///{settings.data_dir / 'careplan.sqlite'}"
    assert settings.ehr_url is None


def test_the_embedded_store_follows_the_data_folder(tmp_path):
    assert Settings(data_dir=tmp_path).database_url == f"sqlite:///{tmp_path}/careplan.sqlite"


def test_a_keyword_beats_the_environment_which_beats_the_file(monkeypatch, tmp_path):
    (tmp_path / "careplan.toml").write_text('port = 1001\nworkers = 3\nlog_level = "error"\n')
    monkeypatch.setenv("CAREPLAN_PORT", "1002")
    monkeypatch.setenv("CAREPLAN_WORKERS", "4")
    settings = Settings(port=1003)
    assert (settings.port, settings.workers, settings.log_level) == (1003, 4, "error")


def test_the_file_can_be_named_in_the_environment(monkeypatch, tmp_path):
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text('timezone = "America/Chicago"\n')
    (tmp_path / "careplan.toml").write_text('timezone = "Europe/Paris"\n')
    monkeypatch.setenv("CAREPLAN_SETTINGS", str(elsewhere))
    assert Settings().timezone == "America/Chicago"


def test_an_empty_variable_counts_as_unset(monkeypatch):
    monkeypatch.setenv("CAREPLAN_EHR_URL", "")
    assert Settings().ehr_url is None


def test_settings_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]  # that is what is tested


def test_the_closing_slash_of_an_address_is_taken_off():
    assert Settings(ehr_url="https://ehr.example/fhir/").ehr_url == "https://ehr.example/fhir"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 70_000),
        ("port", "tcp://10.0.0.1:80"),
        ("workers", 0),
        ("log_level", "loud"),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../etc/passwd"),
        ("canonical_base", "careplan"),
        ("ehr_url", "ftp://ehr.example"),
        ("ehr_url", "https://user:secret-word@ehr.example/fhir"),
        ("ehr_url", "https://ehr.example/fhir?x=1"),
        ("mappings_overlay", "/no/such/folder"),
        ("max_document_bytes", -1),
        ("ehr_read_timeout", 0),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_setting_and_is_not_repeated(name, value):
    with pytest.raises(SettingsError) as caught:
        Settings(**{name: value})
    assert name in str(caught.value)
    assert "secret-word" not in str(caught.value)
    assert "database_url" not in str(caught.value)


def test_an_unknown_setting_in_the_file_is_refused_with_the_known_ones(tmp_path):
    (tmp_path / "careplan.toml").write_text("prot = 8001\n")
    with pytest.raises(SettingsError, match=r"prot is no setting; there are host, port"):
        Settings()


def test_a_broken_file_is_refused_by_its_name(tmp_path):
    (tmp_path / "careplan.toml").write_text("port = \n")
    with pytest.raises(SettingsError, match=r"careplan\.toml cannot be read"):
        Settings()


def test_a_named_file_that_is_missing_is_refused(monkeypatch):
    monkeypatch.setenv("CAREPLAN_SETTINGS", "gone.toml")
    with pytest.raises(SettingsError, match=r"CAREPLAN_SETTINGS names a file that is not there: gone\.toml"):
        Settings()


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://ehr.example/fhir", True),
        ("http://127.0.0.1:8080/fhir", True),
        ("http://[::1]:8080/fhir", True),
        ("http://localhost/fhir", True),
        ("http://ehr.example/fhir", False),
        ("http://127.0.0.1.ehr.example/fhir", False),
        ("http://10.0.0.7/fhir", False),
    ],
)
def test_a_token_goes_over_https_or_to_this_machine_only(address, allowed):
    if allowed:
        assert Settings(ehr_url=address, ehr_token_file="token").ehr_url == address
    else:
        with pytest.raises(SettingsError, match="ehr_token_file"):
            Settings(ehr_url=address, ehr_token_file="token")


def test_profiles_are_names_between_commas_in_the_environment(monkeypatch):
    monkeypatch.setenv("CAREPLAN_PROFILES", "us-core-6.1.0, sdc-4.0.0-ballot")
    assert Settings().profiles == ("us-core-6.1.0", "sdc-4.0.0-ballot")


def test_every_guide_whose_profiles_can_be_claimed_is_one_of_the_setting():
    assert Settings(profiles=tuple(GUIDES), publisher="Hospital").profiles == tuple(GUIDES)


@pytest.mark.parametrize(("given", "told"), [("us-core-1.0", "profiles"), ("cpg", "publisher")])
def test_a_guide_that_is_not_known_or_lacks_what_it_needs_is_refused(given, told):
    with pytest.raises(SettingsError, match=told):
        Settings(profiles=given)


def test_the_password_of_the_database_is_not_shown():
    assert "secret-word" not in repr(Settings(database_url="postgresql://u:secret-word@db/careplan"))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_word_for_word(name):
    field = Settings.model_fields[name]
    rows = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith(f"| `{name}` |")]
    assert len(rows) == 1
    cells = [cell.strip() for cell in rows[0].strip("|").split("|")]
    assert cells[1] == f"`{PREFIX}{name.upper()}`"
    assert cells[3] == field.description
    if field.default_factory is None:
        assert cells[2].strip("`").lower() == (
            "unset" if field.default in (None, ()) else str(field.default).lower()
        )


def test_the_documentation_names_no_setting_that_is_gone():
    named = set(re.findall(r"^\| `(\w+)` \|", DOCS.read_text("utf-8"), re.MULTILINE))
    assert named == set(Settings.model_fields)


@pytest.mark.parametrize(
    "name", sorted(set(Settings.model_fields) - {"data_dir"})
)  # that one is in database_url
def test_every_setting_is_used(name):
    sources = (p.read_text("utf-8") for p in PACKAGE.rglob("*.py") if p.name != "settings.py")
    assert any(re.search(rf"\.{name}\b", source) for source in sources)
