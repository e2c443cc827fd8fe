"""Mails' texts, rendered once for all that differ in their secrets alone. Pure.

Citizens of one agency and procedure get the same words; only the link, the stop and the end of
the case's code are their own. The words are rendered with marks in their place and remembered, so
that a further mail costs a few replacements instead of two templates.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import orjson
from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape

from channels.email.fields import fields_of
from channels.email.style import styled
from channels.email.tidy import one_line, tidy

REMEMBERED = 512
"""Texts of 20 kB each at most: 10 MB."""
FORMS = ("txt", "html")
_TEMPLATES = Path(__file__).parent / "templates"
_SUBJECTS = {
    "invite": "{heading}: mời Ông/Bà cho ý kiến về kết quả đã nhận",
    "remind": "{heading}: nhắc Ông/Bà cho ý kiến, hạn {deadline}",
    "alert": "Lắng Nghe: có ý kiến chưa hài lòng, tuần {week}",
    "thread": "Lắng Nghe: có lời của người dân cần người đọc",
    "channel": "Lắng Nghe: một kênh gửi tin cần người xử lý ngay",
    "budget": "Lắng Nghe: kinh phí nhắn tin của kế hoạch",
    "share": "Lắng Nghe: người dân đồng ý cho xem xét hồ sơ",
    "test": "Lắng Nghe: thư thử",
    "officer": "Re: {heading}: mời Ông/Bà cho ý kiến về kết quả đã nhận",
}
_URGENT = "[GẤP / URGENT] {subject}"
_MARKS = {"token": "\ue000", "stop": "\ue001", "case": "\ue002"}
"""What stands for a mail's own values: signs of Unicode's private use, which no text has."""
_MARK_BYTES = {mark.encode(): name for name, mark in _MARKS.items()}
_SPLIT = re.compile(b"(" + b"|".join(_MARK_BYTES) + b")")
_OWN = ("to", *_MARKS)


@dataclass(frozen=True, slots=True)
class Words:
    """A mail's words; text and HTML in UTF-8, their lines ended by CRLF."""

    sender: str
    subject: str
    text: bytes
    html: bytes


@dataclass(frozen=True, slots=True)
class _Shared:
    """The same with marks: each body in pieces, every second of which is a mark."""

    sender: str
    subject: str
    text: Sequence[bytes]
    html: Sequence[bytes]


class Prepared:
    """Renders bodies of the outbox; the templates are compiled once."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        sources = {path.name: styled(path.read_text("utf-8")) for path in _TEMPLATES.iterdir()}
        environment = Environment(
            loader=DictLoader(sources),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            newline_sequence="\r\n",
        )
        names = (f"{kind}.{form}" for kind in _SUBJECTS for form in FORMS)
        self._templates = {name: environment.get_template(name) for name in names}
        self._shared: Callable[[bytes], _Shared] = lru_cache(maxsize=REMEMBERED)(self._render)

    def words(self, body: Mapping[str, Any]) -> Words:
        """What a mail of this body says. Raises KeyError for a kind that has no template."""
        marked = [name for name in _MARKS if body.get(name)]
        shared = self._shared(_key(body, marked))
        own = {_MARKS[name].encode(): one_line(str(body[name])) for name in marked}
        plain = {mark: value.encode() for mark, value in own.items()}
        safe = {mark: escape(value).encode() for mark, value in own.items()}
        return Words(
            sender=shared.sender,
            subject=shared.subject,
            text=b"".join([plain.get(piece, piece) for piece in shared.text]),
            html=b"".join([safe.get(piece, piece) for piece in shared.html]),
        )

    def _render(self, key: bytes) -> _Shared:
        body, marked = orjson.loads(key)
        fields = fields_of(self._public_url, tidy(body) | {name: _MARKS[name] for name in marked})
        kind = body["kind"]
        subject = _SUBJECTS[kind].format(**fields)
        fields["title"] = _URGENT.format(subject=subject) if fields["urgent"] else subject
        text, html = (self._templates[f"{kind}.{form}"].render(fields) for form in FORMS)
        sender, subject = fields["from_name"], fields["title"]
        return _Shared(sender, subject, _SPLIT.split(text.encode()), _SPLIT.split(html.encode()))


def _key(body: Mapping[str, Any], marked: list[str]) -> bytes:
    """All that the words depend on but the mail's own values; a mark in it is dropped."""
    shared = {name: value for name, value in body.items() if name not in _OWN}
    key = orjson.dumps((shared, marked), option=orjson.OPT_SORT_KEYS)
    for mark in _MARK_BYTES:
        if mark in key:
            key = key.replace(mark, b"")
    return key
