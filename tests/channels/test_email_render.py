"""Mails as bytes: headers that providers read, the same links in both parts, nothing told."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest

from channels.email.render import Letterhead, MailRenderer

PAGE = "https://khaosat.sonoivu.angiang.gov.vn"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TOKEN = "a1B2c3D4e5F6g7H8i9J0kQ"
STOP = "s1B2c3D4e5F6g7H8i9J0kQ"
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
OPENING = {
    "id": "tong_the", "row": False,
    "vi": {"text": "Ông/Bà hài lòng thế nào?", "options": [["1", "Không"], ["5", "Có"], ["?", ""]]},
    "en": {"text": "How satisfied are you?", "options": [["1", "No"], ["5", "Yes"], ["?", ""]]},
}  # fmt: skip
CITIZEN = {"to": "bay@example.com", "token": TOKEN, "stop": STOP, "facts": FACTS}
KINDS: dict[str, dict[str, Any]] = {
    "invite": {**CITIZEN, "opening": OPENING, "case": "…-0001"},
    "remind": {**CITIZEN, "last": True},
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
    "thread": {
        "to": "can-bo@angiang.gov.vn", "department": "Sở Nội vụ tỉnh An Giang", "about": "person",
        "urgent": False,
    },
    "officer": {
        "to": "bay@example.com", "facts": FACTS, "text": "Thứ Sáu này ạ.\n<b>Mời</b> Ông/Bà đến.",
        "answers": "<own@example.com>",
    },
    "channel": {
        "to": "can-bo@angiang.gov.vn", "department": "Sở Nội vụ tỉnh An Giang",
        "vi": "Zalo dừng gửi.", "do_vi": "Kết nối lại.", "en": "Zalo stopped.", "do_en": "Connect.",
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
    assert mail["Auto-Submitted"] == (None if kind == "officer" else "auto-generated")
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
    assert line == f"List-Unsubscribe: <{PAGE}/mail/thoi/{STOP}>\r\n".encode()
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in data


@pytest.mark.parametrize("kind", ["alert", "share", "budget", "thread", "channel"])
def test_a_mail_to_an_office_is_no_list_and_carries_no_personal_link(kind: str) -> None:
    data = raw(kind)
    assert b"List-Unsubscribe" not in data
    mail = read(data)
    assert "/k/" not in part(mail, "plain") + part(mail, "html")


@pytest.mark.parametrize("kind", ["invite", "remind"])
def test_text_and_html_lead_to_the_same_places(kind: str) -> None:
    mail = read(raw(kind))
    in_text = re.findall(r"https?://\S+", part(mail, "plain"))
    hrefs = [unescape(href) for href in re.findall(r'href="([^"]+)"', part(mail, "html"))]
    assert [href for href in hrefs if href != "tel:02963000000"] == in_text
    page, stop = f"{PAGE}/k/{TOKEN}", f"{PAGE}/mail/thoi/{STOP}"
    chosen = [f"{page}?chon=tong_the:{value}" for value in ("1", "5", "%3F")]
    here = [*(chosen if kind == "invite" else ()), page, stop]
    there = [f"{link}&lang=en" for link in chosen] if kind == "invite" else []
    assert in_text == [*here, *there, f"{page}?lang=en", f"{stop}?lang=en"]


def test_a_link_preselects_whatever_the_values_are_made_of() -> None:
    said = {"text": "Gì?", "options": [["a&b=1", "A"], ["đ?", "B"]]}
    mail = read(raw("invite", opening={"id": "q+1", "row": True, "vi": said}))
    for form in ("plain", "html"):
        assert "?chon=q%2B1:a%26b%3D1" in part(mail, form)
        assert "?chon=q%2B1:%C4%91%3F" in part(mail, form)


@pytest.mark.parametrize("hotline", ["0296.300.0000", "1022", "1900 6969 (giờ làm việc)"])
def test_a_hotline_can_be_called_where_it_is_a_number_alone(hotline: str) -> None:
    html = part(read(raw("invite", facts={**FACTS, "plan.hotline": hotline})), "html")
    called = re.findall(r'href="tel:([^"]+)"', html)
    assert called == ([] if "(" in hotline else [re.sub(r"\D", "", hotline)])
    assert hotline in html


@pytest.mark.parametrize("kind", ["invite", "remind"])
def test_a_citizens_mail_names_no_procedure_that_it_was_not_told_to_name(kind: str) -> None:
    """Also one of an older release, whose body has all the facts of the case."""
    mail = read(raw(kind))
    whole = f"{mail['From']} {mail['Subject']} {part(mail, 'plain')} {part(mail, 'html')}"
    assert "Sở Văn hóa, Thể thao và Du lịch" in mail["Subject"]
    assert "kết quả một thủ tục mà" in whole
    for secret in ("lý lịch", "000.00.12", "phiếu"):
        assert secret not in whole
    for needed in ("0296 300 0000", "14/12/2026", "không bao giờ hỏi số CCCD, mật khẩu, OTP"):
        assert needed in part(mail, "plain")
        assert needed in part(mail, "html")


def test_a_procedure_that_may_be_named_stands_in_the_body_alone() -> None:
    mail = read(raw("invite", procedure="Đăng ký khai sinh"))
    assert "thủ tục “Đăng ký khai sinh”" in part(mail, "plain")
    assert "thủ tục “Đăng ký khai sinh”" in part(mail, "html")
    assert "khai sinh" not in f"{mail['From']} {mail['Subject']}"


@pytest.mark.parametrize(("begun", "last"), [(True, False), (False, True), (False, False)])
def test_a_reminder_says_where_one_stands(begun: bool, last: bool) -> None:
    mail = read(raw("remind", begun=begun, last=last))
    for form in ("plain", "html"):
        assert ("Trả lời tiếp" in part(mail, form)) is begun
        assert ("lời nhắc cuối cùng" in part(mail, form)) is last
        assert ("This is the last reminder" in part(mail, form)) is last


def test_mails_of_one_agency_share_their_words_and_keep_their_own_secrets() -> None:
    """The words are remembered; a secret, an address or a code of one is never in another's."""
    one = part(read(raw("invite")), "html")
    changed = {"token": "T" * 22, "stop": "S" * 22, "case": "…-9<b>9", "to": "hai@example.com"}
    two = part(read(raw("invite", **changed)), "html")
    for secret in (TOKEN, STOP, "…-0001", "bay@example.com"):
        assert secret not in two
    shown = two.replace("T" * 22, TOKEN).replace("S" * 22, STOP)
    assert shown.replace("…-9&lt;b&gt;9", "…-0001") == one
    fooled = raw("invite", facts={**FACTS, "agency.name": "Sở \ue000\ue001\ue002 X"})
    assert "Sở  X" in part(read(fooled), "plain")


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


