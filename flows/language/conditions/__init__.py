"""Conditions and formulas: their grammar, their names, their compiled form. Pure."""
