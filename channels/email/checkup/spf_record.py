"""Evaluates SPF for one address (RFC 7208). It asks DNS, and says nothing in words.

Every term is walked even after one matched, so that the look-ups of the worst case are counted.
Terms with macros and `ptr` are counted and match nothing: both are rare and advised against.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from channels.email.checkup.names import Names

MOST_LOOKUPS = 10
"""RFC 7208 §4.6.4; beyond it receivers give up with permerror."""
MOST_VOIDS = 2
"""Look-ups that find nothing, of the same section."""
_STOP = 40  # look-ups that we make before we stop counting
_TERM = re.compile(
    r"(?P<sign>[-+~?]?)(?P<name>[a-z0-9]+)(?::(?P<value>[^/\s]*(?:/[^\s]*)?))?(?P<cidr>/\S*)?",
    re.IGNORECASE,
)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(\S*)", re.IGNORECASE)
_ASKING = {"include", "a", "mx", "exists", "ptr"}


class Verdict(StrEnum):
    """RFC 7208 §2.6, but for temperror, which is Unasked."""

    PASS = "pass"
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    PERMERROR = "permerror"


_SIGNS = {"": Verdict.PASS, "+": Verdict.PASS, "-": Verdict.FAIL, "~": Verdict.SOFTFAIL,
          "?": Verdict.NEUTRAL}  # fmt: skip


@dataclass(slots=True)
class Spf:
    """How an address fares, and what the record asks of a receiver."""

    verdict: Verdict
    record: str = ""  # of the domain itself
    lookups: int = 0
    voids: int = 0
    all_pass: bool = False  # “+all”: the whole world may send
    broken: str = ""  # the term or domain that makes a permerror


class _Broken(Exception):
    """A permanent error; the message is the term."""


class Evaluation:
    """One walk through a domain's record and those that it includes, for one address."""

    def __init__(self, names: Names, address: str) -> None:
        self._names = names
        self._address = ip_address(address)
        self._spf = Spf(Verdict.NONE)

    async def of(self, domain: str) -> Spf:
        """The whole evaluation; raises Unasked where DNS stays silent."""
        spf = self._spf
        try:
            spf.verdict = await self._domain(domain, top=True)
        except _Broken as broken:
            spf.verdict, spf.broken = Verdict.PERMERROR, str(broken)
        if spf.lookups > MOST_LOOKUPS or spf.voids > MOST_VOIDS:
            spf.verdict = Verdict.PERMERROR
        return spf

    async def _domain(self, domain: str, top: bool = False) -> Verdict:
        records = [text for text in await self._names.txt(domain) if _is_spf(text)]
        if len(records) > 1:
            raise _Broken(f"{domain}: {len(records)} × v=spf1")
        if not records:
            return Verdict.NONE
        if top:
            self._spf.record = records[0]
        found: Verdict | None = None
        redirect = ""
        for term in records[0].split()[1:]:
            modifier = _MODIFIER.fullmatch(term)
            if modifier:
                redirect = modifier[2] if modifier[1].casefold() == "redirect" else redirect
                continue
            verdict = await self._term(term, domain)
            found = found or verdict
        if redirect and found is None:
            return await self._redirected(redirect)
        return found or Verdict.NEUTRAL

    async def _redirected(self, domain: str) -> Verdict:
        self._count()
        verdict = await self._domain(domain)
        if verdict is Verdict.NONE:
            raise _Broken(f"redirect={domain}")
        return verdict

    async def _term(self, term: str, domain: str) -> Verdict | None:
        """What the term says of the address; None where it does not match."""
        match = _TERM.fullmatch(term)
        if match is None:
            raise _Broken(term)
        name, verdict = match["name"].casefold(), _SIGNS[match["sign"]]
        value, cidr = match["value"] or "", match["cidr"] or ""
        if name in _ASKING:
            self._count()
        if name == "all":
            self._spf.all_pass |= verdict is Verdict.PASS
            return verdict
        if "%" in value or name == "ptr":
            return None
        return verdict if await self._matches(name, value + cidr, domain, term) else None

    async def _matches(self, name: str, value: str, domain: str, term: str) -> bool:
        match name:
            case "ip4" | "ip6":
                return self._within(value, term)
            case "include":
                verdict = await self._domain(value)
                if verdict is Verdict.NONE:
                    raise _Broken(term)
                return verdict is Verdict.PASS
            case "a":
                host, _, cidr = value.partition("/")
                return await self._among((host or domain,), cidr, term)
            case "mx":
                host, _, cidr = value.partition("/")
                hosts = self._noted(await self._names.mx(host or domain))
                return await self._among(hosts[:MOST_LOOKUPS], cidr, term)
            case "exists":
                return bool(self._noted(await self._names.addresses(value)))
            case _:
                raise _Broken(term)

    async def _among(self, hosts: tuple[str, ...], cidr: str, term: str) -> bool:
        found = [one for host in hosts for one in await self._names.addresses(host)]
        self._noted(tuple(found))
        four, _, six = f"/{cidr}".partition("//")
        width = {4: four.strip("/") or "32", 6: six or "128"}
        matches = [self._within(f"{one}/{width[ip_address(one).version]}", term) for one in found]
        return any(matches)

    def _within(self, network: str, term: str) -> bool:
        try:
            return _contains(network, self._address)
        except ValueError:
            raise _Broken(term) from None

    def _count(self) -> None:
        self._spf.lookups += 1
        if self._spf.lookups >= _STOP:
            raise _Broken(f"> {_STOP} look-ups")

    def _noted(self, found: tuple[str, ...]) -> tuple[str, ...]:
        self._spf.voids += not found
        return found


def _contains(network: str, address: IPv4Address | IPv6Address) -> bool:
    held = ip_network(network, strict=False)
    return address.version == held.version and address in held


def _is_spf(text: str) -> bool:
    return text.casefold() == "v=spf1" or text.casefold().startswith("v=spf1 ")
