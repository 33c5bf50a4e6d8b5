"""One HTTP request to the EHR and its whole answer, within limits of time and size.

No message here says anything of an address's query or of a body: both may tell of a patient.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, ReadTimeoutError

from careplan.errors import EhrRejected, EhrUnavailable

FHIR_JSON = "application/fhir+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how often we try (seconds, tries in all), and the most bytes of an answer that we take."""

    connect_timeout: float = 5.0
    read_timeout: float = 60.0
    attempts: int = 5
    longest_wait: float = 30.0
    max_answer_bytes: int = 50_000_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: `url` is absolute."""

    method: str
    url: str
    body: bytes | None = None
    params: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer; `retry_after` is its Retry-After header, as it stands."""

    status: int
    body: bytes
    retry_after: str | None = None


def ask(session: requests.Session, request: Request, *, auth: AuthBase, limits: Limits) -> Answer:
    """Send `request` once. EhrUnavailable when no whole answer comes, EhrRejected when it must be refused."""
    try:
        with session.request(
            request.method,
            request.url,
            params=request.params,
            data=request.body,
            headers=request.headers,
            auth=auth,
            timeout=(limits.connect_timeout, limits.read_timeout),
            allow_redirects=False,
            stream=True,
        ) as response:
            return _answer(response, limits)
    except requests.exceptions.SSLError:
        raise EhrUnavailable("the EHR's certificate was not accepted") from None
    except (requests.Timeout, ReadTimeoutError):
        raise EhrUnavailable("the EHR did not answer in time") from None
    except (requests.RequestException, HTTPError) as error:
        raise EhrUnavailable(f"no answer from the EHR ({type(error).__name__})") from None


def _answer(response: requests.Response, limits: Limits) -> Answer:
    if response.is_redirect:
        # Following it would carry a plan and a token to a place that nobody chose.
        raise EhrRejected(
            "the EHR's address redirects elsewhere: set ehr_url to the final address",
            http_status=response.status_code,
        )
    return Answer(
        status=response.status_code,
        body=_body(response, limits),
        retry_after=response.headers.get("Retry-After"),
    )


def _body(response: requests.Response, limits: Limits) -> bytes:
    """The decoded body. The timeout of requests is for each packet: a server that drips would never end."""
    until = time.monotonic() + limits.read_timeout
    parts = bytearray()
    while part := response.raw.read1(65_536, decode_content=True):
        parts += part
        if len(parts) > limits.max_answer_bytes:
            raise EhrRejected(
                f"the EHR's answer is larger than {limits.max_answer_bytes} bytes",
                http_status=response.status_code,
            )
        if time.monotonic() > until:
            raise EhrUnavailable("the EHR did not answer in time")
    return bytes(parts)
