"""What the sandbox writes, the product reads: two programs that share no code agree on mail."""

import pytest

from channels.email.classify import classify
from channels.email.fates import Kind
from sandbox.letters.bounces import FORMATS, Failure
from sandbox.letters.original import Original
from sandbox.letters.people import complaint, reply, vacation
from tests.channels.test_email_render import raw

ABOUT = Original(
    raw("invite"), "b+ma.chuky@khaosat.example", "bay@example.com", 1_795_399_200_000, "0123456789"
)  # fmt: skip


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    ("status", "delayed", "kind"),
    [
        ("5.1.1", False, Kind.HARD), ("5.2.1", False, Kind.HARD), ("5.2.2", False, Kind.SOFT),
        ("4.2.2", False, Kind.SOFT), ("5.7.1", False, Kind.POLICY), ("4.4.1", True, Kind.DELAYED),
    ],
)  # fmt: skip
def test_reports(format_: str, status: str, delayed: bool, kind: Kind) -> None:
    verdict = classify(FORMATS[format_](ABOUT, Failure(status, delayed)), "")
    assert verdict.kind is kind
    assert delayed or verdict.status == status


def test_people_and_their_mailboxes() -> None:
    assert classify(vacation(ABOUT, ""), "").kind is Kind.AUTO
    assert classify(complaint(ABOUT), "").kind is Kind.COMPLAINT
    assert classify(reply(ABOUT, "Tôi chưa nhận được kết quả"), ABOUT.recipient).kind is Kind.HUMAN
