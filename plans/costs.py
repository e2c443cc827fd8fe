"""What a plan's messages cost: by unit, way, account and month, and how its budget stands. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CostRow:
    """The messages of one plan, unit, way, account and Vietnamese month."""

    plan: str  # "" = said to somebody at the door, of no plan
    agency: str  # code
    name: str
    way: str
    account: str  # "" for mail
    month: str  # "2026-11"
    messages: int  # sent
    dong: int  # what they cost
    open_messages: int  # being sent, or of unknown outcome
    open_dong: int  # reserved for these


@dataclass(frozen=True, slots=True)
class MessageCost:
    """One message on the bill."""

    platform_id: str
    tracking: str
    state: str
    way: str
    dong: int


@dataclass(frozen=True, slots=True)
class Purse:
    """How a plan's money stands, in đồng. `total` and `left` are None without a budget."""

    plan: str
    total: int | None
    spent: int
    reserved: int

    @property
    def left(self) -> int | None:
        """What may still be spent."""
        return None if self.total is None else self.total - self.spent - self.reserved


class CostPort(Protocol):
    """What was spent, as the messages' rows have it."""

    def costs(self, plan: str | None) -> Sequence[CostRow]:
        """Of one plan, or of everything; in the order of their fields."""
        ...

    def bill(self) -> Sequence[MessageCost]:
        """Every message that is or may be on a platform's bill, in the order of the outbox."""
        ...


def purse(plan: str, total: int | None, rows: Sequence[CostRow]) -> Purse:
    """How the plan's money stands by its rows."""
    mine = [row for row in rows if row.plan == plan]
    return Purse(plan, total, sum(r.dong for r in mine), sum(r.open_dong for r in mine))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a drawing: a length of 0 to 100, and what stands beside it."""

    label: str
    length: int
    messages: int
    dong: int


def bars(rows: Sequence[CostRow], by: str) -> list[Bar]:
    """What each value of the field `by` cost, the dearest first, drawn to the dearest's length."""
    sums: dict[str, tuple[int, int]] = {}
    for row in rows:
        label = str(getattr(row, by))
        messages, dong = sums.get(label, (0, 0))
        sums[label] = (messages + row.messages, dong + row.dong)
    most = max((dong for _, dong in sums.values()), default=0)
    ordered = sorted(sums.items(), key=lambda item: (-item[1][1], -item[1][0], item[0]))
    return [
        Bar(label, round(100 * dong / most) if most else 0, messages, dong)
        for label, (messages, dong) in ordered
    ]
