"""langnghe zalo connect, resume: an account's consent or pasted tokens, and letting it go on.

No secret is echoed, and none stands on the command line, where every user of the machine sees it.
"""

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from channels.zalo.connecting import End
from channels.zalo.reasons import outcome
from commands.common import DONE, FAULTS, USAGE, Told, reading, settings_of, show, system_of
from post.ports import Lanes
from settings import Settings, ZaloSettings
from wiring_channels import connecting
from wiring_zalo import zalo_consent

_HOW = (
    "Mở liên kết sau bằng tài khoản quản trị OA, trong 15 phút; langnghe serve phải đang chạy.\n"
    "Open this link as the account's admin within 15 minutes, while langnghe serve runs:"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `connect`."""
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--link", action="store_true", help="print the consent's link")
    ways.add_argument(
        "--paste", action="store_true", help="take a pair of tokens: asked, or two lines"
    )
    account(parser)


def account(parser: argparse.ArgumentParser) -> None:
    """Which account; several need it."""
    parser.add_argument("--oa", metavar="ID", help="the Official Account; the first where none")


async def connect(given: argparse.Namespace) -> int:
    """Print the link, or take a pair; on a terminal it asks which."""
    settings = settings_of(given)
    zalo = _zalo(settings)
    if not (given.link or given.paste):
        if not sys.stdin.isatty():
            print("Cần --link hoặc --paste. / Give --link or --paste.", file=sys.stderr)
            return USAGE
        given.paste = _asked("1 = liên kết / link, 2 = dán mã / paste: ", ("1", "2")) == "2"
    if given.paste:
        return await _paste(given, _chosen(zalo, given.oa))
    async with reading(given) as system:
        link = zalo_consent(zalo, system.keyring).link(system.clock.now())
    show(given, {"link": link, "callback": zalo.callback_url}, lambda: f"{_HOW}\n{link}")
    return DONE


async def _paste(given: argparse.Namespace, oa: str) -> int:
    access, refresh = _pair()
    async with system_of(given) as system:
        joining = connecting(system)
        if joining is None:
            raise Told("Chưa đặt Zalo trong cấu hình. / Zalo is not set.")
        ended = await joining.by_pair(oa, access, refresh)
    show(given, {"end": ended.end, "oa_id": oa, "code": ended.code}, lambda: outcome(ended))
    return DONE if ended.end is End.CONNECTED else FAULTS


def _pair() -> tuple[str, str]:
    """Asked without echo on a terminal; else the first two lines of the input."""
    if sys.stdin.isatty():
        return getpass.getpass("access_token: ").strip(), getpass.getpass("refresh_token: ").strip()
    lines = [line.strip() for line in sys.stdin.read(20_000).splitlines() if line.strip()]
    return (lines[0], lines[1]) if len(lines) > 1 else ("", "")


async def resume(given: argparse.Namespace) -> int:
    """Let everything of an account go on that was paused."""
    async with system_of(given) as system:
        oa = _chosen(_zalo(system.settings), given.oa)
        lane, now = system.accounts[oa].kept_as, system.clock.now()
        door = system.store.door(lambda unit: unit.lanes)
        names = [
            name
            for name in await door.read(lambda lanes: lanes.paused())
            if name == lane or name.startswith((f"{lane}#", f"{lane}!"))
        ]
        for name in names:
            await door.run(partial(_resumed, name, now))
    show(
        given,
        {"resumed": names},
        lambda: ", ".join(names) or "Không có gì đang dừng. / Nothing is paused.",
    )
    return DONE


def _resumed(lane: str, now: datetime, lanes: Lanes) -> bool:
    return lanes.resume(lane, now)


def _zalo(settings: Settings) -> ZaloSettings:
    if settings.zalo is None:
        raise Told("Chưa đặt Zalo trong cấu hình. / Zalo is not set.")
    return settings.zalo


def _chosen(zalo: ZaloSettings, oa: str | None) -> str:
    """The account named, or the only one, or the one chosen on a terminal."""
    if oa is None and len(zalo.oa_ids) > 1 and sys.stdin.isatty():
        return _asked(f"OA ({', '.join(zalo.oa_ids)}): ", zalo.oa_ids)
    if oa is not None and oa not in zalo.oa_ids:
        raise Told(f"Không có OA {oa} trong cấu hình. / No such account in the settings.")
    return oa or zalo.oa_ids[0]


def _asked(question: str, answers: Sequence[str]) -> str:
    answer = input(question).strip()
    if answer not in answers:
        raise Told(f"Chỉ nhận / only: {', '.join(answers)}.")
    return answer
