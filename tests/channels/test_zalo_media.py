"""From where a citizen's picture may be fetched, and what it may be. No network is used."""

import pytest

from bot.media_due import KINDS, MediaGone, MediaRefused
from channels.zalo.media import MediaFetcher, PublicOnly, is_public
from channels.zalo.sniff import sniffed

HOSTS = ("zdn.vn",)
PRACTICE = "http://127.0.0.1:8100"


@pytest.mark.parametrize(
    "url", ["https://zdn.vn/a", "https://f1.zdn.vn/a.jpg", "https://a.b.zdn.vn:443/x?y=1",
            "https://F1.ZDN.VN/a", "https://f1.zdn.vn./a"],
)  # fmt: skip
def test_the_platforms_hosts(url: str) -> None:
    assert MediaFetcher(HOSTS).allowed(url)


FORBIDDEN = [
    "", "x", "//f1.zdn.vn/a", "f1.zdn.vn/a", "http://f1.zdn.vn/a", "ftp://f1.zdn.vn/a",
    "file:///etc/passwd", "gopher://f1.zdn.vn/", "data:text/html,x", "javascript:alert(1)",
    "https://zdn.vn.evil.example/a", "https://evilzdn.vn/a", "https://evil.example/zdn.vn",
    "https://evil.example/?zdn.vn", "https://evil.example#.zdn.vn", "https://zdn.vn@evil.example/a",
    "https://f1.zdn.vn@127.0.0.1/", "https://u:p@f1.zdn.vn/a", "https://u@f1.zdn.vn/a",
    "https://f1.zdn.vn:8443/a", "https://f1.zdn.vn:80/a", "https://f1.zdn.vn:99999/a",
    "https://f1.zdn.vn:x/a", "https://127.0.0.1/a", "https://[::1]/a", "https://[::ffff:127.0.0.1]/",
    "https://2130706433/a", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/",
    "https://localhost/a", "https://169.254.169.254/latest/meta-data", "https://10.0.0.1/",
    "https://192.168.1.1/", "https://0/", "https://[fe80::1%25eth0]/", "https://zdn.vn\\@evil.example/",
    "https://evil.example\\.zdn.vn/", "https://f1.zdn.vn\\.evil.example/", "https:///zdn.vn",
    "https://.zdn.vn.evil.example/", "https://zdn.vn%2eevil.example/", "https://[zdn.vn]/",
    "http://127.0.0.1:8100/a", "http://127.0.0.1:8101/a", "https://127.0.0.1:8100/a", "https://",
]  # fmt: skip


@pytest.mark.parametrize("url", FORBIDDEN)
async def test_nothing_else_is_asked(url: str) -> None:
    fetcher = MediaFetcher(HOSTS)
    assert not fetcher.allowed(url)
    with pytest.raises(MediaRefused, match="host"):
        await fetcher.fetch(url)
    await fetcher.close()


def test_in_practice_the_sandboxs_own_address_is_one_more_and_no_other_port() -> None:
    fetcher = MediaFetcher(HOSTS, PRACTICE)
    assert fetcher.allowed(f"{PRACTICE}/media/M1.jpg")
    for url in ("http://127.0.0.1:8101/a", "https://127.0.0.1:8100/a", "http://localhost:8100/a",
                "http://127.0.0.1:8100@evil.example/", "http://127.0.0.1/"):  # fmt: skip
        assert not fetcher.allowed(url)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "0.0.0.0",
                "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
                "fe80::1%eth0",
                "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "ff02::1", "198.18.0.1"],
)  # fmt: skip
def test_addresses_of_no_open_internet(address: str) -> None:
    assert not is_public(address)


def test_addresses_of_the_open_internet() -> None:
    assert is_public("118.102.1.1")
    assert is_public("2405:4800::1")


async def test_a_name_that_leads_into_this_machine_is_not_followed() -> None:
    with pytest.raises(OSError, match="public"):
        await PublicOnly().resolve("localhost", 443)
    fetcher = MediaFetcher(("localhost",))
    assert fetcher.allowed("https://localhost/a")
    with pytest.raises(MediaGone):
        await fetcher.fetch("https://localhost/a")
    await fetcher.close()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"\x89PNG\r\n\x1a\n\0", "image/png"),
        (b"GIF89a", "image/gif"), (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"), (b"#!AMR\n", "audio/amr"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"), (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"ID3\x03", "audio/mpeg"), (b"OggS", "audio/ogg"), (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
        ("mã,tên\n1,An\n".encode(), "text/plain"),
        (b"", None), (b"<html><script>", None), (b"\xef\xbb\xbf <svg", None), (b"MZ\x90\0", None),
        (b"\x7fELF", None), (b"#!/bin/sh\0", None), (b"\xff\xfe\0\0", None),
        (b"\x1f\x8b\x08", None),
    ],
)  # fmt: skip
def test_a_type_is_what_the_bytes_are(content: bytes, kind: str | None) -> None:
    assert sniffed(content) == kind
    assert kind is None or kind in KINDS
