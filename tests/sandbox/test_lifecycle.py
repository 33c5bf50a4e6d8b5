"""The sandbox keeps what it should keep, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
import requests

from careplan.errors import CareplanError
from careplan.sandbox import Sandbox, Validator
from tests.hapi import prepared

pytestmark = pytest.mark.hapi
JSON = {"Content-Type": "application/fhir+json"}
RUN = """
import pathlib, sys
from careplan.sandbox import run
run(port=0, data_dir=pathlib.Path(sys.argv[1]), stream=sys.stdout)
"""


class Command:
    """The sandbox in a process of its own, as `careplan sandbox` runs it."""

    def __init__(self, data_dir):
        line = [sys.executable, "-c", RUN, str(data_dir)]
        self.process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
        self.told = []
        for text in self.process.stdout:
            self.told.append(text)
            if text.startswith("  curl http"):
                break
        [self.url] = [text.strip() for text in self.told if text.startswith("  http")]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def listens(url):
    with socket.socket() as client:
        return client.connect_ex((urlsplit(url).hostname, urlsplit(url).port)) == 0


def gone(url, seconds=30):
    end = time.monotonic() + seconds
    while listens(url) and time.monotonic() < end:
        time.sleep(0.1)
    return not listens(url)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    prepared()
    return tmp_path_factory.mktemp("data")


def test_the_command_says_how_to_reach_it_and_ends_at_an_interrupt(data_dir):
    patient = {"resourceType": "Patient", "id": "kept", "gender": "female"}
    with Command(data_dir) as command:
        assert "starting the FHIR server\n" in command.told
        assert f"curl -X PUT {command.url}/Patient/1" in "".join(command.told)
        requests.put(f"{command.url}/Patient/kept", json=patient, headers=JSON, timeout=60).raise_for_status()
        with pytest.raises(CareplanError, match="already in use"):
            Sandbox(data_dir=data_dir).start()
        command.process.send_signal(signal.SIGINT)
        assert command.process.wait(30) == 0
        assert command.process.stdout.read().endswith("the sandbox has ended\n")
        assert gone(command.url)


def test_data_in_a_folder_survive_and_the_server_ends_with_a_killed_parent(data_dir):
    with Command(data_dir) as command:
        kept = requests.get(f"{command.url}/Patient/kept", timeout=60).json()
        assert (kept["gender"], kept["meta"]["versionId"]) == ("female", "1")
        command.process.kill()
        command.process.wait()
        assert gone(command.url)


def test_a_port_that_is_taken_is_told():
    prepared()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CareplanError, match="Address already in use"):
            Sandbox(port=taken.getsockname()[1]).start()


def test_a_process_that_died_is_told_and_can_be_started_again():
    prepared()
    plan = {
        "resourceType": "CarePlan",
        "status": "draft",
        "intent": "plan",
        "subject": {"reference": "Patient/1"},
    }
    service = Validator()
    service.start()
    os.kill(service.pid, signal.SIGKILL)
    with pytest.raises(CareplanError, match="the FHIR validator"):
        service.validate(plan)
    service.stop()
    service.stop()
    with service:
        assert service.validate(plan) == []
