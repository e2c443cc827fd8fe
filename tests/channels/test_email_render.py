"""Mails as bytes: headers that providers read, the same links in both parts, nothing told."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from channels.email.render import Letterhead, MailRenderer

PAGE = "https://khaosat.sonoivu.angiang.gov.vn"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TOKEN = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"
RENDERER = MailRenderer(Letterhead("khaosat@sonoivu.angiang.gov.vn", PAGE))
FACTS = {
    "department.name": "Sở Nội vụ tỉnh An Giang",
    "agency.name": "Sở Văn hóa, Thể thao và Du lịch",
    "case.month": "11/2026",
    "case.procedure": "Cấp phiếu lý lịch tư pháp theo yêu cầu của cá nhân",
    "case.code": "000.00.12.H01-261101-0001",
    "plan.minutes": "4",
    "plan.hotline": "0296 300 0000",
    "plan.keep_until": "23/11/2028",
    "plan.deadline": "14/12/2026",
}
KINDS: dict[str, dict[str, Any]] = {
    "invite": {"to": "bay@example.com", "token": TOKEN, "facts": FACTS},
    "remind": {"to": "bay@example.com", "token": TOKEN, "facts": FACTS},
    "alert": {
        "to": "vhttdl@angiang.gov.vn", "agency": "Sở Văn hóa, Thể thao và Du lịch",
        "department": "Sở Nội vụ tỉnh An Giang", "criterion": "thái độ lịch sự", "week": "48/2026",
    },
    "share": {
        "to": "vhttdl@angiang.gov.vn", "agency": "Sở Văn hóa, Thể thao và Du lịch",
        "department": "Sở Nội vụ tỉnh An Giang", "case": "000.00.12.H01-261101-0001",
        "criteria": ["thái độ lịch sự", "trả kết quả đúng hẹn"],
    },
    "budget": {
        "to": "can-bo@angiang.gov.vn", "department": "Sở Nội vụ tỉnh An Giang",
        "plan": "Khảo sát 2026", "spent": True, "total": 2_000_000, "used": 1_999_900, "left": 100,
    },
}  # fmt: skip
ONE_HEADER_LINE = re.compile(rb"^List-Unsubscribe: <https://[^>\s]+>\r\n", re.MULTILINE)


def raw(kind: str, **changed: Any) -> bytes:
    body = {"kind": kind, **KINDS[kind], **changed}
    return RENDERER.mail(body, "ref.i1e", NOW).raw


def read(data: bytes) -> EmailMessage:
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_has_what_a_provider_asks_for(kind: str) -> None:
    data = raw(kind)
    mail = read(data)
    assert mail["From"].addresses[0].addr_spec == "khaosat@sonoivu.angiang.gov.vn"
    assert mail["From"].addresses[0].display_name == "Sở Nội vụ tỉnh An Giang"
    assert [a.addr_spec for a in mail["To"].addresses] == [KINDS[kind]["to"]]
    assert mail["Subject"]
    assert mail["Date"] == "Mon, 23 Nov 2026 09:00:00 +0700"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert b"\r\nMessage-ID: <ref.i1e@sonoivu.angiang.gov.vn>\r\n" in b"\r\n" + data
    assert all(len(mail.get_all(name, [])) == 1 for name in ("From", "To", "Subject", "Message-ID"))
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert mail.defects == []
    assert part(mail, "plain")
    assert '<html lang="vi">' in part(mail, "html")


@pytest.mark.parametrize("kind", ["invite", "remind"])
def test_one_click_stop_stands_unfolded_and_unencoded_in_the_raw_bytes(kind: str) -> None:
    data = raw(kind)
    (line,) = ONE_HEADER_LINE.findall(data)
    assert line == f"List-Unsubscribe: <{PAGE}/mail/thoi/{TOKEN}>\r\n".encode()
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in data


@pytest.mark.parametrize("kind", ["alert", "share", "budget"])
def test_a_mail_to_an_office_is_no_list_and_carries_no_personal_link(kind: str) -> None:
    data = raw(kind)
    assert b"List-Unsubscribe" not in data
    mail = read(data)
    assert "/k/" not in part(mail, "plain") + part(mail, "html")


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_lead_to_the_same_places(kind: str) -> None:
    mail = read(raw(kind))
    in_text = set(re.findall(r"https?://\S+", part(mail, "plain")))
    in_html = set(re.findall(r'href="([^"]+)"', part(mail, "html")))
    assert {link.partition("?")[0] for link in in_html} == in_text
    if kind in ("invite", "remind"):
        assert in_text == {f"{PAGE}/k/{TOKEN}", f"{PAGE}/k/{TOKEN}/thoi"}
    assert "http" not in re.sub(r'href="[^"]+"', "", part(mail, "html")).replace(
        "http-equiv", ""
    ), "no tracking picture, nothing fetched"
    assert "<img" not in part(mail, "html")


@pytest.mark.parametrize("kind", ["invite", "remind"])
def test_a_citizens_mail_names_the_body_and_never_the_procedure_or_case(kind: str) -> None:
    mail = read(raw(kind))
    whole = f"{mail['From']} {mail['Subject']} {part(mail, 'plain')} {part(mail, 'html')}"
    assert "Sở Văn hóa, Thể thao và Du lịch" in mail["Subject"]
    for secret in ("lý lịch", "000.00.12", "phiếu"):
        assert secret not in whole
    for needed in ("0296 300 0000", "14/12/2026", "không bao giờ hỏi số CCCD, mật khẩu, OTP"):
        assert needed in part(mail, "plain")
        assert needed in part(mail, "html")


def test_an_alert_names_criterion_and_week_alone() -> None:
    mail = read(raw("alert", **{"facts": FACTS}))
    for text in (part(mail, "plain"), part(mail, "html")):
        assert "thái độ lịch sự" in text
        assert "48/2026" in text
        for secret in ("000.00.12", "lý lịch", "11/2026", "bay@example.com"):
            assert secret not in text


@pytest.mark.parametrize("form", ["plain", "html"])
def test_an_urgent_alert_says_so_in_subject_and_text_in_both_languages(form: str) -> None:
    urgent, usual = read(raw("alert", urgent=True)), read(raw("alert", urgent=False))
    assert urgent["Subject"] == f"[GẤP / URGENT] {usual['Subject']}"
    for sign in ("GẤP", "URGENT"):
        assert sign in part(urgent, form)
        assert sign not in part(usual, form)


def test_an_alert_of_a_release_that_knew_no_level_is_not_urgent() -> None:
    assert raw("alert") == raw("alert", urgent=False)


def test_only_the_shared_mail_names_the_case() -> None:
    mail = read(raw("share"))
    for text in (part(mail, "plain"), part(mail, "html")):
        assert "000.00.12.H01-261101-0001" in text
        assert "trả kết quả đúng hẹn" in text


def test_values_cannot_become_markup() -> None:
    agency = '<b onclick="x">Sở</b> & "bạn"'
    mail = read(raw("invite", facts={**FACTS, "agency.name": agency}))
    assert "<b onclick" not in part(mail, "html")
    assert agency in part(mail, "plain")


def test_the_same_body_gives_the_same_headers_on_a_second_try() -> None:
    one, two = read(raw("invite")), read(raw("invite"))
    for name in ("From", "To", "Subject", "Message-ID", "List-Unsubscribe"):
        assert one[name] == two[name]
