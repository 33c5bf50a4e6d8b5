"""careplan reads a patient-instruction sheet for a procedure and makes FHIR of it.

The flow, left to right (see ARCHITECTURE.md)::

    bytes -> documents -> Text -> reading -> Reading -> definitions -> PlanDefinition, Questionnaire, ...
    definitions + subject + procedure time -> apply -> transaction Bundle -> ehr -> a FHIR server
"""

__version__ = "0.1.0"
