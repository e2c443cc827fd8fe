"""A name server over real UDP on loopback that answers from a table."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = dict[tuple[str, str], list[str]]
"""(name without its final dot, type) and the records, TXT ones without quotes."""
_STRING = 255  # bytes of one string of a TXT record


@dataclass
class Table(asyncio.DatagramProtocol):
    """What is answered; names in `silent` get SERVFAIL. `asked` keeps every question."""

    zone: Zone = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        found = self.zone.get((name, kind), [])
        if name in self.silent:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found:
            texts = [_quoted(one) for one in found] if kind == "TXT" else found
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
        elif not any(known == name for known, _ in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), addr)


def _quoted(text: str) -> str:
    pieces = (text[at : at + _STRING] for at in range(0, len(text), _STRING))
    return " ".join('"' + piece.replace('"', '\\"') + '"' for piece in pieces)


@asynccontextmanager
async def name_server(zone: Mapping[tuple[str, str], list[str]]) -> AsyncIterator[Table]:
    """It listens while the block runs; the table may be changed meanwhile."""
    loop = asyncio.get_running_loop()
    transport, table = await loop.create_datagram_endpoint(
        lambda: Table(dict(zone)), local_addr=("127.0.0.1", 0)
    )
    table.port = transport.get_extra_info("sockname")[1]
    try:
        yield table
    finally:
        transport.close()
