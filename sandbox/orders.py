"""The faults in force, and what each hit. They outlive no restart.

An order for one phone or user id (a `match` of 10 digits or more) or one mail address is looked up,
so that thousands of them cost a call no more than one does.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase

from sandbox.faults import Fault
from sandbox.ids import Ids
from sandbox.values import Json

_ID = re.compile(rb"\d{10,}")
_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Hit:
    """One call or mail that a fault hit; `accepted`: what it asked for was done all the same."""

    fault: int
    kind: str
    where: str  # the path, or the mail's recipient
    time: int  # epoch ms
    call: int = 0  # its number in GET /_/calls; 0: a mail
    accepted: bool = False
    message_id: str = ""  # of the message that was accepted


class Faults:
    """The open orders, oldest first."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._open: dict[int, Fault] = {}
        self._by_key: dict[str, list[Fault]] = {}
        self._plain: dict[int, Fault] = {}
        self._ordered = 0
        self._draws = 0
        self.hits: list[Hit] = []

    def order(self, fault: Fault) -> None:
        """Add an order."""
        self._ordered += 1
        fault.n = self._ordered
        self._open[fault.n] = fault
        key = _key(fault)
        if key:
            self._by_key.setdefault(key, []).append(fault)
        else:
            self._plain[fault.n] = fault

    def clear(self) -> None:
        """Everything works again; what was hit stays known."""
        for held in (self._open, self._by_key, self._plain):
            held.clear()

    def open(self) -> list[Fault]:
        """What is still ordered."""
        return list(self._open.values())

    def of_call(self, path: str, body: bytes) -> Fault | None:
        """The oldest fault that hits this call, used up by one; None: it goes well."""
        if not self._open:
            return None
        keys = dict.fromkeys(found.decode() for found in _ID.findall(body)) if self._by_key else ()
        for fault in self._candidates(keys):
            named = fault.path and (fault.path == path or fnmatchcase(path, fault.path))
            if named and fault.match.encode() in body and self._drawn(fault):
                return self._use(fault)
        return None

    def of_mail(self, recipient: str, kinds: tuple[str, ...]) -> Fault | None:
        """The oldest fault of one of these kinds that hits this recipient, used up by one."""
        for fault in self._candidates((recipient,)):
            named = fault.smtp and fault.kind in kinds and fnmatchcase(recipient, fault.smtp)
            if named and self._drawn(fault):
                return self._use(fault)
        return None

    def summary(self, after: int) -> Json:
        """What was hit: how often by kind, how much of it was accepted, each hit above `after`."""
        by_kind: dict[str, int] = {}
        for hit in self.hits:
            by_kind[hit.kind] = by_kind.get(hit.kind, 0) + 1
        return {
            "total": len(self.hits),
            "accepted": sum(hit.accepted for hit in self.hits),
            "by_kind": by_kind,
            "hits": [asdict(hit) for hit in self.hits[max(after, 0) :]],
        }

    def _candidates(self, keys: Iterable[str]) -> list[Fault]:
        named = [f for key in keys for f in self._by_key.get(key, ())]
        plain = list(self._plain.values())
        return sorted([*named, *plain], key=lambda fault: fault.n) if named else plain

    def _drawn(self, fault: Fault) -> bool:
        if fault.share >= 1:
            return True
        self._draws += 1
        return self._ids.draw(f"fault:{self._draws}") < fault.share

    def _use(self, fault: Fault) -> Fault:
        fault.times -= 1
        if fault.times == 0:
            del self._open[fault.n]
            self._plain.pop(fault.n, None)
            held = self._by_key.get(_key(fault), [])
            if fault in held:
                held.remove(fault)
        return fault


def _key(fault: Fault) -> str:
    if fault.smtp:
        return "" if _WILD.search(fault.smtp) else fault.smtp
    return fault.match if _ID.fullmatch(fault.match.encode()) else ""
