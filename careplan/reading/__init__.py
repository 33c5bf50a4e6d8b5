"""careplan.reading"""
