"""The Zalo Official Account: signed webhook in, consultation and template messages out.

Facts and their sources: docs/zalo.md.
"""
