import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest


@pytest.fixture
def served(tmp_path, sheet):
    """`careplan serve` as a process: its address, and what it said until it was up."""
    code = "from careplan.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0", "--workers", "2", "--try", sheet],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(tmp_path), "CAREPLAN_DATA_DIR": str(tmp_path / "data")},
    )
    said = ""
    for line in process.stderr:
        said += line
        if "curl" in line:
            break
    yield re.search(r"http://[\d.:]+", said)[0], said, process
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0


def get(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()


def test_the_service_says_where_it_is_and_what_to_try(served):
    address, said, _ = served
    assert f"open {address}/" in said
    assert json.loads(get(f"{address}/fhir/metadata"))["resourceType"] == "CapabilityStatement"
    assert json.loads(get(f"{address}/readyz"))["status"] == "ok"
    assert b"<html" in get(f"{address}/")


def test_what_it_says_to_try_works_word_for_word(served):
    _, said, _ = served
    command = said.splitlines()[-1].strip()
    assert command.startswith("curl ")
    done = subprocess.run(command, shell=True, capture_output=True, check=True)
    bundle = json.loads(done.stdout)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "transaction")


def test_it_leaves_nothing_in_the_home_folder(served, tmp_path):
    get(f"{served[0]}/livez")
    assert {path.name for path in tmp_path.iterdir()} <= {"data", "ganglion.txt"}


def test_a_port_that_is_taken_is_refused_at_once(call):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, err = call("serve", "--port", str(taken.getsockname()[1]))
    assert code == 2
    assert "cannot listen on 127.0.0.1 port" in err


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--workers", "0"], ["--host", "no such host"]])
def test_a_wrong_option_is_refused(arguments, call):
    code, _, err = call("serve", *arguments)
    assert code == 2
    assert "Traceback" not in err


def test_a_sample_that_cannot_be_read_ends_the_start(call):
    code, _, err = call("serve", "--port", "0", "--try", "gone.txt")
    assert code == 2
    assert "gone.txt" in err


def test_without_gunicorn_the_development_server_serves(monkeypatch, tmp_path):
    import threading

    from careplan.commands import flask_server
    from careplan.settings import Settings

    addresses, servers = [], []
    make = flask_server.make_server
    monkeypatch.setattr(
        flask_server, "make_server", lambda *a, **k: servers.append(make(*a, **k)) or servers[0]
    )
    up = threading.Event()
    settings = Settings(port=0, data_dir=tmp_path)

    def ready(address):
        addresses.append(address)
        up.set()

    thread = threading.Thread(target=flask_server.run, args=(settings,), kwargs={"ready": ready})
    thread.start()
    assert up.wait(30)
    try:
        assert json.loads(get(f"{addresses[0]}/livez"))["status"] == "ok"
    finally:
        servers[0].shutdown()
        thread.join(30)
