"""Whether the process lives and whether it is ready to work, for who watches it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from careplan.web.service import service

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
def livez() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> Response:
    """The mappings are there and the store answers; otherwise an error, 503 for the store."""
    doing = service()
    doing.knowledge.languages()
    doing.store.check()
    return jsonify(status="ok", store="ok")
