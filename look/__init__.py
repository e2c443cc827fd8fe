"""What every page shares: the base page, one small style sheet of named tokens, form parts.

It does not know what a page is about.
"""
