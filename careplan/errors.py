"""The one exception tree of the project.

::

    CareplanError                     exit code 1, HTTP 500
    ├── InputError                    somebody gave something that we cannot take: exit code 2, HTTP 400
    │   ├── DocumentError             the sheet itself (HTTP 422 unless a narrower one says otherwise)
    │   │   ├── EmptyDocument         422
    │   │   ├── BinaryDocument        415
    │   │   ├── UnsupportedMediaType  415
    │   │   ├── DocumentTooLarge      413
    │   │   ├── UnreadableDocument    422   broken file, page without a text layer, DTD in a DOCX ...
    │   │   └── UnknownLanguage       422
    │   ├── SubjectError              400   no subject, or not a reference that we can take
    │   ├── ProcedureTimeError        400   unparsable, no zone, unknown zone
    │   ├── NotFound                  404   an id or canonical that nothing here has
    │   ├── PlanStateError            409   a plan that is in no state for what is asked of it
    │   ├── ResourceError             422   JSON or a resource that is not what was asked for
    │   └── ExpressionError           422   FHIRPath or a search in a definition that cannot be evaluated
    ├── MappingError                  mappings/ (or the overlay) is broken: exit code 2, HTTP 500
    ├── SettingsError                 a setting is wrong: exit code 2, HTTP 500
    └── EhrError                      the EHR's FHIR server: exit code 1, HTTP 502
        ├── EhrUnavailable            no answer, 5xx after retries: HTTP 503
        └── EhrRejected               the server answered with an error; `outcome` is its OperationOutcome
            └── EhrConflict           409   somebody else changed it at the same time

Each class says the FHIR issue code (http://hl7.org/fhir/R4/valueset-issue-type.html) and the HTTP status it
becomes; only `careplan.web` and `careplan.cli` turn them into answers.
"""

from __future__ import annotations

from typing import Any, ClassVar


class CareplanError(Exception):
    """Base of all our errors; `str(error)` is one sentence for a person, without anything of a patient."""

    status: ClassVar[int] = 500
    issue: ClassVar[str] = "exception"
    exit_code: ClassVar[int] = 1


class InputError(CareplanError):
    """Something given from outside that we cannot take. `expression` is a FHIRPath to the fault, if known."""

    status = 400
    issue = "invalid"
    exit_code = 2

    def __init__(self, message: str, *, expression: str | None = None) -> None:
        super().__init__(message)
        self.expression = expression


class DocumentError(InputError):
    """The sheet cannot be read."""

    status = 422
    issue = "structure"


class EmptyDocument(DocumentError):
    """The sheet holds no text."""

    issue = "required"


class BinaryDocument(DocumentError):
    """The bytes are not text in an encoding that we know."""

    status = 415
    issue = "not-supported"


class UnsupportedMediaType(DocumentError):
    """No reader for this media type."""

    status = 415
    issue = "not-supported"


class DocumentTooLarge(DocumentError):
    """More bytes than the setting `max_document_bytes` allows."""

    status = 413
    issue = "too-long"


class UnreadableDocument(DocumentError):
    """A broken file, or one whose content we would have to drop in part."""


class UnknownLanguage(DocumentError):
    """No lexicon under mappings/ knows this language."""

    issue = "not-supported"


class SubjectError(InputError):
    """No subject, or one that is not a reference to a Patient."""

    issue = "required"


class ProcedureTimeError(InputError):
    """The procedure time cannot be parsed or has no time zone."""

    issue = "value"


class NotFound(InputError):
    """Nothing here has this id or canonical."""

    status = 404
    issue = "not-found"


class PlanStateError(InputError):
    """A plan on the EHR that is in no state for what is asked: revoked, completed, or moved meanwhile."""

    status = 409
    issue = "conflict"


class ResourceError(InputError):
    """JSON that is broken, or a resource that is not what was asked for."""

    status = 422
    issue = "structure"


class ExpressionError(InputError):
    """FHIRPath or a search in a definition that cannot be evaluated, in itself or over these data."""

    status = 422
    issue = "processing"


class MappingError(CareplanError):
    """A file under mappings/ (or the overlay) is wrong; the message names the file and the allowed keys."""

    issue = "exception"
    exit_code = 2


class SettingsError(CareplanError):
    """A setting is wrong; the message names it."""

    exit_code = 2


class EhrError(CareplanError):
    """The EHR's FHIR server did not do what it was asked."""

    status = 502
    issue = "transient"


class EhrUnavailable(EhrError):
    """No answer, or 5xx and 429 until the retries ended."""

    status = 503


class EhrRejected(EhrError):
    """The server refused. `http_status` is its status and `outcome` its OperationOutcome, if it gave one."""

    issue = "processing"

    def __init__(self, message: str, *, http_status: int, outcome: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.outcome = outcome


class EhrConflict(EhrRejected):
    """The EHR's resource is no longer the one that the change was made of (`If-Match`: 409 or 412)."""

    status = 409
    issue = "conflict"
