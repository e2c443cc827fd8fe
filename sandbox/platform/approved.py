"""A template of the app: what Zalo checks when it is sent, and how it is described. Facts §4.2.

It keeps no message.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.values import Json

SAMPLES = {
    1: "Nguyễn Văn An", 2: "84900000001", 3: "1 Lý Thường Kiệt", 4: "K7M29QXB", 5: "nhãn",
    6: "hoàn thành", 7: "02963957049", 8: "Ông", 9: "dịch vụ", 10: "1", 11: "09:00 23/11/2026",
    12: "123456", 13: "https://example.vn/x", 14: "10000", 15: "ghi chú",
}  # fmt: skip
TAGS = {1: "TRANSACTION", 2: "CUSTOMER_CARE", 3: "PROMOTION"}
PROMOTION = 3
RESTRICTS = {1: "transaction", 2: "customer_care", 3: "promotion"}  # as a person may refuse them
STATUSES = {1: "ENABLE", 2: "PENDING_REVIEW", 3: "REJECT", 4: "DISABLE", 5: "DELETE"}
OTP, RATING = 2, 5  # template types [OQ]

SLOT = re.compile(r"<([a-z_]+)>")
PAGE_BASE = "page_base"  # filled by the sandbox, not by the sender


def length(words: str) -> int:
    """Characters after NFC, as Zalo's limits are meant."""
    return len(unicodedata.normalize("NFC", words))


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template. Prices in dong."""

    template_id: str
    name: str
    status: str
    tag: int
    price_sdt: int
    price_uid: int
    by_uid: bool
    title: str
    paragraphs: tuple[str, ...]
    buttons: tuple[Mapping[str, str], ...]
    params: Mapping[str, tuple[int, int]]  # name -> (type, most characters)
    kind: int = 1  # 1 custom, 2 OTP, 3 payment, 4 voucher, 5 rating [OQ]
    oa: str = ""  # whose it is; "": of every account of the app
    daily_limit: int = 0  # sends by phone a day; 0: only the account's limit
    night_ban: bool = False  # -133 from 22:00 to 06:00
    quality: str = "HIGH"
    stars: tuple[str, ...] = ()  # a rating template's five titles

    def of(self, oa_id: str) -> bool:
        """Whether an account may send it."""
        return self.oa in ("", oa_id)

    def refusal(self, data: Json) -> tuple[int, str] | None:
        """Why these values cannot be sent: (code, message), or None when they can.

        -132 for a missing or unknown name, -112 for a value that is no text or number, -1121 for
        one too long [OQ: codes; ASSUMED: which applies when several do].
        """
        missing = [name for name in self.params if data.get(name) in (None, "")]
        if missing:
            return -132, f"Template parameter is missing: {', '.join(missing)}"
        unknown = [name for name in data if name not in self.params]
        if unknown:
            return -132, f"Template parameter is unknown: {', '.join(unknown)}"
        for name, value in data.items():
            if not isinstance(value, str | int | float) or isinstance(value, bool):
                return -112, f"Template data type is invalid: {name}"
            if length(str(value)) > self.params[name][1]:
                return -1121, f"Template data exceeds its length: {name}"
        return None

    def body(self, data: Json) -> str:
        """The paragraphs with the values in, a line break between them."""
        return "\n".join(_fill(paragraph, data) for paragraph in self.paragraphs)

    def filled_buttons(self, data: Json, page_base: str) -> list[Json]:
        """The buttons as a bubble has them: {"title","type","payload"}."""
        kinds = {"url": "oa.open.url", "chat": "oa.open.chat"}
        values = {**data, PAGE_BASE: page_base}
        return [
            {
                "title": button["title"],
                "type": kinds[button["type"]],
                "payload": {"url": _fill(button["content"], values)}
                if button["type"] == "url"
                else {},
            }
            for button in self.buttons
        ]

    def row(self) -> Json:
        """Its line in GET /template/all [OQ]: the status as a word."""
        return {
            "templateId": self.template_id,
            "templateName": self.name,
            "createdTime": 1_790_000_000_000,
            "status": self.status,
            "templateQuality": self.quality,
        }

    def info(self, preview_url: str) -> Json:
        """The answer of GET /template/info/v2 [OQ]; no listParams unless approved [REAL]."""
        shown = self.params.items() if self.status == "ENABLE" else ()
        return {
            "templateId": self.template_id,
            "templateName": self.name,
            "status": self.status,
            "listParams": [
                {
                    "name": name,
                    "require": True,
                    "type": "STRING",
                    "maxLength": most,
                    "minLength": 1,
                    "acceptNull": False,
                }
                for name, (_, most) in shown
            ],
            "listButtons": [
                {
                    "type": 1 if b["type"] == "url" else 2,
                    "title": b["title"],
                    "content": b["content"],
                }
                for b in self.buttons
            ],
            "timeout": 86_400_000,
            "previewUrl": preview_url,
            "templateQuality": self.quality,
            "templateTag": TAGS[self.tag],
            "price_sdt": str(self.price_sdt),
            "price_uid": str(self.price_uid),
        }

    def sample(self) -> Json:
        """The answer of GET /template/sample-data: a value for every parameter [OQ]."""
        return {name: SAMPLES[kind][:most] for name, (kind, most) in self.params.items()}


def _fill(words: str, values: Json) -> str:
    return SLOT.sub(lambda slot: str(values.get(slot[1], slot[0])), words)
