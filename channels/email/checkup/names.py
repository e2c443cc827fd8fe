"""Look-ups in DNS: an empty answer and no answer are kept apart. It judges nothing."""

import asyncio
from collections.abc import Callable

from dns.asyncresolver import Resolver
from dns.exception import DNSException, Timeout
from dns.name import from_text
from dns.rdata import Rdata
from dns.resolver import NXDOMAIN, NoAnswer, NoResolverConfiguration
from dns.reversename import from_address

SECONDS = 5.0
"""For one question, with all its tries."""


class Unasked(Exception):
    """DNS gave no answer for `name`, so that nothing is known; the message says why."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name


class Names:
    """Asks the machine's resolver, or the one at (address, port). Nothing there gives ()."""

    def __init__(self, server: tuple[str, int] | None = None) -> None:
        self._resolver: Resolver | None
        try:
            self._resolver = Resolver(configure=server is None)
        except NoResolverConfiguration:
            self._resolver = None
            return
        if server is not None:
            self._resolver.nameservers = [server[0]]
            self._resolver.port = server[1]

    async def txt(self, name: str) -> tuple[str, ...]:
        """Each TXT record, its strings joined (RFC 7208 §3.3)."""
        return await self._ask(name, "TXT", _joined)

    async def addresses(self, name: str) -> tuple[str, ...]:
        """IPv4 and IPv6 addresses."""
        four, six = await asyncio.gather(self._ask(name, "A", str), self._ask(name, "AAAA", str))
        return four + six

    async def mx(self, name: str) -> tuple[str, ...]:
        """Hosts that take mail, the first one first; a null MX (RFC 7505) is "."."""
        found = await self._ask(name, "MX", str)
        pairs = sorted((int(pref), host) for pref, host in (one.split() for one in found))
        return tuple(host.rstrip(".") or "." for _, host in pairs)

    async def pointers(self, address: str) -> tuple[str, ...]:
        """The names that an address points back to."""
        found = await self._ask(from_address(address).to_text(), "PTR", str)
        return tuple(name.rstrip(".").casefold() for name in found)

    async def _ask(self, name: str, kind: str, read: Callable[[Rdata], str]) -> tuple[str, ...]:
        if self._resolver is None:
            raise Unasked(name, "no resolver")
        try:
            absolute = from_text(name.rstrip(".") + ".")
            answer = await self._resolver.resolve(absolute, kind, lifetime=SECONDS)
        except (NXDOMAIN, NoAnswer):
            return ()
        except Timeout as error:
            raise Unasked(name, "timeout") from error
        except (DNSException, OSError) as error:
            raise Unasked(name, type(error).__name__) from error
        return tuple(read(record) for record in answer)


def _joined(record: Rdata) -> str:
    strings: tuple[bytes, ...] = record.strings  # type: ignore[attr-defined]
    return b"".join(strings).decode("utf-8", "replace")
