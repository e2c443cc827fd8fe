"""The OA's approved templates: what Zalo checks when one is made and when one is sent.

It keeps no message. Limits: facts §4.3 [OQ].
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.values import Json, parse, part, text, whole

# Most characters of a parameter by its type number [OQ].
TYPE_LIMITS = {
    1: 30, 2: 15, 3: 200, 4: 30, 5: 30, 6: 30, 7: 50, 8: 5, 9: 200, 10: 20, 11: 20, 12: 10,
    13: 200, 14: 12, 15: 90,
}  # fmt: skip
TAGS = {1: "TRANSACTION", 2: "CUSTOMER_CARE", 3: "PROMOTION"}

_SLOT = re.compile(r"<([a-z_]+)>")
_PAGE_BASE = "page_base"  # filled by the sandbox, not by the sender


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
        values = {**data, _PAGE_BASE: page_base}
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

    def info(self, preview_url: str) -> Json:
        """The answer of GET /template/info/v2 [OQ]."""
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
                for name, (_, most) in self.params.items()
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
            "templateQuality": "HIGH",
            "templateTag": TAGS[self.tag],
            "price_sdt": str(self.price_sdt),
            "price_uid": str(self.price_uid),
        }


def _fill(words: str, values: Json) -> str:
    return _SLOT.sub(lambda slot: str(values.get(slot[1], slot[0])), words)


def read(row: Json) -> Template:
    """A template from its JSON; raises ValueError with every fault in it."""
    paragraphs, buttons, params = row.get("paragraphs"), row.get("buttons"), part(row, "params")
    template = Template(
        template_id=text(row, "template_id"),
        name=text(row, "name"),
        status=text(row, "status") or "ENABLE",
        tag=whole(row, "tag", 2),
        price_sdt=whole(row, "price_sdt", 300),
        price_uid=whole(row, "price_uid", 210),
        by_uid=row.get("by_uid") is not False,
        title=text(row, "title"),
        paragraphs=tuple(map(str, paragraphs)) if isinstance(paragraphs, list) else (),
        buttons=tuple(_button(b) for b in buttons) if isinstance(buttons, list) else (),
        params={
            name: (whole(part(params, name), "type", 0), whole(part(params, name), "max", 0))
            for name in params
        },
    )
    if faults := _faults(template):
        raise ValueError("; ".join(faults))
    return template


def _button(row: object) -> Mapping[str, str]:
    known = row if isinstance(row, dict) else {}
    return {key: text(known, key) for key in ("type", "title", "content")}


def _faults(template: Template) -> list[str]:
    faults = []
    if not template.template_id.isdigit():
        faults.append("template_id is a string of digits")
    if template.tag not in TAGS:
        faults.append("tag is 1, 2 or 3")
    if not 9 <= length(template.title) <= 65:
        faults.append("title has 9 to 65 characters")
    faults += [
        f"paragraph {place} has 9 to 400 characters"
        for place, words in enumerate(template.paragraphs, 1)
        if not 9 <= length(words) <= 400
    ]
    if len(template.buttons) > 2:
        faults.append("at most 2 buttons")
    for button in template.buttons:
        if button["type"] not in ("url", "chat") or not 5 <= length(button["title"]) <= 30:
            faults.append("a button is url or chat, its title 5 to 30 characters")
    for name, (kind, most) in template.params.items():
        if not 0 < most <= TYPE_LIMITS.get(kind, 0):
            faults.append(f"parameter {name} of type {kind} has 1 to {TYPE_LIMITS.get(kind)} signs")
    used = {
        slot
        for words in (*template.paragraphs, *(b["content"] for b in template.buttons))
        for slot in _SLOT.findall(words)
    } - {_PAGE_BASE}
    if used != set(template.params):
        faults.append(f"slots and params differ: {sorted(used ^ set(template.params))}")
    return faults


def shipped(folder: Path) -> list[Template]:
    """The templates in a folder of *.json."""
    found = []
    for path in sorted(folder.glob("*.json")):
        row = parse(path.read_bytes())
        if row is None:
            raise ValueError(f"{path.name}: not a JSON object")
        found.append(read(row))
    return found
