"""A mailbox over real IMAP with TLS: as much of it as looking in takes (RFC 3501)."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_COMMAND = re.compile(rb"(\S+) (\S+) ?(.*?)\r\n")


@asynccontextmanager
async def imap_server(tls: ssl.SSLContext, login: str, mailbox: str) -> AsyncIterator[int]:
    """Its port; `login` is `user "password"` and `mailbox` the name, as they travel."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        while match := _COMMAND.fullmatch(await reader.readline()):
            tag, verb, rest = match[1], match[2].upper(), match[3].decode()
            known = {b"LOGIN": rest == login, b"EXAMINE": rest == f'"{mailbox}"'}
            if verb == b"CAPABILITY":
                writer.write(b"* CAPABILITY IMAP4rev1\r\n")
            if verb == b"EXAMINE" and known[verb]:
                writer.write(b"* 3 EXISTS\r\n")
            writer.write(tag + (b" OK done\r\n" if known.get(verb, True) else b" NO no\r\n"))
            if verb == b"LOGOUT":
                break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield int(server.sockets[0].getsockname()[1])
