"""Benchmarks of the real parts, each beside its floor where one can be had. No test is here."""
