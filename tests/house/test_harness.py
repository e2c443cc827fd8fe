"""The harness itself: a real database, a real browser, and no way off this machine."""

import socket
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from aiohttp import web
from playwright.async_api import Browser

from tests.support import ports, postgres, postgres_programs
from tests.support.loopback import LeftTheMachine

ROOT = Path(__file__).resolve().parents[2]


async def test_each_test_gets_an_empty_database_on_a_safe_server(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    try:
        tables = await connection.fetchval(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        )
        kept = [
            await connection.fetchval(f"SHOW {name}") for name in ("fsync", "synchronous_commit")
        ]
    finally:
        await connection.close()
    assert tables == 0
    assert kept == ["on", "on"]


def test_a_template_is_prepared_once_and_cloned(postgres_server: postgres.Server) -> None:
    prepared = []

    def prepare(url: str) -> None:
        prepared.append(url)
        postgres.execute(url, "CREATE TABLE seen (n int)")

    for _ in range(2):
        name = postgres.template(postgres_server, "harness_template", prepare)
        with postgres.fresh_database(postgres_server, like=name) as url:
            postgres.execute(url, "INSERT INTO seen VALUES (1)")
    assert len(prepared) == 1


@pytest.mark.parametrize("installed", [True, False], ids=["machine", "wheel"])
def test_a_killed_server_keeps_what_was_committed(
    monkeypatch: pytest.MonkeyPatch, installed: bool
) -> None:
    if not installed:
        monkeypatch.setattr(postgres_programs, "_installed", lambda: None)
    above = {folder: folder.stat().st_mode for folder in (ROOT / ".venv", *ROOT.parents)}
    try:
        server = postgres.start()
    except postgres.NoPostgres as missing:
        pytest.skip(str(missing))
    url = server.url("postgres")
    try:
        postgres.execute(url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
        postgres.kill(server)
        with pytest.raises(OSError):
            postgres.ask(url, "SELECT n FROM kept")
        postgres.restart(server)
        assert postgres.ask(url, "SELECT n FROM kept") == 7
    finally:
        postgres.stop(server)
    assert not Path(server.folder).exists()
    assert {folder: folder.stat().st_mode for folder in above} == above


async def test_the_browser_shows_a_local_page(browser: Browser, free_port: int) -> None:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<h1>Kính chào Ông/Bà</h1>", content_type="text/html")

    application = web.Application()
    application.router.add_get("/", page)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", free_port).start()
    try:
        tab = await browser.new_page()
        await tab.goto(f"http://127.0.0.1:{free_port}/")
        assert await tab.inner_text("h1") == "Kính chào Ông/Bà"
    finally:
        await runner.cleanup()


def test_a_port_that_was_chosen_is_chosen_by_no_other_process() -> None:
    port = ports.free_row(2)
    for beside in (port, port + 1):
        with socket.socket(type=socket.SOCK_DGRAM) as mark, pytest.raises(OSError):
            mark.bind(("127.0.0.1", beside))
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", beside))


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_connection_off_the_machine_is_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as outward, pytest.raises(LeftTheMachine):
        outward.connect((host, 9))


def test_a_look_up_off_the_machine_is_refused() -> None:
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("mail.example.vn", 25)


def test_loopback_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()


@pytest.mark.parametrize(
    ("in_ci", "status", "says"), [(True, 1, "1 failed"), (False, 0, "Left out: 1 test(s): no luck")]
)
def test_a_skipped_test_fails_in_ci_alone(
    tmp_path: Path, in_ci: bool, status: int, says: str
) -> None:
    test = tmp_path / "test_left_out.py"
    test.write_text("import pytest\n\ndef test_it():\n    pytest.skip('no luck')\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", f"--rootdir={tmp_path}", test],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"} | ({"LANGNGHE_CI": "1"} if in_ci else {}),
    )
    assert run.returncode == status, run.stdout
    assert says in run.stdout
