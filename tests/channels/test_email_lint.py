"""D1 and D2: 1,000 mails, varied, over real SMTP; every one is linted, signed and verified.

What each must be like is told by what it was ordered with, not by what renders it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from channels.email.dkim import Signer
from channels.email.dkim_key import make_key, record
from channels.email.render import Letterhead, MailRenderer
from flows.language.compile import load_flow
from plans.compile import load_plan
from plans.mail import told_by_mail
from plans.sensitive import is_private
from tests.plans.test_mail import FACTS, OPEN, PRIVATE
from tests.support.dkim_check import verifies
from tests.support.mail_html import contrast, page_of
from tests.support.mail_lint import Expected, lint
from tests.support.sink import NOW, over_smtp

ROOT = Path(__file__).parents[2]
MAILS = 1000
LATER = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
FROM = "khaosat@sonoivu.angiang.gov.vn"
PLAN = load_plan(ROOT / "examples" / "an_giang" / "plan.yaml")
FLOWS = [
    load_flow(path) for path in sorted((ROOT / "flows").glob("*.yaml")) if path.name.count(".") == 1
]
UNITS = [
    unit["name"]
    for unit in yaml.safe_load((ROOT / "examples/an_giang/agencies.yaml").read_text())["agencies"]
]
NAMES = [
    *UNITS, "Ủy ban nhân dân thị trấn Phú Mỹ, huyện Phú Tân, tỉnh An Giang",
    'Trung tâm Hành chính công "Một cửa" <TP. Long Xuyên> & phường', "UBND", "So Noi vu (VN)",
    "Chi nhánh Văn phòng đăng ký đất đai các huyện, thị xã, thành phố thuộc Sở Tài nguyên và Môi "
    "trường tỉnh An Giang, trụ sở tại huyện Châu Thành",
]  # fmt: skip
LONG = (
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các trường "
    "hợp chuyển nhượng, thừa kế, tặng cho; góp vốn & “chuyển đổi” <hộ gia đình>"
)
PROCEDURES = [*filter(None, OPEN), LONG, *PRIVATE]
HOTLINES = [
    "0296.300.0000",
    "0296 300 0000",
    "1022",
    "+84 296 300 0000",
    "1900 6969 (giờ làm việc)",
]
URLS = [
    "https://khaosat.sonoivu.angiang.gov.vn",
    "https://khao-sat-muc-do-hai-long-cua-nguoi-dan.trung-tam-hanh-chinh-cong.angiang.gov.vn",
    "https://kh.example.vn:8443",
]
RENDERERS = [MailRenderer(Letterhead(FROM, url)) for url in URLS]
SECRETS = ("Nguyễn Thị Bảy", "0912345678", "84912345678", "089123456789", "12 Trần Hưng Đạo")
OFFICE = {"alert", "share", "thread", "budget", "channel", "test"}


@dataclass(frozen=True, slots=True)
class Order:
    """A mail that is ordered, by which renderer, and what it must be like."""

    body: dict[str, Any]
    renderer: int
    wanted: Expected


def orders(count: int) -> Iterator[Order]:
    """Varied, the same on every run: a fifth of them to officers."""
    chance = Random(1)
    for n in range(count):
        yield _to_officer(chance, n) if n % 5 == 4 else _to_citizen(chance, n)


def _to_citizen(chance: Random, n: int) -> Order:
    agency, department = (
        chance.choice(NAMES),
        chance.choice(["Sở Nội vụ tỉnh An Giang", "UBND tỉnh"]),
    )
    procedure, hotline = chance.choice(PROCEDURES), chance.choice(HOTLINES)
    code = f"000.00.{chance.randint(1, 99):02}.H01-26{chance.randint(1, 12):02}01-{n:04}"
    facts = {
        **FACTS, "department.name": department, "agency.name": agency, "case.procedure": procedure,
        "case.field": "Lĩnh vực", "case.code": code, "plan.hotline": hotline, "case.month":
        f"{chance.randint(1, 12):02}/2026", "plan.consent": chance.random() < 0.1,
        "applicant": SECRETS[0], "phone": SECRETS[1], "identity": SECRETS[3], "address": SECRETS[4],
    }  # fmt: skip
    flow = chance.choice([*FLOWS, None])
    token = "".join(chance.choices("abcXYZ0189-_", k=22))
    stop = "".join(chance.choices("abcXYZ0189-_", k=22))
    body = {
        "kind": chance.choice(["invite", "invite", "remind"]), "to": f"nguoi{n}@example.com",
        "token": token, "stop": stop, "begun": flow is None and chance.random() < 0.5,
        "last": chance.random() < 0.5, **told_by_mail(PLAN, flow, f"ref{n}", facts),
    }  # fmt: skip
    url = chance.randrange(len(URLS))
    wanted = Expected(
        to=str(body["to"]), sender=FROM, name=department.replace(" ", ""),
        agency=department if is_private((agency,)) else agency, public_url=URLS[url],
        of_citizen=True, message_id=f"ref{n}.i1e", procedure=procedure,
        private=procedure in PRIVATE, secrets=(*SECRETS, code, FACTS["agency.alert_mail"]),
        words_of_mail=(
            "Kính gửi Ông/Bà", "không bao giờ hỏi số CCCD, mật khẩu, OTP hay tiền", hotline,
            "Không muốn nhận thư nữa", code[-4:], f"{URLS[url]}/k/{token}",
            f"{URLS[url]}/mail/thoi/{stop}",
        ),
    )  # fmt: skip
    return Order(body, url, wanted)


def _to_officer(chance: Random, n: int) -> Order:
    kind, agency = chance.choice(sorted(OFFICE)), chance.choice(NAMES)
    department = "Sở Nội vụ tỉnh An Giang"
    left = chance.randint(0, 10**8)
    body = {
        "kind": kind, "to": f"can-bo{n}@angiang.example", "agency": agency,
        "department": department, "criterion": f"thái độ của công chức {agency}", "week": "48/2026",
        "urgent": chance.random() < 0.3, "about": chance.choice(["person", "accusation", "erase"]),
        "criteria": ["đúng hẹn", agency], "case": f"H01-{n:09}", "plan": "Khảo sát <2026>",
        "spent": chance.random() < 0.5, "total": 10**8, "used": 10**8 - left, "left": left,
        "vi": "Zalo dừng gửi.", "do_vi": "Kết nối lại.", "en": "Zalo stopped.", "do_en": "Connect.",
    }  # fmt: skip
    if kind != "share":
        del body["case"]
    wanted = Expected(
        to=str(body["to"]), sender=FROM, name=department.replace(" ", ""), agency=agency,
        public_url=URLS[0], of_citizen=False, message_id=f"ref{n}.i1e", secrets=SECRETS,
        words_of_mail=("Kính gửi",),
    )  # fmt: skip
    return Order(body, 0, wanted)


async def sent(count: int) -> list[tuple[Order, bytes]]:
    """What a server took of the orders, in their order, over real SMTP."""
    ordered = list(orders(count))
    found: dict[str, bytes] = {}
    for place, renderer in enumerate(RENDERERS):
        numbered = {n: order.body for n, order in enumerate(ordered) if order.renderer == place}
        for envelope in await over_smtp(renderer, numbered):
            assert isinstance(envelope.content, bytes)
            (to,) = envelope.rcpt_tos
            found[to] = envelope.content
    return [(order, found[order.wanted.to]) for order in ordered]


async def test_1000_mails_pass_the_lint_and_their_signatures_verify(tmp_path: Path) -> None:
    key = make_key(tmp_path / "key.pem", "rsa")
    signer = Signer("sonoivu.angiang.gov.vn", "ln2026", key)
    records = {"ln2026._domainkey.sonoivu.angiang.gov.vn": record(key)}
    mails = await sent(MAILS)
    assert len(mails) == MAILS
    for order, raw in mails:
        assert lint(raw, order.wanted) == [], order
        again = RENDERERS[order.renderer].mail(order.body, order.wanted.message_id, LATER).raw
        assert _without_date(again) == _without_date(raw), "a retry is the very same but its Date"
        assert verifies(signer.sign(raw, NOW), records)


def _without_date(raw: bytes) -> list[bytes]:
    boundary = raw.partition(b'boundary="')[2].partition(b'"')[0]
    lines = raw.replace(boundary, b"").split(b"\r\n")
    return [line for line in lines if not line.startswith(b"Date: ")]


def test_the_thousand_are_varied_enough_to_mean_something() -> None:
    ordered = list(orders(MAILS))
    openings = [order.body.get("opening") for order in ordered if order.wanted.of_citizen]
    assert len({order.wanted.agency for order in ordered}) >= len(NAMES)
    assert sum(opening is None for opening in openings) > 100
    assert len({opening["id"] for opening in openings if opening}) >= 3
    assert sum(order.wanted.private for order in ordered) > 200
    assert {order.body["kind"] for order in ordered} == {"invite", "remind", *OFFICE}
    assert any(order.body.get("begun") for order in ordered)


# -- the lint can fail -----------------------------------------------------------------------
def _one(kind: str = "invite") -> tuple[Order, bytes]:
    order = next(order for order in orders(200) if order.body["kind"] == kind)
    mail = RENDERERS[order.renderer].mail(order.body, order.wanted.message_id, LATER)
    return order, mail.raw


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"List-Unsubscribe: <https", b"List-Unsubscribe: =?utf-8?q?=3Chttps"),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", b"List-Unsubscribe-Post: One-Click"),
        (b"Auto-Submitted: auto-generated\r\n", b""),
        (b"Auto-Submitted: ", b"Bcc: x@y.vn\r\nAuto-Submitted: "),
        (b"MIME-Version", b"X-Pad: " + b"x" * 998 + b"\r\nMIME-Version"),
        (b"MIME-Version", b"X-Wide: \xe1\xba\xa3\r\nMIME-Version"),
        (b"\r\nTo: ", b"\nTo: "),
        (b"Message-ID: <ref", b"Message-ID: <other"),
        (b"text/plain", b"text/css"),
    ],
)  # fmt: skip
def test_a_mail_with_a_fault_fails(old: bytes, new: bytes) -> None:
    order, raw = _one()
    assert lint(raw, order.wanted) == []
    assert old in raw
    assert lint(raw.replace(old, new, 1), order.wanted)


@pytest.mark.parametrize(
    "change",
    [
        {"to": "other@example.com"}, {"name": "UBND"}, {"agency": "Sở X"},
        {"secrets": ("Kính gửi",)}, {"public_url": "https://evil.example"},
        {"of_citizen": False}, {"private": True},
        {"words_of_mail": ("không có trong thư",)},
    ],
)  # fmt: skip
def test_a_mail_that_is_not_what_was_ordered_fails(change: dict[str, Any]) -> None:
    order, raw = next(
        (order, RENDERERS[order.renderer].mail(order.body, order.wanted.message_id, LATER).raw)
        for order in orders(200)
        if order.wanted.of_citizen and not order.wanted.private
    )
    assert lint(raw, order.wanted) == []
    assert lint(raw, replace(order.wanted, **change))


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p>a", "never closed"), ("<p><b>a</p></b>", "closes"), ("<table></table>", "role"),
        ('<p style="color:#888888;">a</p>', "contrast"),
        ('<p style="font-size:12px;">a</p>', "12.0 px"),
        ('<a href="x" style="display:block;padding:8px 0;line-height:26px;">a</a>', "42.0 px high"),
        ('<a href="x">a</a>', "px high"), ("<img>", "alt"), ("a", "languages"),
        ('<p class="x">a</p><style>@media (prefers-color-scheme:dark){.x{color:#333333!important}}'
         "</style>", "contrast"),
    ],
)  # fmt: skip
def test_a_page_with_a_fault_fails(html: str, fault: str) -> None:
    assert any(fault in found for found in page_of(f"<!doctype html>{html}").faults)


def test_contrast_is_computed_rightly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_no_private_word_of_the_list_is_in_what_every_mail_says() -> None:
    order = next(islice((o for o in orders(50) if o.wanted.private), 1))
    words = RENDERERS[order.renderer]._prepared.words(order.body)
    said = words.text.decode().replace(order.wanted.agency, "")
    assert not is_private((said, words.subject.replace(order.wanted.agency, "")))
