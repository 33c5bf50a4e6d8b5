"""Every system, canonical and extension URL that we emit, in one place, with where it is defined.

Extension URLs are ours and fixed: they do not follow the setting `canonical_base`, since a definition that
comes back from another server must still be understood.
"""

from __future__ import annotations

from typing import Final

CANONICAL_BASE: Final = "https://careplan.example/fhir"

# Terminologies
SNOMED: Final = "http://snomed.info/sct"
LOINC: Final = "http://loinc.org"
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
UCUM: Final = "http://unitsofmeasure.org"
DICOM: Final = "http://dicom.nema.org/resources/ontology/DCM"

# FHIR R4 code systems (http://hl7.org/fhir/R4/terminologies-systems.html)
TASK_CODE: Final = "http://hl7.org/fhir/CodeSystem/task-code"
PLAN_DEFINITION_TYPE: Final = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
ACTION_PARTICIPANT_TYPE: Final = "http://hl7.org/fhir/action-participant-type"
USAGE_CONTEXT_TYPE: Final = "http://terminology.hl7.org/CodeSystem/usage-context-type"
DATA_ABSENT_REASON: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
V2_YES_NO: Final = "http://terminology.hl7.org/CodeSystem/v2-0136"
V3_ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
V3_OBSERVATION_VALUE: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
V3_DATA_OPERATION: Final = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
V3_PARTICIPATION_TYPE: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
V3_ROLE_CLASS: Final = "http://terminology.hl7.org/CodeSystem/v3-RoleClass"
PROVENANCE_PARTICIPANT_TYPE: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
BCP_47: Final = "urn:ietf:bcp:47"
URI: Final = "urn:ietf:rfc:3986"

# US Core (http://hl7.org/fhir/us/core), SDC (http://hl7.org/fhir/uv/sdc), CPG (http://hl7.org/fhir/uv/cpg)
US_CORE_CARE_PLAN: Final = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-careplan"
US_CORE_CARE_PLAN_CATEGORY: Final = "http://hl7.org/fhir/us/core/CodeSystem/careplan-category"
SDC: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition"
SDC_TEMP: Final = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp"
SDC_LAUNCH_CONTEXTS: Final = "http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext"
SDC_LAUNCH_CONTEXT: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-launchContext"
SDC_INITIAL_EXPRESSION: Final = (
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression"
)
ITEM_CONTROL: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
ABSENT_BECAUSE: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
CQF_MESSAGES: Final = "http://hl7.org/fhir/StructureDefinition/cqf-messages"
CPG: Final = "http://hl7.org/fhir/uv/cpg/StructureDefinition"
CPG_KNOWLEDGE_CAPABILITY: Final = f"{CPG}/cpg-knowledgeCapability"
VERSION_ALGORITHM: Final = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.versionAlgorithm[x]"
"""R5's Questionnaire.versionAlgorithm as an extension for R4 (http://hl7.org/fhir/versions.html#extensions)."""
VARIABLE: Final = "http://hl7.org/fhir/StructureDefinition/variable"

# Expression languages (http://hl7.org/fhir/R4/valueset-expression-language.html)
FHIRPATH: Final = "text/fhirpath"
FHIR_QUERY: Final = "application/x-fhir-query"

# Ours: identifiers
SHEET_SHA256: Final = f"{CANONICAL_BASE}/sid/sheet-sha256"
"""Identifier system: SHA-256, in hex, of the bytes of a sheet."""
STATEMENT: Final = f"{CANONICAL_BASE}/sid/statement"
"""Identifier system: `<sha256 of the sheet>#<statement id>`."""

# Ours: extensions (docs/fhir-mapping.md, "Extensions")
EXT_STATEMENT: Final = f"{CANONICAL_BASE}/StructureDefinition/statement"
"""On PlanDefinition.action, RelatedArtifact, Questionnaire.item: what the sheet says, as it was read."""
EXT_SHEET: Final = f"{CANONICAL_BASE}/StructureDefinition/sheet"
"""On PlanDefinition: the document that it was read from."""
EXT_SECTION: Final = f"{CANONICAL_BASE}/StructureDefinition/section"
"""On PlanDefinition: one run of the document, of one kind, with its heading."""
EXT_LEAD_IN: Final = f"{CANONICAL_BASE}/StructureDefinition/lead-in"
"""On Task and CarePlan.activity: the sheet's words that a statement hangs from, the outermost first."""
EXT_PROCEDURE: Final = f"{CANONICAL_BASE}/StructureDefinition/procedure"
"""On CarePlan: the procedure that it is for: when, in which time zone, and which one, if that was told."""
EXT_ALSO_TOLD: Final = f"{CANONICAL_BASE}/StructureDefinition/also-told"
"""On Task, Task.input and CarePlan.activity: what another sheet says of the same, in its words, and where."""
EXT_DIFFERENCE: Final = f"{CANONICAL_BASE}/StructureDefinition/difference"
"""On Task.input: what of a sheet is another thing in the version (or the sheet) that takes its place."""
EXT_FINDING: Final = f"{CANONICAL_BASE}/StructureDefinition/finding"
"""On PlanDefinition: something to tell the reviewer about the sheet as a whole."""
EXT_VARIABLE: Final = f"{CANONICAL_BASE}/StructureDefinition/variable"
"""On PlanDefinition: what HL7's `variable` is on a Questionnaire (that one is not allowed there by R4 validators)."""
EXT_APPLICABILITY: Final = f"{CANONICAL_BASE}/StructureDefinition/applicability"
"""On PlanDefinition.action.condition: FHIRPath of what shows that it holds, and that it does not."""
EXT_EVIDENCE: Final = f"{CANONICAL_BASE}/StructureDefinition/evidence"
"""On an answer, Task and CarePlan.activity: a Reference to what in the chart, or which answers, show it."""
