"""A real mailbox server (Dovecot, IMAP over TLS) on a free port, in a temporary folder.

It runs as nobody where the tests run as root, knows one account, and ends with the test.
"""

import asyncio
import contextlib
import os
import pwd
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.nginx import certificate
from tests.support.ports import free_port
from tests.support.program import HANGS

USER, PASSWORD = "thu", "mat-khau"


class NoDovecot(Exception):
    """Dovecot cannot be had on this machine."""


@dataclass(frozen=True, slots=True)
class Box:
    """A running server with one mailbox."""

    port: int
    ca: Path  # its own certificate
    folder: Path  # the Maildir
    own: Callable[[Path], None]  # gives a file to the server's user

    def put(self, name: str, raw: bytes) -> None:
        """A mail is delivered: the file appears whole in new/."""
        path = self.folder / "tmp" / name
        path.write_bytes(raw)
        self.own(path)
        path.rename(self.folder / "new" / name)

    def seen(self) -> list[str]:
        """The mails that are marked as seen, by their names."""
        found = (self.folder / "cur").glob("*:2,*S*")
        return sorted(path.name.partition(":")[0].partition(",")[0] for path in found)


def find() -> str:
    """The program's path; raises NoDovecot."""
    path = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if path is None:
        raise NoDovecot("no dovecot on this machine")
    return path


@asynccontextmanager
async def mailbox() -> AsyncIterator[Box]:
    """The server over an empty mailbox, in a folder of its own that goes with it."""
    with TemporaryDirectory(prefix="ln-dovecot-") as made:  # its user reaches no folder of pytest's
        async with _running(Path(made)) as box:
            yield box


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[Box]:
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())

    def own(path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, user.pw_uid, user.pw_gid)

    port, ca = free_port(), certificate(folder)
    maildir = folder / "mail"
    for name in ("", "new", "cur", "tmp"):
        (maildir / name).mkdir(parents=True, exist_ok=True)
    (folder / "run").mkdir()
    (folder / "users").write_text(
        f"{USER}:{{PLAIN}}{PASSWORD}:{user.pw_uid}:{user.pw_gid}::{maildir}::\n"
    )
    (folder / "dovecot.conf").write_text(_settings(folder, port, user))
    for path in (folder, *folder.rglob("*")):
        own(path)
    program = await asyncio.create_subprocess_exec(
        find(), "-F", "-c", str(folder / "dovecot.conf"),
        user=user.pw_uid if os.geteuid() == 0 else None,
        group=user.pw_gid if os.geteuid() == 0 else None,
        extra_groups=[] if os.geteuid() == 0 else None,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _listens(port, program, folder)
        yield Box(port, ca, maildir, own)
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.terminate()
        await program.wait()


def _settings(folder: Path, port: int, user: pwd.struct_passwd) -> str:
    name = user.pw_name
    group = "nogroup" if name == "nobody" else name
    return f"""
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/fullchain.pem
ssl_key = <{folder}/privkey.pem
mail_location = maildir:{folder}/mail
first_valid_uid = 1
first_valid_gid = 0
mail_access_groups =
default_internal_user = {name}
default_internal_group = {group}
default_login_user = {name}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


async def _listens(port: int, program: asyncio.subprocess.Process, folder: Path) -> None:
    """Wait until it is there; raises NoDovecot with its own words where it ends."""
    deadline = asyncio.get_running_loop().time() + HANGS
    while asyncio.get_running_loop().time() < deadline:
        if program.returncode is not None:
            break
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(program.wait(), 0.1)
    log = folder / "dovecot.log"
    raise AssertionError(log.read_text() if log.exists() else "dovecot did not start")
