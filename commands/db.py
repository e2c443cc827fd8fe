"""langnghe db: brings the database to the newest schema."""

import argparse

from commands.common import DONE, group, system_of


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    group(parser, {"upgrade": ("run the migrations that are missing", _upgrade)})


async def _upgrade(arguments: argparse.Namespace) -> int:
    async with system_of(arguments):  # opening the system upgrades it
        print("Cơ sở dữ liệu đã ở phiên bản mới nhất. / The schema is up to date.")
    return DONE
