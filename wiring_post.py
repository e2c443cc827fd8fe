"""Joins what leaves: the mail's way out, and the post with its lanes. No logic."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from channels.email.render import Bounces, Letterhead, MailRenderer
from channels.email.send import MailSender
from channels.email.verp import verp_key
from channels.zalo.account import ZaloAccount
from clock import Clock, SettableClock
from ground.doors import Door
from ground.seal import Keyring
from post.bounds import mail_pace
from post.lanes import Lane
from post.ports import OutboxPort, Sender
from post.rules import RuleBook
from post.service import LanesAt, Post
from settings import MailSettings, Settings
from wiring_mail import server_of, signer_of

IN_FLIGHT = 128
"""Mails of one process at once: some on each connection's heels, so that none waits for us."""


@dataclass(frozen=True, slots=True)
class Paces:
    """The lanes with their rates, and the rules that these and every wait come from."""

    lanes_at: LanesAt
    rules: RuleBook


def post_of(
    outbox: Door[OutboxPort],
    senders: Mapping[str, Sender],
    clock: Clock,
    paces: Paces,
) -> Post:
    """The post. It keeps no pace where time is moved by hand: a rate is by minutes that pass."""
    paced = not isinstance(clock, SettableClock)
    lanes_at = paces.lanes_at if paced else _unpaced(paces.lanes_at)
    return Post(outbox, senders, clock, lanes_at, paces.rules.rules_at)


def lanes_of(settings: Settings, accounts: Mapping[str, ZaloAccount], rules: RuleBook) -> Paces:
    """The lanes as the settings have them."""
    package = settings.zalo.package if settings.zalo else ""
    return Paces(lanes(accounts, rules, package), rules)


def lanes(accounts: Mapping[str, ZaloAccount], rules: RuleBook, package: str) -> LanesAt:
    """The lanes with the rates of a moment; the first account's takes what names none.

    The app's rate is for all of its accounts together; a package, if known, bounds each of them.
    """

    def at(now: datetime) -> dict[str, Lane]:
        today = rules.rules_at(now)
        rate = min(today.app_rate, today.account_rate.get(package, today.app_rate))
        mail = Lane("email", "email", in_flight=IN_FLIGHT, pace=mail_pace(today))
        found = {"email": mail}
        for place, (id_, account) in enumerate(accounts.items()):
            name = account.kept_as
            shared = f"zalo-app/{account.app_id}" if len(accounts) > 1 else None
            of_app = today.app_rate if shared else 0
            found[name] = Lane(name, "zalo", id_, place == 0, rate, shared, of_app)
        return found

    return at


def _unpaced(lanes_at: LanesAt) -> LanesAt:
    def at(now: datetime) -> dict[str, Lane]:
        found = lanes_at(now).items()
        return {name: replace(lane, rate=0, shared_rate=0, pace=None) for name, lane in found}

    return at


def senders_of(
    settings: Settings, zalo: Sender | None, clock: Clock, stack: AsyncExitStack
) -> dict[str, Sender]:
    """Every channel's way out that is set, by its name; the mail's is closed with the stack."""
    found: dict[str, Sender] = {}
    if zalo is not None:
        found["zalo"] = zalo
    if settings.mail is not None:
        mail = settings.mail
        head = Letterhead(mail.sender, settings.public_url, _bounces(mail, settings.key))
        sender = MailSender(server_of(mail), MailRenderer(head), clock, signer_of(mail))
        stack.push_async_callback(sender.close)
        found["email"] = sender
    return found


def _bounces(mail: MailSettings, key: str) -> Bounces | None:
    """An envelope sender a mail needs somebody who reads what comes back to it."""
    if mail.incoming is None:
        return None
    return Bounces(mail.bounce_domain, verp_key(Keyring.from_text(key)))
