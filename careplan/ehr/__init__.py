"""careplan.ehr"""
