"""langnghe email doctor: whether mail is set up well, what is not, and what to do about it."""

import argparse
import ssl
from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from channels.email.checkup import ticking
from channels.email.checkup.examine import examine
from channels.email.checkup.findings import Finding, State
from channels.email.checkup.names import Names
from clock import SystemClock
from commands.common import DONE, FAULTS, Told, settings_of, show
from commands.email_trial import send_one
from settings import MailSettings, Settings
from wiring_mail import subject_of, way_in_of

_MARKS = {
    State.GOOD: "ĐÚNG  / good   ",
    State.BAD: "SAI   / bad    ",
    State.UNKNOWN: "CHƯA RÕ/ unknown",
    State.HINT: "gợi ý / hint   ",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `doctor`."""
    parser.add_argument("--ip", type=_address, action="append", default=[], metavar="ADDRESS",
                        help="from which the server sends out; may be given again")  # fmt: skip
    parser.add_argument("--selector", default="", metavar="NAME",
                        help="of the server's own DKIM record")  # fmt: skip
    parser.add_argument("--dns", type=_resolver, metavar="ADDRESS[:PORT]",
                        help="ask this resolver instead of the machine's")  # fmt: skip
    parser.add_argument("--to", default="", metavar="ADDRESS",
                        help="also send one test mail there; without it none is sent")  # fmt: skip


async def doctor(given: argparse.Namespace) -> int:
    """Print every finding; 1 where anything is bad or unknown."""
    settings = settings_of(given)
    if settings.mail is None:
        raise Told("Chưa đặt email trong cấu hình. / Mail is not set.")
    found = await _look(given, settings, settings.mail)
    if given.to:
        found.append(await send_one(settings, given.to))
    well = all(one.state in (State.GOOD, State.HINT) for one in found)
    show(given, {"findings": found, "well": well}, lambda: "\n".join(_lines(found, well)))
    return DONE if well else FAULTS


async def _look(given: argparse.Namespace, settings: Settings, mail: MailSettings) -> list[Finding]:
    subject = subject_of(mail, settings.public_url, tuple(given.ip), given.selector)
    found = await examine(
        subject, way_in_of(mail), Names(given.dns), ssl.create_default_context(),
        SystemClock().now(),
    )  # fmt: skip
    practised = settings.clock_url is not None
    return [*found, ticking.check(ticking.kernel_status(), practised)]


def _lines(found: Sequence[Finding], well: bool) -> Iterator[str]:
    for one in found:
        yield f"{_MARKS[one.state]} {one.check}: {one.vi}"
        yield f"{' ' * 18}{one.en}"
        if one.do_vi:
            yield f"{' ' * 18}Việc cần làm: {one.do_vi}"
            yield f"{' ' * 18}What to do: {one.do_en}"
    yield ""
    yield "Đúng cả. / All well." if well else "Còn việc phải làm. / Something is left to do."


def _address(text: str) -> str:
    return str(ip_address(text))


def _resolver(text: str) -> tuple[str, int]:
    bare, _, port = text.partition(":") if text.count(":") == 1 else (text, "", "")
    return str(ip_address(bare)), int(port or 53)