def test_an_officers_answer_stands_in_the_thread_and_is_no_machines() -> None:
    mail = read(raw("officer"))
    assert (mail["In-Reply-To"], mail["References"]) == ("<own@example.com>",) * 2
    assert "Auto-Submitted" not in mail
    assert str(mail["Subject"]).startswith("Re: ")
    assert "<b>Mời</b> Ông/Bà đến." in part(mail, "plain")
    assert "&lt;b&gt;Mời&lt;/b&gt; Ông/Bà đến." in part(mail, "html")
    for crafted in ("<a@b>\r\nBcc: x@y.vn", "<a b@c>", "", "x" * 300, "<ă@b.c>"):
        assert "In-Reply-To" not in read(raw("officer", answers=crafted))


def test_an_officers_lines_stay_lines_and_end_as_a_mails_do() -> None:
    words = "Một\nHai\r\n\u202eBa\x00\u2028Bo\u0302\u0301n"
    found = read(raw("officer", text=words)).get_body(("plain",))
    assert isinstance(found, EmailMessage)
    said = found.get_payload(decode=True)
    assert isinstance(said, bytes)
    assert "\r\n\r\nMột\r\nHai\r\nBa \r\nBốn\r\n\r\n" in said.decode()
    assert "Một<br>Hai<br>Ba <br>Bốn</p>" in part(read(raw("officer", text=words)), "html")


def test_a_case_that_is_told_stands_in_one_line() -> None:
    assert "Hồ sơ: H01 -1 2\r\n" in part(read(raw("share", case="H01\r\n-1\u20282")), "plain")


@pytest.mark.parametrize("form", ["plain", "html"])
def test_english_words_have_english_dates(form: str) -> None:
    vi, en = re.split(
        r"in english", part(read(raw("invite")), form), maxsplit=1, flags=re.IGNORECASE
    )
    dates = ("November 2026", "14 December 2026", "23 November 2028")
    assert all(date in en and date not in vi for date in dates)
    odd = {**FACTS, "case.month": "13/2026", "plan.deadline": "cuối năm"}
    said = part(read(raw("invite", facts=odd)), form)
    assert said.count("13/2026") == said.count("cuối năm") == 2
