"""careplan.store"""
