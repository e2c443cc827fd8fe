"""`--faults SPEC`: shares of calls and mails that go wrong, turned into orders to the sandbox.

A share is of recipients (a phone, a mail address), or, for the chat, of rounds of talk.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from rehearsal.sandbox_process import Sandbox

_TEMPLATE, _CHAT = "/message/template", "/v3.0/oa/message/cs"
_HOLD_SECONDS = 0.2  # a real timeout of 30 s would only be waited for
_ZALO = {
    "zalo500": "http500", "zalo_html": "html", "timeout_before": "timeout_before",
    "timeout_after": "timeout_after", "drop_before": "drop_before", "drop_after": "drop_after",
}  # fmt: skip
_IN_CHAT = {
    "chat500": "http500", "chat_rate": "rate", "chat_timeout_before": "timeout_before",
    "chat_timeout_after": "timeout_after",
}  # fmt: skip
_SMTP = {
    "smtp4xx": "4xx", "smtp5xx": "5xx",
    "smtp_drop_before": "drop_before", "smtp_drop_after": "drop_after",
}  # fmt: skip
KNOWN = (*_ZALO, *_IN_CHAT, *_SMTP)


def read_spec(spec: str) -> dict[str, float]:
    """ "zalo500=0.02,smtp4xx=0.01" -> shares by name; raises ValueError with a sentence."""
    shares: dict[str, float] = {}
    for part in filter(None, (p.strip() for p in spec.split(","))):
        name, _, share = part.partition("=")
        if name not in KNOWN:
            raise ValueError(f"{name}: {', '.join(KNOWN)}")
        try:
            shares[name] = float(share)
        except ValueError:
            raise ValueError(f"{part}: 0.02 = 2 %") from None
        if not 0 <= shares[name] <= 1:
            raise ValueError(f"{part}: 0 … 1")
    return shares


@dataclass(slots=True)
class Orders:
    """The faults of one rehearsal."""

    shares: dict[str, float]
    rng: Random
    ordered: int = field(default=0)

    async def once(self, sandbox: Sandbox, phones: Iterable[str], mails: Iterable[str]) -> None:
        """Order, before anything is sent, the faults that hit single recipients."""
        hits = [(name, {"path": _TEMPLATE}, "match", sorted(phones)) for name in _ZALO]
        hits += [(name, {}, "smtp", sorted(mails)) for name in _SMTP]
        kinds = {**_ZALO, **_SMTP}
        for name, where, by, all_ in hits:
            share = self.shares.get(name, 0.0)
            for one in (c for c in all_ if share and self.rng.random() < share):
                await self._order(sandbox, {**where, by: one, "kind": kinds[name]})

    async def chat_round(self, sandbox: Sandbox, talking: int) -> None:
        """Order faults that hit whoever is answered next."""
        for name, kind in _IN_CHAT.items():
            share = self.shares.get(name, 0.0)
            for _ in range(talking if share else 0):
                if self.rng.random() < share:
                    await self._order(sandbox, {"path": _CHAT, "kind": kind})

    async def _order(self, sandbox: Sandbox, order: dict[str, object]) -> None:
        self.ordered += 1
        await sandbox.post("/_/faults", {**order, "times": 1, "seconds": _HOLD_SECONDS})
