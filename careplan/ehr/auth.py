"""How we prove to the EHR who we are: one `requests.auth.AuthBase` a scheme, chosen in `chosen`."""

from __future__ import annotations

import re
from pathlib import Path

from requests import PreparedRequest
from requests.auth import AuthBase

from careplan.errors import SettingsError
from careplan.settings import Settings

_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")  # b64token, RFC 6750, section 2.1


class NoAuth(AuthBase):
    """No credentials. Passed rather than None, with which requests would look for some in ~/.netrc."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request as it was."""
        return request


class Bearer(AuthBase):
    """A bearer token (RFC 6750) from a file, read for each request so that a new one counts at once."""

    def __init__(self, token_file: Path) -> None:
        self._token_file = token_file

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request with its Authorization header; SettingsError when the file holds no token."""
        request.headers["Authorization"] = f"Bearer {self._token()}"
        return request

    def _token(self) -> str:
        try:
            token = self._token_file.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsError("ehr_token_file: the file cannot be read") from None
        if not _TOKEN.fullmatch(token):
            raise SettingsError("ehr_token_file: the file holds no bearer token")
        return token


def chosen(settings: Settings) -> AuthBase:
    """The scheme that the settings ask for."""
    return Bearer(settings.ehr_token_file) if settings.ehr_token_file else NoAuth()
