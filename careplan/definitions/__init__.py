"""careplan.definitions"""
