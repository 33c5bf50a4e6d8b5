"""careplan.fhir"""
