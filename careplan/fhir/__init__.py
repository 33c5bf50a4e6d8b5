"""FHIR itself: systems and URLs, the statement codec, R4's own checks, narratives.

Nothing here knows of a sheet's reading but the codec, and nothing of a patient. See docs/fhir-mapping.md.
"""
