"""langnghe email: the key of our own signature, and whether mail is set up well."""

import argparse

from commands import email_key
from commands.common import group


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(
        parser,
        {"key": ("make the DKIM key where there is none; its record for DNS", email_key.key)},
    )
    email_key.arguments(made["key"])
