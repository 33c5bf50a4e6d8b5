"""One typed, frozen settings object for the whole project.

A setting comes from, first found first: a keyword (`Settings(port=8001)`, as the command line's options do),
the environment (`CAREPLAN_PORT`), a TOML file (`port = 8001`), the default. The file is the one that
`CAREPLAN_SETTINGS` names, else `careplan.toml` in the working folder, if it is there. docs/settings.md lists
every setting.
"""

from __future__ import annotations

import os
import tomllib
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    model_validator,
)

from careplan.errors import SettingsError

PREFIX = "CAREPLAN_"
FILE_VARIABLE = "CAREPLAN_SETTINGS"
FILE_NAME = "careplan.toml"


def _web_address(value: str) -> str:
    """An http(s) address without user, query or fragment; its closing slashes are taken off."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an http or https address")
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError("must have no user, query or fragment")
    return value.rstrip("/")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise ValueError("must be an IANA time zone such as America/Chicago") from None
    return value


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError("must be a folder that exists")
    return value


def _listed(value: Any) -> Any:
    """The environment has one text: names between commas or spaces."""
    return value.replace(",", " ").split() if isinstance(value, str) else value


WebAddress = Annotated[str, AfterValidator(_web_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Folder = Annotated[Path, AfterValidator(_folder)]
Guide = Literal["us-core-5.0.1", "us-core-6.1.0", "us-core-8.0.0", "sdc-4.0.0-ballot", "cpg"]
Guides = Annotated[tuple[Guide, ...], BeforeValidator(_listed)]


def _embedded_store(given: dict[str, Any]) -> str:
    return f"sqlite:///{given['data_dir'] / 'careplan.sqlite'}"


class Settings(BaseModel):
    """Every setting of careplan. A wrong value raises SettingsError, which names its setting only."""

    # No pydantic-settings: these few lines of environment and file spare each command a tenth of a second.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: str = Field("127.0.0.1", description="Address that the service listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the service listens on.")
    workers: int = Field(2, ge=1, le=64, description="Worker processes of the service.")
    threads: int = Field(4, ge=1, le=64, description="Threads in each worker process.")
    request_timeout: PositiveInt = Field(
        120, description="Seconds after which a worker process that no longer answers is replaced."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much the log tells: debug, info, warning or error."
    )
    canonical_base: WebAddress = Field(
        "https://careplan.example/fhir",
        description="Start of every canonical url and identifier that is issued; set your own first.",
    )
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("careplan", appauthor=False),
        description="Folder of the embedded store; made when it is missing.",
    )
    database_url: str = Field(
        default_factory=_embedded_store,
        repr=False,
        description="SQLAlchemy address of the store; the default is an SQLite file in the data folder.",
    )
    max_document_bytes: PositiveInt = Field(20_000_000, description="Largest sheet that is read, in bytes.")
    mappings_overlay: Folder | None = Field(
        None, description="Folder of a hospital's own wording and codes, laid over the mappings of careplan."
    )
    timezone: Zone | None = Field(
        None,
        description="IANA time zone of a procedure time given without one; unset, such a time is refused.",
    )
    us_core: bool = Field(
        True, description="Put the category of the US Core CarePlan profile on each CarePlan."
    )
    publisher: str | None = Field(
        None, min_length=1, description="Name of who publishes the definitions; it stands in each of them."
    )
    profiles: Guides = Field(
        (), description="Guides whose profiles are claimed in `meta.profile`, between commas: see conformance.md."
    )
    ehr_url: WebAddress | None = Field(
        None, description="Base address of the EHR's FHIR server that plans are posted to."
    )
    ehr_token_file: Path | None = Field(
        None, description="File that holds a bearer token for the EHR; read anew for each request."
    )
    ehr_connect_timeout: PositiveFloat = Field(
        5.0, description="Seconds to wait for a connection to the EHR."
    )
    ehr_read_timeout: PositiveFloat = Field(60.0, description="Seconds to wait for an answer of the EHR.")
    ehr_attempts: int = Field(5, ge=1, le=20, description="How often a request to the EHR is tried in all.")
    ehr_longest_wait: PositiveFloat = Field(
        30.0, description="Longest wait between two tries, in seconds, whatever Retry-After asks for."
    )
    ehr_max_answer_bytes: PositiveInt = Field(
        50_000_000, description="Largest answer that is taken from the EHR, in bytes."
    )

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**{**_file(), **_environment(), **values})
        except ValidationError as error:
            raise SettingsError(_sentence(error)) from None

    @model_validator(mode="after")
    def _cpg_with_publisher(self) -> Settings:
        """CPG's definitions require a publisher, and none is made up."""
        if "cpg" in self.profiles and self.publisher is None:
            raise ValueError("profiles: those of cpg need the setting publisher")
        return self

    @model_validator(mode="after")
    def _token_only_over_tls(self) -> Settings:
        """A bearer token that crosses a network in clear text is anybody's (RFC 6750, section 5.3)."""
        if self.ehr_token_file and self.ehr_url and not _private(self.ehr_url):
            raise ValueError("ehr_token_file: a token is sent over https only, or to this machine itself")
        return self


def _environment() -> dict[str, str]:
    """The settings that the environment gives; an empty variable counts as unset."""
    named = {name: os.environ.get(f"{PREFIX}{name.upper()}") for name in Settings.model_fields}
    return {name: value for name, value in named.items() if value}


def _file() -> dict[str, Any]:
    """The settings in the settings file; none when there is no file."""
    path = _path()
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"the settings file {path} cannot be read: {error}") from None


def _path() -> Path | None:
    """The settings file: the one named in the environment, else careplan.toml here if there is one."""
    named = os.environ.get(FILE_VARIABLE)
    if named and not Path(named).is_file():
        raise SettingsError(f"{FILE_VARIABLE} names a file that is not there: {named}")
    if named:
        return Path(named)
    here = Path(FILE_NAME)
    return here if here.is_file() else None


def _private(address: str) -> bool:
    """True when a token may go there: https, or the loopback of this machine."""
    parts = urlsplit(address)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _sentence(error: ValidationError) -> str:
    """The faults in one sentence, each with the name of its setting, none with its value."""
    faults = [fault for fault in error.errors() if fault["type"] != "default_factory_not_called"]
    return "settings: " + "; ".join(_fault(dict(fault)) for fault in faults)


def _fault(fault: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"{name} is no setting; there are {', '.join(Settings.model_fields)}"
    message = str(fault["msg"]).removeprefix("Value error, ")
    return f"{name}: {message}" if name else message
