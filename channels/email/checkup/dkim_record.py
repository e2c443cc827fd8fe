"""DKIM's record: is it there, whole, and that of the key that we sign with?"""

import base64
import binascii

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from channels.email.checkup.findings import Finding, bad, good, unasked, unknown
from channels.email.checkup.names import Names, Unasked
from channels.email.checkup.tags import read_tags
from channels.email.dkim_key import Key, public

_CHECK = "dkim"
_SMALLEST = 1024
"""Bits; a smaller RSA key counts as no signature (RFC 8301 §3.2)."""
_PUBLISH = (
    "đăng bản ghi mà lệnh này in ra: langnghe email key.",
    "publish the record that this prints: langnghe email key.",
)


async def check(names: Names, domain: str, selector: str, key: Key | None) -> Finding:
    """The record at the selector; with a key of ours it must be that key's."""
    if not selector:
        return unknown(
            _CHECK,
            ("Máy chủ gửi thư tự ký; chưa biết tên bản ghi (selector).",
             "The mail server signs; its selector is not known here."),
            ("chạy lại với --selector TÊN của máy chủ; hoặc gửi thử (--to) và xem dòng "
             "DKIM-Signature của thư nhận được.",
             "run it again with --selector NAME of the server; or send one (--to) and look at "
             "the DKIM-Signature of what arrives."),
        )  # fmt: skip
    name = f"{selector}._domainkey.{domain}"
    try:
        records = await names.txt(name)
    except Unasked as silent:
        return unasked(_CHECK, silent.name, str(silent))
    own = _PUBLISH if key is not None else ("hỏi người quản lý máy chủ thư.", "ask its admin.")
    if len(records) != 1:
        return bad(
            _CHECK,
            (f"{name} có {len(records)} bản ghi TXT, phải có đúng một.",
             f"{name} has {len(records)} TXT records; it must be one."), own,
        )  # fmt: skip
    return _judged(name, records[0], key, own)


def _judged(name: str, record: str, key: Key | None, do: tuple[str, str]) -> Finding:
    tags = read_tags(record)
    published = "".join(tags.get("p", "").split())
    if "t" in tags and "y" in tags["t"].split(":"):
        return bad(
            _CHECK,
            (f"{name} có t=y (đang thử): nơi nhận coi như thư không ký.",
             f"{name} has t=y (testing): receivers take the mail as unsigned."),
            ("bỏ t=y khỏi bản ghi.", "take t=y out of the record."),
        )  # fmt: skip
    size = _size(published, tags.get("k", "rsa"))
    if not published or size < _SMALLEST:
        return bad(
            _CHECK,
            (f"{name} không có khóa dùng được (trống, hỏng hoặc dưới {_SMALLEST} bit).",
             f"{name} holds no usable key (empty, broken or under {_SMALLEST} bits)."), do,
        )  # fmt: skip
    if key is not None and published != public(key):
        return bad(
            _CHECK,
            (f"{name} là khóa khác với khóa mà hệ thống ký.",
             f"{name} is another key than the one that we sign with."), do,
        )  # fmt: skip
    whose = (" và đúng với khóa của hệ thống", " and is that of our key") if key else ("", "")
    return good(_CHECK, f"{name} có khóa{whose[0]}.", f"{name} holds a key{whose[1]}.")


def _size(text: str, kind: str) -> int:
    """Bits of strength for RSA; Ed25519 counts as enough; 0 where it cannot be read."""
    try:
        raw = base64.b64decode(text, validate=True)
        if kind == "ed25519":
            return _SMALLEST if len(raw) == 32 else 0
        key = load_der_public_key(raw)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return 0
    return key.key_size if isinstance(key, RSAPublicKey) else 0
