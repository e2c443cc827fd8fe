"""What the sandbox is started with. It reads the command line and nothing else."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path

from sandbox.clock import Window
from sandbox.values import epoch_ms

SERVICES = ("zalo", "mail")


@dataclass(frozen=True, slots=True)
class Options:
    """All options with their defaults. Port 0 picks a free one; secrets are for practice only."""

    services: frozenset[str] = frozenset(SERVICES)
    host: str = "127.0.0.1"
    http: int = 9100
    smtp: int = 9125
    webhook: str = "http://127.0.0.1:8080/webhook/zalo"
    clock_ms: int = 1_795_399_200_000  # 2026-11-23 09:00 in Vietnam, a Monday
    frozen: bool = False
    window: Window = field(default_factory=lambda: Window(time(7, 30), time(20, 30)))
    app_id: str = "360846524940903967"
    app_secret: str = "sandbox-app-secret"
    oa_id: str = "388613280878808645"
    oa_secret: str = "sandbox-oa-secret"
    oa_secret_next: str = "sandbox-oa-secret-next"  # what a reset in the console brings
    oa_name: str = "Sở Nội vụ (sân tập)"
    more_oas: tuple[tuple[str, str], ...] = ()  # (id, name) of further accounts of the app
    data: Path | None = None
    public_url: str = ""
    page_base: str = "http://127.0.0.1:8080"
    seed: str = ""
    until_eof: bool = False
    mail_in: str = ""
    starttls: bool = False


def read(argv: Sequence[str]) -> Options:
    """Options from the command line; argparse ends the process with 2 for wrong usage."""
    given = _parser().parse_args(argv)
    return Options(
        services=frozenset(given.services or SERVICES),
        host=given.host,
        http=given.http,
        smtp=given.smtp,
        webhook=given.webhook,
        clock_ms=given.clock,
        frozen=given.frozen,
        window=given.window,
        app_id=given.app_id,
        app_secret=given.app_secret,
        oa_id=given.oa_id,
        oa_secret=given.oa_secret,
        oa_secret_next=given.oa_secret_next,
        oa_name=given.oa_name,
        more_oas=tuple(given.oa),
        data=given.data,
        public_url=given.public_url.rstrip("/"),
        page_base=given.page_base.rstrip("/"),
        seed=given.seed,
        until_eof=given.until_eof,
        mail_in=given.mail_in,
        starttls=given.starttls,
    )


def _parser() -> argparse.ArgumentParser:
    usual = Options()
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    add = parser.add_argument
    add("services", nargs="*", choices=[*SERVICES, []], help="zalo, mail; both when none is named")
    add("--host", default=usual.host)
    add("--http", type=int, default=usual.http, metavar="PORT", help="0: a free one")
    add("--smtp", type=int, default=usual.smtp, metavar="PORT", help="0: a free one")
    add("--webhook", default=usual.webhook, metavar="URL", help="'': no events are sent")
    add("--clock", type=_moment, default=usual.clock_ms, metavar="ISO", help="with its offset")
    add("--frozen", action="store_true", help="time moves only by /_/clock")
    add("--window", type=Window.read, default=usual.window, metavar="HH:MM-HH:MM")
    add("--app-id", default=usual.app_id)
    add("--app-secret", default=usual.app_secret)
    add("--oa-id", default=usual.oa_id)
    add("--oa-secret", default=usual.oa_secret)
    add("--oa-secret-next", default=usual.oa_secret_next, help="for the knob signing: next")
    add("--oa-name", default=usual.oa_name)
    add("--oa", type=_account, action="append", default=[], metavar="ID[:NAME]",
        help="one more Official Account of the same app; may be given again")  # fmt: skip
    add("--data", type=Path, metavar="DIR", help="keep the state here over a restart")
    add("--public-url", default=usual.public_url, metavar="URL", help="of the sandbox itself")
    add("--page-base", default=usual.page_base, metavar="URL", help="where /k/TOKEN lives")
    add("--mail-in", default=usual.mail_in, metavar="URL",
        help="where mail to the product goes: lmtp://HOST:PORT or smtp://HOST:PORT")  # fmt: skip
    add("--starttls", action="store_true", help="the mail server offers STARTTLS")
    add("--until-eof", action="store_true", help="end when standard input, a pipe, is closed")
    add("--seed", default=usual.seed, help="the same seed draws the same ids")
    return parser


def _account(words: str) -> tuple[str, str]:
    oa_id, _, name = words.partition(":")
    if not oa_id.isascii() or not oa_id.isdigit():
        raise argparse.ArgumentTypeError("needs an id of digits, such as 388613280878808646:Name")
    return oa_id, name


def _moment(words: str) -> int:
    when = datetime.fromisoformat(words)
    if when.tzinfo is None:
        raise argparse.ArgumentTypeError("needs an offset, such as +07:00")
    return epoch_ms(when)
