"""The store keeps every version, finds the newest, and stays whole under concurrent writers."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import OperationalError

from careplan.errors import NotFound, SettingsError
from careplan.store import Store

SYSTEM = "https://careplan.example/fhir/sid/sheet-sha256"


def plan(id="knee", *, version="aaa", title="Knee", identifiers=("k1",)):
    return {
        "resourceType": "PlanDefinition",
        "id": id,
        "url": f"https://careplan.example/fhir/PlanDefinition/{id}",
        "version": version,
        "title": title,
        "identifier": [{"system": SYSTEM, "value": v} for v in identifiers],
    }


def test_what_is_put_is_got_back_as_it_was(store):
    resource = plan(title="Genou, “à plat” \U0001f9b5\u0000")
    (stored,) = store.put(resource)
    assert (stored.type, stored.id, stored.version) == ("PlanDefinition", "knee", 1)
    assert store.get("PlanDefinition", "knee").resource == resource
    assert list(store.get("PlanDefinition", "knee").resource) == list(resource)


def test_putting_the_same_again_changes_nothing(store):
    first, again = store.put(plan()), store.put(plan())
    assert first == again
    with pytest.raises(NotFound):
        store.get("PlanDefinition", "knee", version=2)


def test_other_content_under_the_same_id_is_a_new_version_and_the_old_one_stays(store):
    store.put(plan(title="Old"))
    (stored,) = store.put(plan(title="New", version="bbb"))
    assert stored.version == 2
    assert store.get("PlanDefinition", "knee").resource["title"] == "New"
    assert store.get("PlanDefinition", "knee", version=1).resource["title"] == "Old"


def test_going_back_to_old_content_is_a_third_version(store):
    for title in ("A", "B", "A"):
        (stored,) = store.put(plan(title=title))
    assert stored.version == 3
    assert store.get("PlanDefinition", "knee").resource["title"] == "A"


def test_unknown_ids_types_and_versions_are_not_found(store):
    store.put(plan())
    for type, id, version in [
        ("PlanDefinition", "hip", None),
        ("Questionnaire", "knee", None),
        ("PlanDefinition", "knee", 7),
    ]:
        with pytest.raises(NotFound):
            store.get(type, id, version=version)


def test_find_by_url_version_identifier_and_id(store):
    store.put(plan("knee"), plan("hip", identifiers=("h1", "h2")))
    url = "https://careplan.example/fhir/PlanDefinition/hip"
    assert [s.id for s in store.find("PlanDefinition")] == ["knee", "hip"]
    assert [s.id for s in store.find("PlanDefinition", url=url)] == ["hip"]
    assert [s.id for s in store.find("PlanDefinition", url=url, version="aaa")] == ["hip"]
    assert store.find("PlanDefinition", url=url, version="zzz") == ()
    assert [s.id for s in store.find("PlanDefinition", identifier=(SYSTEM, "h2"))] == ["hip"]
    assert [s.id for s in store.find("PlanDefinition", identifier=(None, "h2"))] == ["hip"]
    assert store.find("PlanDefinition", identifier=("other", "h2")) == ()
    assert [s.id for s in store.find("PlanDefinition", id="knee")] == ["knee"]
    assert store.find("Questionnaire", url=url) == ()


def test_find_gives_the_newest_but_an_older_business_version_when_asked(store):
    store.put(plan(version="aaa", identifiers=("old",)))
    store.put(plan(version="bbb", identifiers=("new",)))
    assert [s.resource["version"] for s in store.find("PlanDefinition", id="knee")] == ["bbb"]
    assert [s.resource["version"] for s in store.find("PlanDefinition", version="aaa")] == ["aaa"]
    assert store.find("PlanDefinition", identifier=(SYSTEM, "old")) == ()


def test_all_of_a_put_or_nothing(store):
    with pytest.raises(KeyError):
        store.put(plan(), {"resourceType": "Questionnaire"})
    assert store.find("PlanDefinition") == ()


def test_many_threads_that_put_the_same_make_one_version(store):
    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(lambda _: store.put(plan())[0].version, range(40)))
    assert versions == [1] * 40


def test_many_threads_that_put_different_contents_lose_none(store):
    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(lambda n: store.put(plan(title=f"T{n}"))[0].version, range(40)))
    assert sorted(versions) == list(range(1, 41))
    assert store.get("PlanDefinition", "knee").version == 40


def _write(address, n):
    store = Store(address)
    for k in range(10):
        store.put(plan(title=f"process {n} write {k}"))
    store.close()


@pytest.mark.parametrize("address", ["file", "postgres"], indirect=True)
def test_several_processes_that_start_at_once_lose_nothing(address, store):
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_write, args=(address, n)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert store.get("PlanDefinition", "knee").version == 30


def test_a_file_is_still_there_for_the_next_process(tmp_path):
    address = f"sqlite:///{tmp_path / 'sub' / 'folder' / 'store.sqlite'}"
    first = Store(address)
    first.put(plan())
    first.close()
    second = Store(address)
    assert second.get("PlanDefinition", "knee").version == 1
    second.close()


def test_the_folder_of_the_file_is_for_its_owner_only(tmp_path):
    Store(f"sqlite:///{tmp_path / 'data' / 'store.sqlite'}").close()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_check_returns_when_the_store_answers(store):
    assert store.check() is None


def test_an_unreachable_database_lets_the_store_be_made_and_fails_at_the_first_call(tmp_path):
    store = Store("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(OperationalError):
        store.check()
    store.close()


@pytest.mark.parametrize("url", ["", "not a url", "mysql://h/d", "redis://h"])
def test_an_address_that_is_none_names_the_setting_and_not_the_value(url):
    with pytest.raises(SettingsError, match="database_url") as caught:
        Store(url)
    assert not url or url not in str(caught.value)
