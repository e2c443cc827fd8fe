"""A real nginx with the shipped configuration, on free ports, in a temporary folder.

Only what a test machine cannot have is put in place of what stands in the file: ports, paths, and
deadlines of its own, so that a test may wait for them, or need not fear them.
"""

import asyncio
import contextlib
import re
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.ports import free_port
from tests.support.program import HANGS

SHIPPED = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"


class NoNginx(Exception):
    """nginx cannot be had on this machine."""


@dataclass(frozen=True, slots=True)
class Front:
    """A running nginx before a program."""

    port: int
    log: Path
    trust: ssl.SSLContext


def find() -> str:
    """The program's path; raises NoNginx."""
    path = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if path is None:
        raise NoNginx("no nginx on this machine")
    return path


@asynccontextmanager
async def front_of(
    upstream: int, folder: Path, deadline: int = round(HANGS)
) -> AsyncIterator[Front]:
    """nginx before a program on that port of loopback; a client may take `deadline` seconds."""
    port = free_port()
    own = certificate(folder)
    text = adapted(SHIPPED.read_text(), (port, upstream), folder, deadline)
    (folder / "site.conf").write_text(text)
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/start.log; worker_processes 1; daemon off;\n"
        "events { worker_connections 4096; }\n"
        f"http {{ include {folder}/site.conf; }}\n"
    )
    command = [find(), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    command += ["-e", str(folder / "start.log")]
    program = await asyncio.create_subprocess_exec(*command)
    try:
        await _listens(port, program)
        trust = ssl.create_default_context(cafile=str(own))
        yield Front(port, folder / "langnghe.log", trust)
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.terminate()
        await program.wait()


def adapted(text: str, ports: tuple[int, int], folder: Path, deadline: int) -> str:
    """The shipped file for this machine; its own port, and the program's."""
    port, upstream = ports
    for old, new in (
        (r"listen 80;", f"listen 127.0.0.1:{free_port()};"),
        (r"listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        (r"listen \[::\]:\d+( ssl)?;", ""),
        (r"server 127\.0\.0\.1:8080;", f"server 127.0.0.1:{upstream};"),
        (r"/etc/letsencrypt/live/khao-sat\.example", str(folder)),
        (r"/var/log/nginx", str(folder)),
        (r"client_(header|body)_timeout 10s;", rf"client_\1_timeout {deadline}s;"),
        (r"server_name khao-sat\.example;", "server_name localhost;"),
    ):
        text, times = re.subn(old, new, text)
        if not times:
            raise AssertionError(f"the shipped file has no {old}")
    return text


async def logged(front: Front, lines: int) -> str:
    """The log once it has so many lines: a line is written after its answer has left."""
    async with asyncio.timeout(HANGS):
        while (text := front.log.read_text()).count("\n") < lines:
            await asyncio.sleep(0.02)
    return text


async def _listens(port: int, program: asyncio.subprocess.Process) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + HANGS
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if loop.time() > until or program.returncode is not None:
                raise
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return


def certificate(folder: Path) -> Path:
    """A certificate of its own for loopback, as the two files that the configuration names."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "fullchain.pem"
    path.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "privkey.pem").write_bytes(secret)
    return path
