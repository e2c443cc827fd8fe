"""Fault tests: what the running system does when processes, lines and platforms break.

`make faults` runs them all; docs/faults.md says what each shows. Nothing of the product imports it.
"""
