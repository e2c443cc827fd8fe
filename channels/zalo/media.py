"""Fetches what citizens attached: from the platform's hosts alone, small, and of a known type.

https, no redirect, no address of a private network (checked on what the name resolves to, and it is
that which is connected to), at most 5 MB. In practice the sandbox's own host is one more.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.media_due import Fetched, MediaGone, MediaRefused
from channels.zalo.sniff import sniffed

MAX_BYTES = 5 * 1024 * 1024
"""The platform's own limit for files."""
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
_HTTPS = 443
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+|localhost")
"""What a name may be: readers of addresses disagree on anything else."""


class PublicOnly(AbstractResolver):
    """Resolves names, and refuses one that leads into a private network."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        addresses = [info[4][0] for info in found]
        if not addresses or not all(is_public(str(address)) for address in addresses):
            raise OSError("not a public address")
        return [
            ResolveResult(
                hostname=host, host=str(address), port=port, family=info[0], proto=info[2], flags=0
            )
            for info, address in zip(found, addresses, strict=True)
        ]

    async def close(self) -> None:
        """Nothing is held."""


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet, also when it is written as IPv6."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast


class MediaFetcher:
    """Fetches one thing at a time; `close` it at the end."""

    def __init__(self, hosts: Sequence[str], practice: str = "") -> None:
        """`practice`: the sandbox's own address ("http://127.0.0.1:port"), "" outside of it."""
        self._hosts = tuple(hosts)
        self._practice = practice
        self._http: aiohttp.ClientSession | None = None

    def allowed(self, url: str) -> bool:
        """Whether this may be fetched at all."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if self._practice and f"{parts.scheme}://{parts.netloc}" == self._practice:
            return True
        host = (parts.hostname or "").rstrip(".")
        named = _HOST.fullmatch(host) is not None and any(
            host == known or host.endswith(f".{known}") for known in self._hosts
        )
        return (
            parts.scheme == "https"
            and named
            and port in (None, _HTTPS)
            and parts.username is None
            and parts.password is None
        )

    async def fetch(self, url: str) -> Fetched:
        """The bytes. Raises MediaRefused for what never may, MediaGone for what may heal."""
        if not self.allowed(url):
            raise MediaRefused("host")
        try:
            async with self._session().get(url, allow_redirects=False) as answer:
                if answer.status in (404, 410, 403) or 300 <= answer.status < 400:
                    raise MediaRefused(f"http-{answer.status}")
                if answer.status != 200:
                    raise MediaGone(f"http-{answer.status}")
                content = await _capped(answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise MediaGone(type(error).__name__) from error
        kind = sniffed(content)
        if kind is None:
            raise MediaRefused("type")
        return Fetched(kind, content)

    async def close(self) -> None:
        """Let the connections go."""
        if self._http is not None:
            await self._http.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            connector = aiohttp.TCPConnector(limit=4, resolver=PublicOnly(), force_close=True)
            self._http = aiohttp.ClientSession(
                connector=connector,
                timeout=TIMEOUT,
                trust_env=False,
                auto_decompress=False,  # no bomb: what is packed is no media type
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._http


async def _capped(answer: aiohttp.ClientResponse) -> bytes:
    if (answer.content_length or 0) > MAX_BYTES:
        raise MediaRefused("size")
    content = bytearray()
    async for piece in answer.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > MAX_BYTES:
            raise MediaRefused("size")
    return bytes(content)
