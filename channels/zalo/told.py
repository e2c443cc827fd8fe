"""What Zalo tells of an account, its allowances and its templates. Pure.

Every field is optional, and a number may come as text (docs/zalo.md): what is missing or of a
strange shape is None, never an error. Nothing here is a decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Account:
    """GET /v2.0/oa/getoa. Dates are as the platform writes them."""

    oa_id: str | None
    name: str | None
    verified: bool | None
    kind: str | None  # oa_type
    followers: int | None
    package: str | None
    package_until: str | None
    zca: str | None  # the Zalo Cloud Account that pays for templates


@dataclass(frozen=True, slots=True)
class Allowance:
    """One row of POST /v3.0/oa/quota/message: messages that need not be paid one by one."""

    product: str | None
    kind: str | None  # sub_quota, purchase_quota, reward_quota
    total: int | None
    remaining: int | None
    until: str | None


@dataclass(frozen=True, slots=True)
class DailyQuota:
    """GET /message/quota: templates by phone a day."""

    total: int | None
    remaining: int | None


class State(StrEnum):
    """A template's state, with the number that /template/all takes (text gives -132)."""

    ENABLE = "ENABLE"
    PENDING_REVIEW = "PENDING_REVIEW"
    REJECT = "REJECT"
    DISABLE = "DISABLE"
    DELETE = "DELETE"

    @property
    def number(self) -> int:
        """1 to 5."""
        return list(State).index(self) + 1


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a template; lengths in signs."""

    name: str
    required: bool | None
    kind: str | None
    most: int | None
    least: int | None
    may_be_empty: bool | None


@dataclass(frozen=True, slots=True)
class Button:
    """One button of a template."""

    kind: str | None
    title: str | None
    content: str | None


@dataclass(frozen=True, slots=True)
class Template:
    """A row of /template/all, or all of /template/info/v2; prices in đồng."""

    id: str
    name: str | None
    state: str | None  # a word of State, or one that we do not know
    tag: str | None
    quality: str | None
    price_phone: int | None
    price_user: int | None
    parameters: tuple[Parameter, ...]  # empty too where it is not approved
    buttons: tuple[Button, ...]
    preview: str | None
    timeout_ms: int | None


def read_account(data: Mapping[str, Any]) -> Account:
    """The account; the id is called oaid here, and oa_id elsewhere."""
    return Account(
        oa_id=text(data.get("oaid")) or text(data.get("oa_id")),
        name=text(data.get("name")),
        verified=flag(data.get("is_verified")),
        kind=text(data.get("oa_type")),
        followers=number(data.get("num_follower")),
        package=text(data.get("package_name")),
        package_until=text(data.get("package_valid_through_date")),
        zca=text(data.get("linked_ZCA")),
    )


def read_allowance(data: Mapping[str, Any]) -> Allowance:
    """One allowance."""
    return Allowance(
        text(data.get("product_type")), text(data.get("quota_type")),
        number(data.get("total")), number(data.get("remain")), text(data.get("valid_through")),
    )  # fmt: skip


def read_daily_quota(data: Mapping[str, Any]) -> DailyQuota:
    """The day's quota of templates."""
    return DailyQuota(number(data.get("dailyQuota")), number(data.get("remainingQuota")))


def read_template(data: Mapping[str, Any]) -> Template | None:
    """A template; None where the row has no id."""
    id_ = text(data.get("templateId")) or text(data.get("template_id"))
    if id_ is None:
        return None
    return Template(
        id=id_,
        name=text(data.get("templateName")) or text(data.get("template_name")),
        state=_state(data.get("status")),
        tag=text(data.get("templateTag")),
        quality=text(data.get("templateQuality")),
        price_phone=price(data.get("price_sdt"), data.get("price")),
        price_user=price(data.get("price_uid")),
        parameters=tuple(_parameter(row) for row in rows(data.get("listParams"))),
        buttons=tuple(_button(row) for row in rows(data.get("listButtons"))),
        preview=text(data.get("previewUrl")),
        timeout_ms=number(data.get("timeout")),
    )


def _state(value: object) -> str | None:
    """A word; a number, as the request has it, is put into its word."""
    order = number(value)
    if order is not None and 1 <= order <= len(State):
        return list(State)[order - 1].value
    word = text(value)
    return word.upper() if word else None


def _parameter(row: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=text(row.get("name")) or "",
        required=flag(row.get("require")),
        kind=text(row.get("type")),
        most=number(row.get("maxLength")),
        least=number(row.get("minLength")),
        may_be_empty=flag(row.get("acceptNull")),
    )


def _button(row: Mapping[str, Any]) -> Button:
    return Button(text(row.get("type")), text(row.get("title")), text(row.get("content")))


def text(value: object) -> str | None:
    """Words or a number as words; None where there are none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


def number(value: object) -> int | None:
    """A whole number, also one that comes as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    try:
        return int(str(value).strip()) if isinstance(value, str | int) else None
    except ValueError:
        return None


def price(*values: object) -> int | None:
    """The first that is a number of đồng; a fraction ("560.0") is cut off."""
    for value in values:
        try:
            return int(float(str(value)))
        except (ValueError, OverflowError):
            continue
    return None


def flag(value: object) -> bool | None:
    """True or false, also as text or 0 and 1."""
    known = {"true": True, "1": True, "false": False, "0": False}
    return known.get(str(value).strip().lower())


def rows(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list; what is something else is left out."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
