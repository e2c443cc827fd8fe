"""A fault to order: which call or mail goes wrong, how, and how often. It hits nothing itself."""

from dataclasses import dataclass

from sandbox.values import Json, number, text, whole

# "_before": it never took effect; "_after": it did, and the answer is spoilt.
HTTP_KINDS = (
    "http500", "http500_after", "html", "html_after", "garbled", "garbled_after",
    "timeout_before", "timeout_after", "drop_before", "drop_after", "slow", "rate", "error",
)  # fmt: skip
SMTP_KINDS = ("4xx", "5xx", "421", "drop_before", "drop_after", "slow")


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
    share: float = 1.0  # the part of the calls that is hit, drawn from the sandbox's seed
    n: int = 0  # its number, given when it is ordered

    @property
    def takes_effect(self) -> bool:
        """Whether a call that it hits is carried out all the same."""
        return self.kind.endswith("_after") or self.kind == "slow"


def read(row: Json) -> Fault:
    """A fault from its JSON; raises ValueError."""
    share = number(row, "share", 1.0)
    fault = Fault(
        kind=text(row, "kind"),
        path=text(row, "path"),
        smtp=text(row, "smtp"),
        match=text(row, "match"),
        code=_code(row),
        message=text(row, "message"),
        seconds=number(row, "seconds", 30.0),
        times=whole(row, "times", 1 if share >= 1 else -1),
        share=share,
    )
    if bool(fault.path) == bool(fault.smtp):
        raise ValueError("a fault names either a path or an smtp recipient")
    kinds = HTTP_KINDS if fault.path else SMTP_KINDS
    if fault.kind not in kinds:
        raise ValueError(f"kind is one of {', '.join(kinds)}")
    if fault.times == 0:
        raise ValueError("times is 1 or more, or below 0 for ever")
    if not 0 < fault.share <= 1:
        raise ValueError("share is above 0 and at most 1")
    if fault.kind == "error" and not fault.code:
        raise ValueError("kind 'error' needs a code")
    return fault


def _code(row: Json) -> int:
    try:
        return int(str(row.get("code", 0)))
    except ValueError:
        raise ValueError("code is a whole number") from None
