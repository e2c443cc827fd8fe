"""Reads in which order a plan's ways are tried, by which templates, and what it may spend.

`reach:` names the ways; without it they follow from `channels:` in that order, so that a plan of
before means what it meant.
"""

from collections.abc import Sequence

from ground.fields import Fields, Path
from plans.model import Budget, Reach, ZaloTemplates

CHANNELS = ("zalo", "email")
OF_CHANNEL = {
    "zalo": (
        Reach.CONSULTATION,
        Reach.PAID_CONSULTATION,
        Reach.TEMPLATE_USER,
        Reach.TEMPLATE_PHONE,
    ),
    "email": (Reach.EMAIL,),
}
LEAST, MOST = 1_000, 1_000_000_000_000  # đồng of a budget: others are slips of the keyboard
USUAL_WARNING = 80  # percent of the budget

_TEMPLATED = (Reach.TEMPLATE_USER, Reach.TEMPLATE_PHONE)
_ZALO = ("invite", "remind", "rating", "rating_answers", "account")


def read_reach(fields: Fields) -> tuple[Reach, ...]:
    """The ways in order; what `channels` and `reach` do not agree on is a fault."""
    if not fields.has(("reach",)):
        channels = fields.words(("channels",), CHANNELS)
        return tuple(way for channel in channels for way in OF_CHANNEL[channel])
    ways = tuple(Reach(word) for word in fields.words(("reach",), tuple(Reach)))
    if fields.has(("channels",)):
        _refuse_strangers(fields, ways, fields.words(("channels",), CHANNELS))
    return ways


def _refuse_strangers(fields: Fields, ways: Sequence[Reach], channels: Sequence[str]) -> None:
    """`channels` beside `reach` may only say the same."""
    if set(channels) == {way.channel for way in ways} or fields.found("P005"):
        return
    fields.fault(
        ("channels",),
        "P018",
        ("“channels” không khớp với “reach”.", "Hãy bỏ “channels”; “reach” nói đủ rồi."),
        ("“channels” and “reach” do not agree.", "Remove “channels”; “reach” says it all."),
    )


def read_zalo(fields: Fields, ways: Sequence[Reach], reminds: bool) -> ZaloTemplates | None:
    """The account, and the templates that the plan's ways need."""
    path: Path = ("zalo",)
    if not any(way.channel == "zalo" for way in ways):
        return None
    templated = any(way in _TEMPLATED for way in ways)
    needed = [
        *(("invite",) if templated else ()),
        *(("remind",) if templated and reminds else ()),
        *(("rating", "rating_answers") if _rates(fields, ways) else ()),
    ]
    if not fields.has(path):
        if needed:
            _refuse_no_templates(fields, needed)
        return None if needed else ZaloTemplates("", "")
    if not fields.table(path, _ZALO, needed):
        return None
    return ZaloTemplates(*(_id(fields, key) for key in _ZALO))


def _rates(fields: Fields, ways: Sequence[Reach]) -> bool:
    """A rating and the question that its stars answer go together."""
    return Reach.RATING in ways or any(fields.has(("zalo", key)) for key in _ZALO[2:4])


def _refuse_no_templates(fields: Fields, needed: Sequence[str]) -> None:
    listed = ", ".join(f"{key}: …" for key in needed)
    fields.fault(
        ("channels",) if fields.has(("channels",)) else ("reach",),
        "P017",
        ("Gửi qua Zalo cần mã mẫu tin.", f"Hãy thêm “zalo: {{{listed}}}”."),
        ("Zalo needs template ids.", f"Add “zalo: {{{listed}}}”."),
    )


def _id(fields: Fields, key: str) -> str:
    path = ("zalo", key)
    return fields.text(path, 40) if fields.has(path) else ""


def read_budget(fields: Fields) -> Budget | None:
    """What the plan may spend; None = no bound."""
    path = ("budget",)
    if not fields.has(path) or not fields.table(path, ("total", "warn"), ("total",)):
        return None
    total, warn = fields.whole((*path, "total"), LEAST, MOST), USUAL_WARNING
    if fields.has((*path, "warn")):
        written = str(fields.value((*path, "warn"))).strip().removesuffix("%").strip()
        if written.isascii() and written.isdigit() and 1 <= int(written) <= 100:
            return Budget(total, int(written))
        fields.fault(
            (*path, "warn"),
            "P019",
            (f"“{fields.value((*path, 'warn'))}” không phải phần trăm.", "Viết như “80%”."),
            (f"“{fields.value((*path, 'warn'))}” is no percentage.", "Write it like “80%”."),
        )
    return Budget(total, warn)
