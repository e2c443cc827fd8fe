"""Reads which units a plan asks: their quotas, and where alerts about them go.

It checks every code against the file of units, and decides no quota itself: a proportional
one is computed at the draw (`plans/model.py`).
"""

from collections.abc import Mapping

from email_validator import EmailNotValidError, validate_email

from ground.fields import Fields, Path, did_you_mean, near
from ground.text import fold
from plans.model import Fixed, Proportional, Quota

Names = Mapping[str, str]
"""Unit code to name, as the file of units has them."""

MAX_QUOTA = 1_000_000  # opinions; a slip of the keyboard, not a survey, goes beyond
_GROUP_KEYS = ("name", "quota", "units")
_PROPORTIONAL_KEYS = ("total", "proportional", "minimum", "except")


def read_quota(fields: Fields, units: Names | None) -> tuple[int, Quota]:
    """The total and the quota; `units` None = the file of units is broken, codes pass."""
    written = fields.value(("quota",))
    if isinstance(written, dict) and set(written) & set(_PROPORTIONAL_KEYS):
        return _proportional(fields, units)
    by_unit = _groups(fields, units) if isinstance(written, list) else _by_unit(fields, units)
    if units is not None and by_unit:
        _refuse_forgotten(fields, by_unit, units)
    total = _total(fields)
    found = sum(by_unit.values())
    if found != total and total and by_unit and not fields.found("P004"):
        fields.fault(
            ("total",),
            "P008",
            (
                f"Tổng hạn mức các đơn vị là {found}, không phải {total}.",
                "Hãy sửa “total” hoặc hạn mức.",
            ),
            (f"The units' quotas add up to {found}, not {total}.", "Correct one of them."),
        )
    return total, Fixed(by_unit)


def _total(fields: Fields) -> int:
    if fields.has(("total",)):
        return fields.whole(("total",), 1, MAX_QUOTA)
    fields.fault(
        (),
        "P002",
        ("Thiếu “total”.", "Hãy ghi tổng số ý kiến hợp lệ, như “total: 780”."),
        ("“total” is missing.", "Write the number of valid opinions, like “total: 780”."),
    )
    return 0


def _by_unit(fields: Fields, units: Names | None) -> dict[str, int]:
    codes = fields.keys(("quota",)) if fields.has(("quota",)) else ()
    for code in codes:
        known_unit(fields, ("quota", code), code, units, key=True)
    return {code: fields.whole(("quota", code), 0, MAX_QUOTA) for code in codes}


def _groups(fields: Fields, units: Names | None) -> dict[str, int]:
    """A list of groups: `- quota: 30` with `units: [codes]`, and a `name:` where wished."""
    quotas: dict[str, int] = {}
    for n in fields.items(("quota",)):
        group: Path = ("quota", n)
        if not fields.table(group, _GROUP_KEYS, ("quota", "units")):
            continue
        each = fields.whole((*group, "quota"), 0, MAX_QUOTA)
        for code in _codes(fields, (*group, "units"), units, taken=quotas):
            quotas[code] = each
    return quotas


def _codes(
    fields: Fields, path: Path, units: Names | None, taken: Mapping[str, int]
) -> tuple[str, ...]:
    """The list of unit codes at `path`; a code that stands twice is a fault."""
    found: list[str] = []
    for n in fields.items(path):
        code = fields.text((*path, n), 40)
        if not code:
            continue
        known_unit(fields, (*path, n), code, units)
        if code in taken or code in found:
            fields.fault(
                (*path, n),
                "P011",
                (f"Đơn vị “{code}” được ghi hai lần.", "Hãy giữ lại một chỗ."),
                (f"Unit “{code}” stands twice.", "Keep one of them."),
            )
        found.append(code)
    return tuple(found)


def known_unit(
    fields: Fields, path: Path, code: str, units: Names | None, *, key: bool = False
) -> None:
    """A code that the file of units does not have is a fault; a name is met with its code."""
    if units is None or code in units:
        return
    by_name = {fold(name): known for known, name in units.items()}
    meant = by_name.get(fold(code)) or near(code, tuple(units))
    vi, en = did_you_mean(
        f"{meant} ({units[meant]})" if meant else None,
        ("Hãy dùng mã trong tệp đơn vị.", "Use a code of the file of units."),
    )
    fields.fault(
        path,
        "P009",
        (f"Không có đơn vị nào mang mã “{code}”.", vi),
        (f"No unit has the code “{code}”.", en),
        key=key,
    )


