"""The Official Accounts of the one app, and what each has: name, package, verification, money.

An app may serve many accounts [OQ]; the first is meant where none is named. It refuses nobody.
"""

from dataclasses import dataclass, fields
from typing import Literal, get_args

from sandbox.journal import Journal
from sandbox.values import Json, text

Package = Literal["basic", "standard", "growth", "comprehensive"]

PACKAGES: dict[str, str] = {
    "basic": "Cơ bản",
    "standard": "Tiêu chuẩn",
    "growth": "Tăng trưởng",
    "comprehensive": "Toàn diện",
}  # as getoa names them [3P]
ENDLESS = -1


@dataclass(slots=True)
class Oa:
    """One Official Account. Money in dong; ENDLESS means that it never runs out."""

    oa: str
    name: str
    verified: bool = True
    package: Package = "growth"
    zca: bool = True  # a Zalo Cloud Account is linked
    balance: int = ENDLESS  # of that account
    dev_balance: int = ENDLESS  # the wallet of mode "development"
    sub_quota: int = 0  # what is left of the package's consultation messages that are not billed
    sub_total: int = 0  # and how many they were
    enabled: bool = True  # False: disabled or deleted
    quality: str = "HIGH"

    def pays(self, price: int, development: bool = False) -> bool:
        """Whether the wallet holds so much."""
        held = self.dev_balance if development else self.balance
        return held == ENDLESS or held >= price

    def charge(self, price: int, development: bool = False) -> None:
        """Take the price from the wallet; an endless one stays endless."""
        wallet = "dev_balance" if development else "balance"
        held = getattr(self, wallet)
        if held != ENDLESS:
            setattr(self, wallet, held - price)


class Oas:
    """All accounts, the first one first; O(1) by id."""

    def __init__(self, first: tuple[str, str], more: tuple[tuple[str, str], ...], journal: Journal):
        self._journal = journal
        self._by_id = {oa_id: Oa(oa_id, name or oa_id) for oa_id, name in (first, *more)}
        self.first = self._by_id[first[0]]

    def all(self) -> list[Oa]:
        """In the order in which they were named."""
        return list(self._by_id.values())

    def find(self, oa_id: str) -> Oa:
        """The account of an id, the first for ""; raises ValueError."""
        if not oa_id:
            return self.first
        found = self._by_id.get(oa_id)
        if found is None:
            raise ValueError(f"no OA {oa_id!r}; there are: {', '.join(self._by_id)}")
        return found

    def declare(self, row: Json) -> Oa:
        """Make or change an account by {"oa", …fields of Oa}; raises ValueError."""
        oa_id = text(row, "oa")
        known = self._by_id.get(oa_id) if oa_id else self.first
        if known is None and not oa_id.isdigit():
            raise ValueError("oa is a string of digits")
        oa = known or Oa(oa_id, oa_id)
        _change(oa, row)
        self._by_id[oa.oa] = oa
        self.keep(oa)
        return oa

    def keep(self, oa: Oa) -> None:
        """Write it to the journal; call it after a change."""
        self._journal.put("oa", oa)

    def restore(self, row: Json) -> None:
        """From the journal."""
        oa_id = text(row, "oa")
        oa = self._by_id.setdefault(oa_id, Oa(oa_id, oa_id))
        _change(oa, row)


def _change(oa: Oa, row: Json) -> None:
    types = {field.name: type(getattr(oa, field.name)) for field in fields(Oa)}
    for name, value in row.items():
        if name not in types:
            raise ValueError(f"no setting {name!r} of an OA; there are: {', '.join(types)}")
        if type(value) is not types[name]:
            raise ValueError(f"{name!r} takes a {types[name].__name__}")
    if row.get("package", "growth") not in get_args(Package):
        raise ValueError(f"package is one of {', '.join(get_args(Package))}")
    for name, value in row.items():
        setattr(oa, name, value)
    oa.sub_total = max(oa.sub_total, oa.sub_quota)
