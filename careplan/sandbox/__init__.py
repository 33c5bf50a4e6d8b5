"""A real FHIR server and the official validator, of R4 or R5, on this machine, by pip alone.

`Sandbox` is HAPI's JPA server with an embedded database, `Validator` is HAPI's validator as a child
process, and `run` is what `careplan sandbox` does. All need the extra `careplan[sandbox]`. Their Java
stands in java/, the versions in jars.toml.
"""

from careplan.sandbox.run import run
from careplan.sandbox.server import Sandbox
from careplan.sandbox.validator import Issue, Validator

__all__ = ["Issue", "Sandbox", "Validator", "run"]
