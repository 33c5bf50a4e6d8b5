"""A FHIR R4 client for the server of an EHR (http://hl7.org/fhir/R4/http.html)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from random import SystemRandom
from types import TracebackType
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import requests
from requests.auth import AuthBase

from careplan import __version__
from careplan.ehr.answers import entries, matches, next_page, refusal, resource
from careplan.ehr.auth import NoAuth, chosen
from careplan.ehr.capabilities import Capabilities, capabilities
from careplan.ehr.retry import RETRIED, conditional, repeatable, wait
from careplan.ehr.transport import DEFAULT_LIMITS, FHIR_JSON, Answer, Limits, Request, ask
from careplan.errors import EhrError, EhrRejected, EhrUnavailable, SettingsError
from careplan.settings import Settings

_HEADERS = {"Accept": FHIR_JSON, "User-Agent": f"careplan/{__version__}"}
_FRESH = {"Cache-Control": "no-cache"}
"""HAPI answers a search with the matches of up to a minute ago unless told so."""
_MOST_PAGES = 100
_JITTER = SystemRandom().random


class Client:
    """Talks with one FHIR server. Use it in a `with`, in one thread.

    Every method raises EhrUnavailable when the server gives no answer (or 429 or 5xx) until the tries are
    used up, and EhrRejected when it refuses or its answer is not what was asked for.
    """

    def __init__(
        self,
        base_url: str,
        *,
        auth: AuthBase | None = None,
        limits: Limits = DEFAULT_LIMITS,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = _JITTER,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._auth = auth or NoAuth()
        self._limits = limits
        self._sleep = sleep
        self._random = random
        self._session = requests.Session()
        self._session.headers.update(_HEADERS)
        self._capabilities: Capabilities | None = None

    @classmethod
    def of(cls, settings: Settings) -> Client:
        """The client that the settings describe; SettingsError when they name no EHR."""
        if settings.ehr_url is None:
            raise SettingsError("ehr_url: no address of an EHR is set")
        limits = Limits(
            connect_timeout=settings.ehr_connect_timeout,
            read_timeout=settings.ehr_read_timeout,
            attempts=settings.ehr_attempts,
            longest_wait=settings.ehr_longest_wait,
            max_answer_bytes=settings.ehr_max_answer_bytes,
        )
        return cls(settings.ehr_url, auth=chosen(settings), limits=limits)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def capabilities(self) -> Capabilities:
        """What the server can do, asked once in the life of the client."""
        if self._capabilities is None:
            self._capabilities = capabilities(self._get("metadata", wanted="CapabilityStatement"))
        return self._capabilities

    def read(self, type: str, id: str) -> dict[str, Any]:
        """The resource `type`/`id`."""
        found = self._get(f"{type}/{quote(id, safe='')}", wanted=type)
        if found.get("id") != id:
            raise EhrRejected(f"the EHR answered with another {type} than was asked for", http_status=200)
        return found

    def search(self, type: str, params: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
        """The resources of `type` that match, from all pages."""
        page = self._get(type, params=params, wanted="Bundle", headers=_FRESH)
        found = matches(page, type)
        for _ in range(_MOST_PAGES):
            following = next_page(page)
            if following is None:
                return tuple(found)
            page = self._get(self._same_host(following), wanted="Bundle")
            found += matches(page, type)
        raise EhrRejected(f"the EHR's search of {type} does not end", http_status=200)

    def transaction(self, bundle: dict[str, Any]) -> tuple[dict[str, Any], ...]:
        """Post a transaction (or batch) Bundle; the answer's entries, as many as were posted, in their order.

        It is sent again after a lost answer only when that cannot make anything twice, and not at all after a
        conflict of versions (EhrConflict): the same bundle would meet it again.
        """
        request = Request(
            method="POST",
            url=self._base,
            body=json.dumps(bundle, ensure_ascii=False).encode(),
            headers={"Content-Type": FHIR_JSON, "Prefer": "return=minimal"},
        )
        attempts = self._limits.attempts if repeatable(bundle) else 1
        retried = RETRIED - {409} if conditional(bundle) else RETRIED
        answer = resource(self._send(request, attempts=attempts, retried=retried), "Bundle")
        return entries(answer, kind=f"{bundle['type']}-response", count=len(bundle["entry"]))

    def _get(
        self,
        path: str,
        *,
        wanted: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        request = Request(method="GET", url=urljoin(f"{self._base}/", path), params=params, headers=headers)
        return resource(self._send(request, attempts=self._limits.attempts), wanted)

    def _same_host(self, address: str) -> str:
        """`address` made absolute; a server must not send us, with our token, to another one."""
        absolute = urljoin(f"{self._base}/", address)
        if urlsplit(absolute)[:2] != urlsplit(self._base)[:2]:
            raise EhrRejected("the EHR's next page lies on another host", http_status=200)
        return absolute

    def _send(self, request: Request, *, attempts: int, retried: frozenset[int] = RETRIED) -> Answer:
        """The first answer that is no reason to try again; else the failure of the last try."""
        attempt = 1
        while True:
            failure, retry_after = self._failure(request, retried)
            if isinstance(failure, Answer):
                return failure
            if attempt >= attempts:
                raise failure
            self._sleep(wait(attempt, retry_after, longest=self._limits.longest_wait, random=self._random))
            attempt += 1

    def _failure(self, request: Request, retried: frozenset[int]) -> tuple[Answer | EhrError, str | None]:
        try:
            answer = ask(self._session, request, auth=self._auth, limits=self._limits)
        except EhrUnavailable as error:
            return error, None
        if answer.status in retried:
            return refusal(answer), answer.retry_after
        return answer, None
