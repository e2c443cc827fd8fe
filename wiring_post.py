"""Joins what leaves: the mail's way out, and the post with its lanes. No logic."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import datetime

from channels.email.render import Letterhead, MailRenderer
from channels.email.send import MailSender, MailServer
from channels.zalo.account import ZaloAccount
from clock import Clock, SettableClock
from ground.doors import Door
from post.lanes import Lane
from post.ports import OutboxPort, Sender
from post.rules import RuleBook
from post.service import LanesAt, Post
from settings import Settings


def post_of(
    outbox: Door[OutboxPort],
    senders: Mapping[str, Sender],
    clock: Clock,
    accounts: Mapping[str, ZaloAccount],
    rules: RuleBook,
) -> Post:
    """The post. It keeps no pace where time is moved by hand: a rate is by minutes that pass."""
    paced = not isinstance(clock, SettableClock)
    return Post(outbox, senders, clock, _lanes(accounts, rules, paced), rules.rules_at)


def _lanes(accounts: Mapping[str, ZaloAccount], rules: RuleBook, paced: bool) -> LanesAt:
    """The lanes with the rates of a moment; the first account's takes what names none."""

    def at(now: datetime) -> dict[str, Lane]:
        rate = rules.rules_at(now).app_rate if paced else 0
        found = {"email": Lane("email", "email")}
        for place, (id_, account) in enumerate(accounts.items()):
            name = account.kept_as
            shared = f"zalo-app/{account.app_id}" if len(accounts) > 1 else None
            found[name] = Lane(name, "zalo", id_, place == 0, rate, shared, rate if shared else 0)
        return found

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
        server = MailServer(mail.host, mail.port, mail.user, mail.password, mail.tls)
        head = Letterhead(mail.sender, settings.public_url)
        sender = MailSender(server, MailRenderer(head), clock)
        stack.push_async_callback(sender.close)
        found["email"] = sender
    return found
