"""SMTP's answers as failures: by enhanced code, by stage, and what nobody can know."""

import pytest

from channels.email.errors import Reply, of_break, of_reply, untrusted
from post.lanes import Trouble
from post.ports import Failure, Scope, SendError, Wait

RETRY, DEFER, RECIPIENT = Failure.RETRY, Failure.DEFER, Failure.RECIPIENT
CONFIG, PAYLOAD, UNKNOWN = Failure.CONFIG, Failure.PAYLOAD, Failure.UNKNOWN


def reply(text: str) -> Reply:
    code, _, enhanced = text.partition(" ")
    return Reply(int(code), enhanced.partition(" ")[0], "relay" in enhanced)


@pytest.mark.parametrize(
    ("stage", "text", "kind"),
    [
        # a mailbox that greylists, is full, or is not there
        ("rcpt", "450 4.7.1", RETRY), ("rcpt", "451", RETRY), ("rcpt", "452 4.2.2", RETRY),
        ("rcpt", "550 5.1.1", RECIPIENT), ("rcpt", "550", RECIPIENT), ("rcpt", "551", RECIPIENT),
        ("rcpt", "552 5.2.2", RECIPIENT), ("rcpt", "553 5.1.3", RECIPIENT),
        ("rcpt", "554", RECIPIENT), ("rcpt", "521", RECIPIENT), ("rcpt", "556 5.1.10", RECIPIENT),
        ("rcpt", "550 5.7.1", RECIPIENT), ("rcpt", "550 5.4.4", RECIPIENT),
        ("dot", "550 5.1.1", RECIPIENT), ("dot", "552 5.2.2", RECIPIENT),
        ("dot", "552", RECIPIENT), ("dot", "554 5.7.1", RECIPIENT),
        # the class and detail count, not the basic code
        ("rcpt", "552 5.3.4", PAYLOAD), ("dot", "552 5.3.4", PAYLOAD),
        ("dot", "554 5.6.0", PAYLOAD), ("dot", "552 5.2.3", PAYLOAD),
        ("mail", "552", PAYLOAD), ("rcpt", "503", PAYLOAD),
        # ours to mend
        ("mail", "550", CONFIG), ("mail", "550 5.1.8", CONFIG), ("mail", "530 5.7.0", CONFIG),
        ("rcpt", "554 5.7.1 relay", CONFIG), ("rcpt", "550 5.7.26", CONFIG),
        ("dot", "550 5.7.25", CONFIG), ("dot", "502", CONFIG), ("auth", "535 5.7.8", CONFIG),
        ("auth", "502", CONFIG), ("connect", "554", CONFIG), ("tls", "501", CONFIG),
        # not now
        ("mail", "451", RETRY), ("data", "451 4.3.0", RETRY), ("dot", "451 4.3.1", RETRY),
        ("connect", "421", DEFER), ("auth", "454 4.7.0", DEFER), ("tls", "454", DEFER),
        # no answer to what was asked
        ("rcpt", "0", RETRY), ("dot", "0", UNKNOWN),
    ],
)  # fmt: skip
def test_what_an_answer_means(stage: str, text: str, kind: Failure) -> None:
    error = of_reply(stage, reply(text))
    assert error.kind is kind
    assert error.code.startswith(stage)
    assert len(f"{error.kind}:{error.code}") <= 120


@pytest.mark.parametrize(
    ("stage", "text", "reason"),
    [
        ("auth", "535", "auth"), ("mail", "530 5.7.0", "auth"), ("mail", "550 5.1.7", "sender"),
        ("rcpt", "550 5.7.1 relay", "relay"), ("dot", "550 5.7.26", "policy"),
        ("connect", "554 5.7.1", "server"), ("tls", "502", "tls"),
    ],
)  # fmt: skip
def test_what_every_mail_would_meet_stops_the_lane(stage: str, text: str, reason: str) -> None:
    error = of_reply(stage, reply(text))
    assert (error.kind, error.scope, error.reason) == (CONFIG, Scope.ACCOUNT, reason)


def test_no_trust_stops_the_lane() -> None:
    error = untrusted("stripped")
    assert (error.kind, error.scope, error.reason, error.code) == (
        CONFIG, Scope.ACCOUNT, "tls", "tls-stripped",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (of_reply("rcpt", Reply(421)), Trouble.HOST), (of_reply("mail", Reply(451)), Trouble.HOST),
        (of_reply("connect", Reply(421)), Trouble.HOST),
        (of_reply("dot", Reply(451, "4.3.1")), Trouble.HOST),
        (of_reply("rcpt", Reply(450, "4.7.1")), None), (of_reply("rcpt", Reply(550)), None),
        (of_break("connect", "lost"), Trouble.LINE), (of_break("rcpt", "silent"), Trouble.LINE),
        (of_break("dot", "lost"), Trouble.LINE),
    ],
)  # fmt: skip
def test_what_feeds_the_breaker(error: SendError, trouble: Trouble | None) -> None:
    assert error.trouble is trouble


def test_a_mailbox_is_tried_much_later_and_a_line_soon() -> None:
    assert of_reply("rcpt", Reply(450)).wait is Wait.SLOW
    assert of_reply("rcpt", Reply(421)).wait is Wait.GROWING
    refused = of_break("connect", "lost")
    assert (refused.kind, refused.retry_after is not None) == (DEFER, True)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_only_after_the_final_dot_nobody_knows(stage: str) -> None:
    assert of_break(stage, "lost").kind is RETRY
    assert of_break("dot", "lost").kind is UNKNOWN
