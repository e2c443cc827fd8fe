"""A Vietnamese telephone number, sealed like free words: 0 and 9 digits (mobile) or 10 (fixed)."""

import re

from flows.language.kinds.entry import KindEntry, Parsed, Problem, unchanged
from flows.language.kinds.text import free_text, unseen
from flows.model import Kind, Question

_NUMBER = re.compile(r"(?:\+?84|0084|0)([35789]\d{8}|2\d{9})")
_BETWEEN = re.compile(r"[\s.\-()]")


def _parse(_: Question, raw: str) -> Parsed:
    found = _NUMBER.fullmatch(_BETWEEN.sub("", raw))
    return f"0{found[1]}" if found else Problem("no_phone")


PHONE = KindEntry(
    word="phone",
    kind=Kind.PHONE,
    vi="Số điện thoại; được niêm phong riêng.",
    en="A telephone number; it is sealed apart.",
    example={"text": "Số điện thoại để liên hệ lại?", "kind": "phone"},
    read=unchanged,
    name=free_text,
    value=unseen,
    parse=_parse,
    samples=lambda _: ("0912345678",),
)
