"""careplan.apply"""
