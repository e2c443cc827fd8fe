"""Addresses and header texts as bytes, and that no crafted value adds a header or a recipient.

D7: 5,000 fuzzed names, subjects, addresses and facts; every mail is read by the standard
library's parser, and a part of them goes over real SMTP, where the server counts recipients.
"""

import ast
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser, HeaderParser
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email.addresses import address
from channels.email.mime import named, words
from channels.email.render import Letterhead, MailRenderer
from post.ports import Failure, SendError
from tests.channels.test_email_render import FACTS, KINDS
from tests.support.sink import claimed, over_smtp, sender_to, sink

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FROM = "khaosat@sonoivu.angiang.gov.vn"
RENDERER = MailRenderer(Letterhead(FROM, "https://khaosat.sonoivu.angiang.gov.vn"))

ADDRESSES = {
    "bay@example.com": "bay@example.com",
    "nguyen.van+a@sub.example.vn": "nguyen.van+a@sub.example.vn",
    "bay@thư.vn": "bay@xn--th-e0a.vn",
    "bay@TỈNH.vn": "bay@xn--tnh-dlz.vn",
    "bảy@example.com": "bảy@example.com",
    "ba\u0309y@example.com": "bảy@example.com",
    "用户@例子.广告": "用户@xn--fsqu00a.xn--4rr70v",
}
NO_ADDRESSES = [
    "", "bay", "bay@", "@example.com", "a@b.com\r\nBcc: x@example.com", "a@b.com, c@d.com",
    "alice@angiang.gov.vn)bob@evil.com", "<a@b.com>", "Bảy <a@b.com>", "a b@c.com", "a@b@c.com",
    "a@b..com", ".a@b.com", "a.@b.com", "a..b@c.com", "\"a b\"@c.com", "a@-b.com", "a@b_c.com",
    "a@[127.0.0.1]", "a\u200b@b.com", "a\u2028b@c.com", "a\u00a0b@c.com", "a@b\u3002\u3002com",
    "😀@b.com", f"{'a' * 65}@b.com", f"{'ả' * 22}@b.com", f"a@{'b.' * 130}com", "a@b.com\n",
]  # fmt: skip


@pytest.mark.parametrize("given_", ADDRESSES)
def test_an_address_goes_out_with_its_domain_in_ascii(given_: str) -> None:
    assert address(given_) == ADDRESSES[given_]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_bare_address_is_refused_before_any_byte_leaves(text: str) -> None:
    with pytest.raises(ValueError):
        RENDERER.mail({"kind": "invite", **KINDS["invite"], "to": text}, "ref.i1e", NOW)


@pytest.mark.parametrize(
    "name",
    ["Sở Nội vụ tỉnh An Giang", "So Noi vu", 'A "B" \\ C', "a@b.com", "x" * 200, "=?utf-8?q?x?=",
     "O'Brien, Ltd. (VN) " * 5 + ".", "Ủy ban nhân dân " * 12 + ".", "😀" * 40],
)  # fmt: skip
def test_a_name_of_any_kind_comes_out_as_it_went_in(name: str) -> None:
    raw = f"From: {named(name, FROM)}\r\nSubject: {words(name)}\r\n\r\n".encode("ascii")
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Subject"] == name
    (only,) = mail["From"].addresses
    assert only.addr_spec == FROM
    # its display_name has a space between encoded words, which RFC 2047 §6.2 says is not there
    said = str(make_header(decode_header(message_from_bytes(raw)["From"].rpartition("<")[0])))
    assert said.rstrip().removeprefix('"').removesuffix('"').replace("\\", "") == name.replace(
        "\\", ""
    )
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


@pytest.mark.parametrize("to", ["bảy@thư.vn", "bay@thư.vn"])
async def test_a_wide_address_reaches_a_server_that_takes_it(to: str) -> None:
    (envelope,) = await over_smtp(RENDERER, {1: {"kind": "invite", **KINDS["invite"], "to": to}})
    assert envelope.rcpt_tos == [address(to)]
    assert envelope.smtp_utf8 is (to == "bảy@thư.vn")
    assert isinstance(envelope.content, bytes)
    assert f"\r\nTo: {address(to)}\r\n".encode() in envelope.content


async def test_a_local_part_beyond_ascii_is_undeliverable_where_the_server_takes_none() -> None:
    """RFC 6531 §3.2; never an encoded word inside an address. The next mail goes out."""
    async with sink(utf8=False) as (port, taken):
        sender = sender_to(port, RENDERER)
        wide = {"kind": "invite", **KINDS["invite"], "to": "bảy@example.com"}
        with pytest.raises(SendError) as caught:
            await sender.send(claimed(wide))
        assert (caught.value.kind, caught.value.code) == (Failure.RECIPIENT, "no-smtputf8")
        await sender.send(claimed({"kind": "invite", **KINDS["invite"]}, 2))
        await sender.close()
    assert [envelope.rcpt_tos for envelope in taken] == [["bay@example.com"]]


