"""What Zalo checks when a template is made. Limits: facts §4.3 [OQ]. It keeps none."""

from collections.abc import Mapping
from pathlib import Path

from sandbox.platform.approved import (
    OTP,
    PAGE_BASE,
    RATING,
    SLOT,
    STATUSES,
    TAGS,
    Template,
    length,
)
from sandbox.values import Json, parse, part, text, whole

# Most characters of a parameter by its type number [OQ].
TYPE_LIMITS = {
    1: 30, 2: 15, 3: 200, 4: 30, 5: 30, 6: 30, 7: 50, 8: 5, 9: 200, 10: 20, 11: 20, 12: 10,
    13: 200, 14: 12, 15: 90,
}  # fmt: skip


def read(row: Json) -> Template:
    """A template from its JSON; raises ValueError with every fault in it."""
    paragraphs, buttons, params = row.get("paragraphs"), row.get("buttons"), part(row, "params")
    stars = row.get("stars")
    template = Template(
        template_id=text(row, "template_id"),
        name=text(row, "name"),
        status=text(row, "status") or "ENABLE",
        tag=whole(row, "tag", 2),
        price_sdt=whole(row, "price_sdt", 300),
        price_uid=whole(row, "price_uid", 210),
        by_uid=row.get("by_uid") is not False and whole(row, "type", 1) != OTP,
        title=text(row, "title"),
        paragraphs=tuple(map(str, paragraphs)) if isinstance(paragraphs, list) else (),
        buttons=tuple(_button(b) for b in buttons) if isinstance(buttons, list) else (),
        params={
            name: (whole(part(params, name), "type", 0), whole(part(params, name), "max", 0))
            for name in params
        },
        kind=whole(row, "type", 1),
        oa=text(row, "oa"),
        daily_limit=whole(row, "daily_limit", 0),
        night_ban=row.get("night_ban") is True,
        quality=text(row, "quality") or "HIGH",
        stars=tuple(map(str, stars)) if isinstance(stars, list) else (),
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
    if template.status not in STATUSES.values():
        faults.append(f"status is one of {', '.join(STATUSES.values())}")
    faults += _rating_faults(template)
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
        for slot in SLOT.findall(words)
    } - {PAGE_BASE}
    if used != set(template.params):
        faults.append(f"slots and params differ: {sorted(used ^ set(template.params))}")
    return faults


def _rating_faults(template: Template) -> list[str]:
    if template.kind != RATING:
        return []
    faults = [] if template.tag == 2 else ["a rating template has tag 2"]
    if len(template.stars) != 5 or not all(0 < length(star) <= 50 for star in template.stars):
        faults.append("a rating template has 5 stars, each a title of 1 to 50 characters")
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
