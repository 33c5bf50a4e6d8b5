"""careplan.sandbox"""
