"""Registered wordings: what a carrier approved, its price, what fills it. Pure, but for files.

It stands below plans and channels, since plans name templates and channels render them.
"""
