"""The commands of the command line, a module each; `careplan.cli` gathers them.

A module imports at its top only what costs nothing: `careplan read` must not wait for FHIR or a web server.
"""
