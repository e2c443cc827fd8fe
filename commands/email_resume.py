"""langnghe email resume: let mail go on that was stopped or paused."""

import argparse
from datetime import datetime
from functools import partial

from commands.common import DONE, show, system_of
from post.ports import Lanes

_LANE = "email"


async def resume(given: argparse.Namespace) -> int:
    """Let everything go on that was stopped of mail; what it was, and since when."""
    async with system_of(given) as system:
        now = system.clock.now()
        names = await system.store.door(lambda unit: unit.lanes).run(partial(_resumed, now))
    show(
        given,
        {"resumed": names},
        lambda: ", ".join(names) or "Không có gì đang dừng. / Nothing is paused.",
    )
    return DONE


def _resumed(now: datetime, lanes: Lanes) -> list[str]:
    of_mail = [name for name in lanes.paused() if name == _LANE or name.startswith(f"{_LANE}!")]
    return [name for name in of_mail if lanes.resume(name, now)]
