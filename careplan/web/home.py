"""The page for a person: a sheet, its reading in colours, the plan on a time line, the form, the JSON."""

from __future__ import annotations

import json
import shlex
from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from careplan.errors import CareplanError, DocumentTooLarge, InputError, NotFound
from careplan.web.page import inputs as form
from careplan.web.page import words
from careplan.web.page.inputs import Inputs
from careplan.web.page.view import View, view
from careplan.web.samples import samples
from careplan.web.service import service

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> Response | tuple[str, int]:
    """The page for a sample: the first one, or `?sample=`."""
    name = request.args.get("sample")
    chosen = _sample(name)
    if chosen is None:
        return _page(_first(), error=NotFound("There is no sample of this name."))
    return _page(chosen)


@blueprint.post("/")
def read_own() -> Response | tuple[str, int]:
    """The page for a sheet that a person pasted or chose. Nothing of it is stored."""
    try:
        given = form.from_form(request.form, request.files.get("file"), otherwise=_first())
    except RequestEntityTooLarge:
        return _page(_first(), error=DocumentTooLarge("The document is larger than this service takes."))
    return _page(given)


@blueprint.get("/samples/<name>.txt")
def sample_text(name: str) -> Response:
    """A sample sheet as it is."""
    for one in samples():
        if one.name == name:
            return Response(one.path.read_bytes(), content_type="text/plain; charset=utf-8")
    raise NotFound("there is no sample of this name")


def _first() -> Inputs:
    first = _sample(None)
    if first is None:  # pragma: no cover - samples ship with the package
        raise NotFound("no sample is shipped")
    return first


def _sample(name: str | None) -> Inputs | None:
    doing = service()
    return form.from_sample(name, now=doing.clock(), timezone=doing.settings.timezone)


def _page(given: Inputs, *, error: CareplanError | None = None) -> Response | tuple[str, int]:
    """The page; with an error told on it instead of a result, and the error's status."""
    shown: View | None = None
    if error is None:
        try:
            shown = view(service(), given)
        except InputError as wrong:
            error = wrong
    page = render_template(
        "home.html",
        inputs=given,
        text=_text(given, shown),
        view=shown,
        error=error,
        samples=samples(),
        zones=form.ZONES,
        roles=words.ROLES,
        json_of=_indented,
        curl=_curl(given),
    )
    return page, error.status if error else 200


def _text(given: Inputs, shown: View | None) -> str:
    """What stands in the text area: of a file, the text that was found in it."""
    if shown is not None:
        return shown.text
    kind = given.sheet.media_type or ""
    return given.sheet.data.decode("utf-8", "replace") if kind.startswith("text/plain") else ""


def _indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _curl(given: Inputs) -> str:
    """A command line that asks for the same plan."""
    root = request.url_root
    asked = shlex.quote(form.request_address(given, root))
    post = f"curl -s {asked} \\\n  -H 'Content-Type: text/plain; charset=utf-8' --data-binary @"
    if given.sample is None:
        return f"{post}sheet.txt"
    return f"curl -s {shlex.quote(f'{root}samples/{given.sample}.txt')} |\n{post}-"
