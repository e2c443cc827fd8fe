"""langnghe key: a fresh encryption key for LANGNGHE_KEY. Keep a copy outside this machine."""

import argparse

from commands.common import DONE, options
from ground.seal import new_key


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments."""
    options(parser)
    parser.set_defaults(call=_key)


async def _key(_arguments: argparse.Namespace) -> int:
    print(new_key())
    return DONE
