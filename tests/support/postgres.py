"""A real PostgreSQL for the tests: one server a run, one fresh database a test.

The server never runs as root, listens on loopback alone behind a password of its own, and
keeps its data in a temporary folder that is removed with it. It changes the rights of no
folder but that one.
"""

import asyncio
import contextlib
import fcntl
import itertools
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import asyncpg

from tests.support import postgres_programs as programs
from tests.support.ports import free_port
from tests.support.postgres_programs import NoPostgres
from tests.support.program import HANGS

__all__ = ["NoPostgres", "Server", "ask", "execute", "fresh_database", "kill", "restart"]
__all__ += ["shared", "start", "stop", "stop_shared", "template"]

T = TypeVar("T")

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
    "timezone": "UTC",
}
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it is, and how to reach a database of it."""

    folder: str  # ours alone; holds the data
    port: int
    password: str

    def url(self, database: str) -> str:
        """`postgresql://…` as asyncpg and LANGNGHE_DB take it."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def pid(self) -> int:
        """The process id of the running server."""
        return int((Path(self.folder) / "data" / "postmaster.pid").read_text().split("\n")[0])


def start() -> Server:
    """Make a cluster in a new temporary folder and start it; raises NoPostgres."""
    user = programs.owner()
    folder = Path(tempfile.mkdtemp(prefix="langnghe-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        server = Server(str(folder), free_port(), secrets.token_hex(16))
        _launch(programs.binaries(folder, user), server, user)
    except (OSError, subprocess.SubprocessError, NoPostgres) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoPostgres(f"PostgreSQL cannot be started: {error}") from error
    return server


def restart(server: Server) -> None:
    """Start a server again on its data, after `kill`."""
    user = programs.owner()
    _serve(programs.binaries(Path(server.folder), user), server, user)


def kill(server: Server) -> None:
    """Stop at once, as a power cut would; the data stays."""
    data = Path(server.folder) / "data"
    with contextlib.suppress(OSError, ValueError):
        os.kill(server.pid(), signal.SIGQUIT)
    _wait_until(lambda: not (data / "postmaster.pid").exists(), "stop")


def stop(server: Server) -> None:
    """Stop at once and remove the data."""
    with contextlib.suppress(NoPostgres):
        kill(server)
    shutil.rmtree(server.folder, ignore_errors=True)


def shared(run_folder: Path) -> Server:
    """The run's one server, started by whichever test process first asks. Raises NoPostgres."""
    note = run_folder / "postgres.json"
    with _locked(run_folder / "postgres.lock"):
        if note.exists():
            known = json.loads(note.read_text())
            if "missing" in known:
                raise NoPostgres(known["missing"])
            return Server(**known)
        try:
            server = start()
        except NoPostgres as error:
            note.write_text(json.dumps({"missing": str(error)}))
            raise
        note.write_text(json.dumps(asdict(server)))
        return server


def stop_shared(run_folder: Path) -> None:
    """Stop the run's server, if one was started."""
    note = run_folder / "postgres.json"
    if note.exists():
        known = json.loads(note.read_text())
        if "missing" not in known:
            stop(Server(**known))


def template(server: Server, name: str, prepare: Callable[[str], None]) -> str:
    """A database made once a run: `prepare(url)` fills it. Returns its name, to clone from."""
    main, unready = server.url("postgres"), f"{name}_unready"
    with _locked(Path(server.folder) / f"{name}.lock"):
        if not ask(main, f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"):
            execute(main, f'CREATE DATABASE "{unready}"')
            prepare(server.url(unready))
            execute(main, f'ALTER DATABASE "{unready}" RENAME TO "{name}"')
    return name


@contextlib.contextmanager
def fresh_database(server: Server, like: str = "template1") -> Iterator[str]:
    """The URL of a database of one's own, cloned from `like`; dropped afterwards."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    execute(server.url("postgres"), f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    try:
        yield server.url(name)
    finally:
        execute(server.url("postgres"), f'DROP DATABASE "{name}" WITH (FORCE)')


def _launch(binaries: Path, server: Server, user: str | None) -> None:
    secret = Path(server.folder) / "password"
    secret.write_text(server.password)
    if user:
        shutil.chown(secret, user)
    made = subprocess.run(
        [
            binaries / "initdb",
            "--pgdata=" + server.folder + "/data",
            "--username=postgres",
            f"--pwfile={secret}",
            "--auth=password",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=server.folder,
        timeout=HANGS,
        **programs.run_as(user),
    )
    if made.returncode:
        raise NoPostgres(made.stderr.strip() or "initdb failed")
    _serve(binaries, server, user)


def _serve(binaries: Path, server: Server, user: str | None) -> None:
    options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
    log = Path(server.folder) / "log"
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [
                binaries / "postgres",
                "-D",
                server.folder + "/data",
                "-p",
                str(server.port),
                *options,
            ],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd=server.folder,
            start_new_session=True,
            **programs.run_as(user),
        )

    def answers() -> bool:
        if process.poll() is not None:
            raise NoPostgres(log.read_text()[-400:])
        with contextlib.suppress(OSError, asyncpg.PostgresError):
            return ask(server.url("postgres"), "SELECT 1") == 1
        return False

    try:
        _wait_until(answers, "start")
    except NoPostgres:
        process.kill()
        raise
    process.returncode = 0  # it outlives this process on purpose; `stop` ends it


# -- small things --------------------------------------------------------------------------
def execute(url: str, statement: str) -> None:
    """Run statements on a database, outside any loop of the test."""

    async def run(connection: asyncpg.Connection) -> None:
        await connection.execute(statement)

    _apart(_connected(url, run))


def ask(url: str, query: str) -> object:
    """The first value that a query gives, asked outside any loop of the test."""

    async def run(connection: asyncpg.Connection) -> object:
        return await connection.fetchval(query)

    return _apart(_connected(url, run))


async def _connected(url: str, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
    connection = await asyncpg.connect(url)
    try:
        return await work(connection)
    finally:
        await connection.close()


def _apart(work: Coroutine[object, object, T]) -> T:
    """Run `work` on a loop in a thread of its own, so that a test's loop is not disturbed."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def _wait_until(ready: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + HANGS
    while not ready():
        if time.monotonic() > deadline:
            raise NoPostgres(f"it did not {what} within {HANGS:.0f} s")
        time.sleep(0.02)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