def _refuse_forgotten(fields: Fields, quotas: Mapping[str, int], units: Names) -> None:
    for code, name in units.items():
        if code not in quotas:
            fields.fault(
                ("quota",),
                "P010",
                (
                    f"Đơn vị {code} ({name}) chưa có hạn mức.",
                    "Hãy ghi hạn mức; ghi 0 nếu không khảo sát đơn vị này.",
                ),
                (f"Unit {code} ({name}) has no quota.", "Write one; 0 if it is not asked."),
                key=True,
            )


def _proportional(fields: Fields, units: Names | None) -> tuple[int, Proportional]:
    fields.table(("quota",), _PROPORTIONAL_KEYS, ("total", "proportional"))
    if fields.value(("quota", "proportional")) not in (True, None):
        fields.fault(
            ("quota", "proportional"),
            "P005",
            ("Ở đây chỉ ghi được “true”.", "Muốn hạn mức cố định, hãy ghi “mã: số phiếu”."),
            ("Only “true” belongs here.", "For fixed quotas write “code: number”."),
        )
    total = fields.whole(("quota", "total"), 1, MAX_QUOTA)
    minimum = 0
    if fields.has(("quota", "minimum")):
        minimum = fields.whole(("quota", "minimum"), 0, MAX_QUOTA)
    left_out: tuple[str, ...] = ()
    if fields.has(("quota", "except")):
        left_out = _codes(fields, ("quota", "except"), units, taken={})
    asked = tuple(code for code in units or () if code not in left_out)
    _refuse_other_total(fields, total)
    _refuse_high_minimum(fields, minimum, len(asked), total)
    return total, Proportional(asked, minimum)


def _refuse_high_minimum(fields: Fields, minimum: int, units: int, total: int) -> None:
    if minimum * units > total:
        fields.fault(
            ("quota", "minimum"),
            "P012",
            (
                f"{units} đơn vị × tối thiểu {minimum} vượt quá tổng {total}.",
                "Hãy giảm mức tối thiểu hoặc tăng tổng.",
            ),
            (
                f"{units} units × a minimum of {minimum} is over the total of {total}.",
                "Lower the minimum or raise the total.",
            ),
        )


def _refuse_other_total(fields: Fields, total: int) -> None:
    both = fields.has(("total",)) and fields.has(("quota", "total"))
    if both and fields.value(("total",)) != total and not fields.found("P004"):
        fields.fault(
            ("total",),
            "P008",
            (f"“total” khác với {total} trong “quota”.", "Hãy chỉ ghi một nơi."),
            (f"“total” is not the {total} of “quota”.", "Write it in one place only."),
        )


def read_alerts(fields: Fields, quota: Quota, units: Names | None) -> dict[str, str]:
    """The mail address for each unit that is asked; `default` serves those not named."""
    named = {code: read_mail(fields, ("alerts", code)) for code in fields.keys(("alerts",))}
    default = named.pop("default", None)
    for code in named:
        known_unit(fields, ("alerts", code), code, units, key=True)
    match quota:
        case Fixed(by_unit):
            asked = tuple(code for code, wanted in by_unit.items() if wanted)
        case Proportional(codes):
            asked = codes
    for code in asked if default is None and named else ():
        if code not in named:
            fields.fault(
                ("alerts",),
                "P014",
                (f"Đơn vị {code} chưa có thư nhận cảnh báo.", "Hãy thêm, hoặc ghi “default:”."),
                (f"Unit {code} has no address for alerts.", "Add one, or write “default:”."),
                key=True,
            )
    return {code: named.get(code, default or "") for code in asked}


def read_mail(fields: Fields, path: Path) -> str:
    address = fields.text(path)
    if not address:
        return ""
    try:
        # Inner domains of an office are allowed, so delivery over the internet is not asked.
        return validate_email(
            address, check_deliverability=False, globally_deliverable=False
        ).normalized
    except EmailNotValidError:
        fields.fault(
            path,
            "P013",
            (f"“{address}” không phải địa chỉ thư điện tử.", "Hãy viết như “ten@coquan.vn”."),
            (f"“{address}” is no mail address.", "Write it like “name@body.vn”."),
        )
        return ""
