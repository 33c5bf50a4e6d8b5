"""The fillers' pages on 127.0.0.1, beside the chart: `fhir/` leads on to a real HAPI server."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.browser import serving
from tests.forms.fillers import pages


class _Pages(SimpleHTTPRequestHandler):
    """Static files, and GET of `fhir/...` as the server at `chart` answers it."""

    def __init__(self, *args, chart, **named):
        self.chart = chart
        super().__init__(*args, **named)

    def do_GET(self):
        if not self.path.startswith("/fhir/"):
            super().do_GET()
            return
        answer = requests.get(self.chart + self.path.removeprefix("/fhir"), timeout=30)
        self.send_response(answer.status_code)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, format, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def address(hapi_url):
    """Where the pages are; it ends in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, directory=str(pages()), chart=hapi_url))
    with serving(server) as url:
        yield url


@pytest.fixture
def open_form(browser, address):
    """Open a filler's page with a form; a request to any other host, or an error of the page, is a failure."""
    contexts, wrong = [], []

    def open_it(filler, *given):
        context = browser.new_context(viewport={"width": 1100, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda r: r.url.startswith((address, "data:")) or wrong.append(r.url))
        page.goto(f"{address}{filler}.html")
        page.evaluate("given => window.fill(...given)", list(given))
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert wrong == []
