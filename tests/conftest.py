"""What every test may ask for, and what none may do: leave this machine, or be skipped in CI."""

import os
import secrets
import shutil
import signal
import socket
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from tests.support import chromium, loopback, postgres

if TYPE_CHECKING:
    from playwright.async_api import Browser

IN_CI = bool(os.environ.get("LANGNGHE_CI"))
_RUN_FOLDER = pytest.StashKey[Path]()


# -- one run, several processes ------------------------------------------------------------
def pytest_configure(config: pytest.Config) -> None:
    """Agree on one folder for the whole run: the workers of xdist are told it."""
    loopback.guard()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it cleans up then too
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    folder = worker["run_folder"] if worker else tempfile.mkdtemp(prefix="langnghe-tests-")
    config.stash[_RUN_FOLDER] = Path(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell an xdist worker the run's folder."""
    node.workerinput["run_folder"] = str(node.config.stash[_RUN_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """At the end of the run, not of a worker, stop what was started."""
    folder = config.stash.get(_RUN_FOLDER, None)
    if folder and not hasattr(config, "workerinput"):
        postgres.stop_shared(folder)
        shutil.rmtree(folder, ignore_errors=True)


# -- a skipped test ------------------------------------------------------------------------
@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one."""
    report = yield
    _refuse_skipping(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a file that skips itself while it is read."""
    report = yield
    _refuse_skipping(report)
    return report


def _refuse_skipping(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in a line what was left out, and why."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.getreports("skipped")
        if isinstance(report.longrepr, tuple)
    )
    for reason, times in reasons.items():
        terminalreporter.write_line(f"Left out: {times} test(s): {reason}", yellow=True)


# -- fixtures ------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def logs_of_its_own() -> Iterator[None]:
    """A command run in a test points the logs at that test's standard error, closed after it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> postgres.Server:
    """The run's PostgreSQL server; the test is left out where there is none."""
    try:
        return postgres.shared(request.config.stash[_RUN_FOLDER])
    except postgres.NoPostgres as missing:
        pytest.skip(str(missing))


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """`postgresql://…` of an empty database of this test's own."""
    with postgres.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """Where this test's SQLite database may be made."""
    return tmp_path / "langnghe.db"


@pytest.fixture
async def browser() -> "AsyncIterator[Browser]":
    """A headless Chromium; the test is left out where there is none."""
    try:
        async with chromium.launched() as running:
            yield running
    except chromium.NoChromium as missing:
        pytest.skip(str(missing))


@pytest.fixture
def free_port() -> int:
    """A port of 127.0.0.1 with three free ones behind it: a trial takes all four.

    It lies below those that the system gives to callers, whose connections would sit on them.
    """
    for _ in range(100):
        port = 20_000 + 4 * secrets.randbelow(3_000)
        if all(_is_free(port + place) for place in range(4)):
            return port
    raise OSError("no four free ports beside each other")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
