"""Mail addresses, and what stands in their column instead."""

import pytest

from channels.email.addresses import address as writable
from people.emails import read_email


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("A.Nguyen@Example.COM", "a.nguyen@example.com"),
        (" <a@example.org>; ", "a@example.org"),
        ("mailto:a+b@example.net", "a+b@example.net"),
        ("x.y@exämple.com", "x.y@xn--exmple-cua.com"),
        ("k@bounce.example", "k@bounce.example"),
        ("o'neil_1@example.com", "o'neil_1@example.com"),
        ("Nguyễn@Example.COM", "nguyễn@example.com"),  # RFC 6531
        ("ba\u0309y@thư.vn", "bảy@xn--th-e0a.vn"),
    ],
)
def test_an_address_is_made_regular(cell: str, address: str) -> None:
    assert read_email(cell) == address
    assert writable(address) == address, "what is read can be written to"


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "không có",
        "khongco@gmail.com",
        "no@yahoo.com.vn",
        "a@@example.com",
        "a b@example.com",
        "a..b@example.com",
        "a@localhost",
        "a@example",
        "nguyễn.văn.bảy@gmail.com",  # they give out none such: a slip of the keyboard
        "nguyễn@outlook.com",
        "ễ" * 22 + "@example.com",
        "😀@example.com",
        "@example.com",
        "x" * 65 + "@example.com",
        "0912345678",
    ],
)
def test_what_cannot_be_written_to_is_none(cell: str) -> None:
    assert read_email(cell) is None
