"""Agencies and completed cases: read, mapped, checked, kept. It never decides who is asked."""
