"""Faults to order: which call or mail goes wrong, how, and how often. They outlive no restart."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from sandbox.values import Json, number, text, whole

HTTP_KINDS = (
    "http500", "html", "timeout_before", "timeout_after", "drop_before", "drop_after",
    "slow", "rate", "error",
)  # fmt: skip
SMTP_KINDS = ("4xx", "5xx", "drop_before", "drop_after", "slow")


@dataclass(slots=True)
class Fault:
    """One order. `path` or `smtp` (a recipient) is a pattern with * and ?."""

    kind: str
    path: str = ""
    smtp: str = ""
    match: str = ""  # only calls whose body contains this
    code: int = 0
    message: str = ""
    seconds: float = 30.0  # how long a timeout holds the line
    times: int = 1  # how many calls are hit; below 0: all


def read(row: Json) -> Fault:
    """A fault from its JSON; raises ValueError."""
    fault = Fault(
        kind=text(row, "kind"),
        path=text(row, "path"),
        smtp=text(row, "smtp"),
        match=text(row, "match"),
        code=_code(row),
        message=text(row, "message"),
        seconds=number(row, "seconds", 30.0),
        times=whole(row, "times", 1),
    )
    if bool(fault.path) == bool(fault.smtp):
        raise ValueError("a fault names either a path or an smtp recipient")
    kinds = HTTP_KINDS if fault.path else SMTP_KINDS
    if fault.kind not in kinds:
        raise ValueError(f"kind is one of {', '.join(kinds)}")
    if fault.times == 0:
        raise ValueError("times is 1 or more, or below 0 for ever")
    if fault.kind == "error" and not fault.code:
        raise ValueError("kind 'error' needs a code")
    return fault


def _code(row: Json) -> int:
    try:
        return int(str(row.get("code", 0)))
    except ValueError:
        raise ValueError("code is a whole number") from None


class Faults:
    """The open orders, oldest first."""

    def __init__(self) -> None:
        self._open: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Add an order."""
        self._open.append(fault)

    def clear(self) -> None:
        """Everything works again."""
        self._open.clear()

    def open(self) -> list[Fault]:
        """What is still ordered."""
        return list(self._open)

    def of_call(self, path: str, body: bytes) -> Fault | None:
        """The fault that hits this call, used up by one; None: it goes well."""
        for fault in self._open:
            if fault.path and fnmatchcase(path, fault.path) and fault.match.encode() in body:
                return self._use(fault)
        return None

    def of_mail(self, recipient: str, kinds: tuple[str, ...]) -> Fault | None:
        """The fault of one of these kinds that hits this recipient, used up by one."""
        for fault in self._open:
            if fault.smtp and fault.kind in kinds and fnmatchcase(recipient, fault.smtp):
                return self._use(fault)
        return None

    def _use(self, fault: Fault) -> Fault:
        fault.times -= 1
        if fault.times == 0:
            self._open.remove(fault)
        return fault
