"""The whole check-up, in the order in which one sets mail up. It sends nothing."""

import ssl
from datetime import datetime
from ipaddress import ip_address

from channels.email.checkup import dkim_record, dmarc, hosts, incoming, public, server, spf
from channels.email.checkup.findings import Finding
from channels.email.checkup.incoming import WayIn
from channels.email.checkup.names import Names, Unasked
from channels.email.checkup.server_words import told
from channels.email.checkup.subject import Subject


async def examine(
    subject: Subject, way_in: WayIn | None, names: Names, trust: ssl.SSLContext, now: datetime
) -> list[Finding]:
    """Every finding but that of the clock; `trust` says whose certificates are believed."""
    shown = await server.look(subject.server, trust)
    found = list(told(subject.server, shown, now))
    addresses = subject.addresses or await _outside(names, subject.server.host)
    found.append(await spf.check(names, subject.bounce_domain, addresses))
    found.append(
        await dkim_record.check(names, subject.sender_domain, subject.selector, subject.key)
    )
    signs = subject.key is not None
    found.append(await dmarc.check(names, subject.sender_domain, subject.bounce_domain, signs))
    found.append(await hosts.check_mx(names, subject.bounce_domain))
    found.append(await hosts.check_pointers(names, addresses, shown.helo))
    found.append(await incoming.check(way_in, trust))
    found.extend(await public.check(subject.public_url, trust, now))
    found.extend(await hosts.check_reports(names, subject.bounce_domain))
    return found


async def _outside(names: Names, host: str) -> tuple[str, ...]:
    """The server's own addresses that the world can see; () where it cannot be known."""
    try:
        found = await names.addresses(host)
    except Unasked:
        return ()
    return tuple(one for one in found if ip_address(one).is_global)
