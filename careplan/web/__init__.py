"""careplan.web"""
