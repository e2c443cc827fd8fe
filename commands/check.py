"""langnghe check: settings, flows, plans and sources, all faults at once; it changes nothing."""

import argparse

from commands.common import DONE, options, settings_of, show
from wiring_files import read_files
from wiring_mail import signer_of


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments."""
    options(parser)
    parser.set_defaults(call=_check)


async def _check(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    flows, plans, sources = read_files(settings)
    if settings.mail is not None:
        signer_of(settings.mail)
    data = {
        "flows": [flow.name for flow in flows],
        "plans": [plan.name for plan in plans],
        "sources": [source.name for source in sources],
        "remarks": list(settings.remarks()),
    }

    def lines() -> str:
        told = [f"{kind}: {', '.join(names) or '–'}" for kind, names in data.items()]
        return "\n".join([*told, "Đúng cả. / All well."])

    show(arguments, data, lines)
    return DONE
