"""What every test may ask for, and what none may do: leave this machine, or be skipped in CI."""

import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import structlog

from tests.support import chromium, loopback, ports, postgres

if TYPE_CHECKING:
    from playwright.async_api import Browser

IN_CI = bool(os.environ.get("LANGNGHE_CI"))
_RUN_FOLDER = pytest.StashKey[Path]()

# No example has a deadline: a machine may be slow. In CI they are the same in each run, as the
# profile "ci" of hypothesis has them; on a developer's machine each run draws new ones.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("ci" if IN_CI else "unhurried")


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
    """A port of 127.0.0.1 with four free ones behind it: a trial takes all five."""
    return ports.free_row(5)
