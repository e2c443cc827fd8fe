"""langnghe zalo: connect the accounts, see how they stand, let them go on, look at kept events."""

import argparse

from commands import (
    zalo_connect,
    zalo_inbox,
    zalo_status,
    zalo_stuck,
    zalo_sweep,
    zalo_templates,
)
from commands.common import group


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(
        parser,
        {
            "connect": ("an admin's consent by link, or a pasted pair", zalo_connect.connect),
            "status": ("how every account stands, and what to see to", zalo_status.status),
            "resume": ("let an account go on that was paused", zalo_connect.resume),
            "templates": ("templates of messages: check, preview, sheet", zalo_templates.check),
            "sweep": ("take in what the webhook missed, once each", zalo_sweep.sweep),
            "inbox": ("events that were kept or could not be read, by kind", zalo_inbox.inbox),
            "unknown": ("messages whose outcome nobody knows", zalo_stuck.unknown),
            "dead": ("messages that could not leave", zalo_stuck.dead),
        },
    )
    zalo_connect.arguments(made["connect"])
    zalo_status.arguments(made["status"])
    zalo_connect.account(made["resume"])
    zalo_inbox.arguments(made["inbox"])
    zalo_sweep.arguments(made["sweep"])
    zalo_stuck.of_unknown(made["unknown"])
    zalo_stuck.of_dead(made["dead"])
    zalo_templates.define(made["templates"])