def test_no_code_parses_addresses_out_of_text() -> None:
    """`parseaddr` and `getaddresses` were fooled by crafted addresses (CVE-2023-27043)."""
    banned = (ROOT / "pyproject.toml").read_text()
    skipped = {".venv", ".venv-peers", "build", "var"}
    sources = [p for p in ROOT.rglob("*.py") if not skipped & set(p.relative_to(ROOT).parts)]
    assert len(sources) > 500
    for name in ("parseaddr", "getaddresses"):
        assert f'"email.utils.{name}".msg' in banned
        for path in sources:
            if name in (text := path.read_text()):
                nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Attribute)]
                assert name not in {node.attr for node in nodes}, path


# -- what is crafted -------------------------------------------------------------------------
PIECES = (
    "\r\nBcc: x@evil.example", "\nTo: x@evil.example", "\r", "\n", "\0", "\x0b", "\x1c", "\x85",
    "\u2028", "=?utf-8?q?=0D=0ABcc:x@evil.example?=", "%0d%0aBcc:", ", x@evil.example", "(",
    "; x@evil.example", "<x@evil.example>", ")x@evil.example", "\"", "\\", ":;", " ", "@", ".",
    "\r\n.\r\nRCPT TO:<x@evil.example>\r\n", "\r\n\r\n<script>", "--", "{{ 7*7 }}", "ả", "😀",
    "\u202e", "\u200b", "bay@example.com", "bảy@thư.vn", "Sở Nội vụ", "a", "+", "'", "%s",
)  # fmt: skip
CRAFTED = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8"), max_size=8), max_size=8
).map("".join)
HEADERS = [
    "From", "To", "Date", "Subject", "Message-ID", "Auto-Submitted", "Content-Language",
    "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
]  # fmt: skip
UNFIT = re.compile(
    r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|(?<!\r)\n|\r(?!\n)"
)
HEADS = HeaderParser(policy=policy.default)


def crafted(name: str, agency: str, to: str, fact: str) -> dict[str, Any]:
    """An invitation with crafted facts; where the address is none, it must be refused first."""
    names = ("department.name", "agency.name", "case.month", "plan.hotline", "plan.deadline")
    facts = dict(zip(names, (name, agency, fact, fact, fact), strict=True))
    body = {"kind": "invite", **KINDS["invite"], "to": to, "facts": {**FACTS, **facts}}
    try:
        address(to)
    except ValueError:
        with pytest.raises(ValueError):
            RENDERER.mail(body, "ref.i1e", NOW)
        body["to"] = "bay@example.com"  # the rest of it is tried all the same
    return body


def has_our_headers_and_one_recipient(raw: bytes, to: str) -> None:
    whole = message_from_bytes(raw)
    assert whole.keys() == HEADERS
    parts = [part.get_content_type() for part in whole.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    for part in list(whole.walk())[1:]:
        said = part.get_payload(decode=True)
        assert isinstance(said, bytes)
        assert not UNFIT.search(said.decode()), "a text's lines end with CRLF, and it turns none"
    top = HEADS.parsestr(raw.partition(b"\r\n\r\n")[0].decode())
    assert [one.addr_spec for one in top["To"].addresses] == [to]
    assert [one.addr_spec for one in top["From"].addresses] == [FROM]


@settings(max_examples=300, deadline=None)
@given(CRAFTED, CRAFTED, CRAFTED, CRAFTED)
def test_no_crafted_value_adds_a_header_or_a_recipient(
    name: str, agency: str, to: str, fact: str
) -> None:
    body = crafted(name, agency, to, fact)
    mail = RENDERER.mail(body, "ref.i1e", NOW)
    has_our_headers_and_one_recipient(mail.raw, mail.to)
    assert mail.to == address(body["to"])


async def test_5000_crafted_mails_over_real_smtp_have_one_recipient_each() -> None:
    """D7 at its full size: extra headers 0, extra recipients 0, as the server saw them."""
    chance = Random(7)

    def value() -> str:
        return "".join(chance.choices(PIECES, k=chance.randint(1, 7)))

    def whom() -> str:
        odd = "".join(chance.choices("az09!#$%&'*+/=?^_`{|}~-ảđ字", k=chance.randint(1, 9)))
        return f"{odd}@thư.vn" if chance.random() < 0.5 else value()

    bodies = [crafted(value(), value(), whom(), value()) for _ in range(5000)]
    taken = await over_smtp(RENDERER, dict(enumerate(bodies)))
    assert len(taken) == 5000
    wanted = {f"ref{n}.i1e": address(body["to"]) for n, body in enumerate(bodies)}
    assert len(set(wanted.values())) > 2000, "crafted addresses are among them, not the usual alone"
    for envelope in taken:
        assert isinstance(envelope.content, bytes)
        head = BytesHeaderParser().parsebytes(envelope.content)
        assert head.keys() == HEADERS
        ref = str(head["Message-ID"]).strip("<>").partition("@")[0]
        assert envelope.rcpt_tos == [wanted.pop(ref)]
    assert wanted == {}
