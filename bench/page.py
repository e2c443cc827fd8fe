"""The linked page: a survey of nine questions answered by a hundred people at once, over HTTP.

The server is a process of its own, and so are those who answer. Beside it, in the same run, a bare
server that returns a ready page and keeps a row for each post. `docs/bench.md` says what is what.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO

import orjson

from bench.rows import Row
from bench.stopwatch import percentile
from bench.surveyed import tokens
from bench.turn import BrokenRun
from bench.visitors import Order, Report
from bench.world import ROOT

AT_ONCE = 100
PEOPLE = 600  # of one run without pauses
ROUNDS = 3  # of all three servers beside each other
PAUSE = 1.0  # seconds on average between two acts of one person: brisk
POSTS = 10  # nine questions and the sending; the floor is told so
LONGEST = 300  # seconds of one volley


@dataclass(frozen=True, slots=True)
class _Lap:
    """One volley: seconds until the next screen was here, and the server's processor time."""

    posts: list[float]
    cpu_ms: float  # for one completed survey
    rate: float  # posts a second


class _Host:
    """A running server and who visits it."""

    def __init__(self, process: "subprocess.Popen[str]", what: str) -> None:
        self._process, self._what = process, what
        self._port = int(self._line())
        self._left: Iterator[str] = iter(())

    def invite(self, people: int) -> None:
        """Who has a link."""
        self._left = iter(tokens(people))

    def volley(self, people: int, pause: float) -> _Lap:
        """So many people's surveys, a hundred of them at once; raises BrokenRun."""
        whose = [next(self._left) for _ in range(people)]
        posts = POSTS if self._what == "bare" else 0
        order = Order(self._port, whose, min(AT_ONCE, people), pause, posts)
        before = self._cpu()
        done = subprocess.run(
            [sys.executable, "-m", "bench.visitors"], input=orjson.dumps(order), cwd=ROOT,
            capture_output=True, timeout=LONGEST, check=False,
        )  # fmt: skip
        spent = self._cpu() - before
        if done.returncode:
            raise BrokenRun(done.stderr.decode(errors="replace")[-400:])
        told = Report(**orjson.loads(done.stdout))
        if told.surveys != people:
            raise BrokenRun(f"{people} came, {told.surveys} surveys were completed")
        return _Lap(told.posts, spent * 1000 / people, len(told.posts) / told.seconds)

    def _cpu(self) -> float:
        written(self._process.stdin).write("\n")
        written(self._process.stdin).flush()
        return float(self._line())

    def _line(self) -> str:
        line = written(self._process.stdout).readline()
        if not line:
            raise BrokenRun(f"the server “{self._what}” ended")
        return line


def written(pipe: IO[str] | None) -> IO[str]:
    """The pipe, which was asked for."""
    assert pipe is not None
    return pipe


def page(scale: float) -> Row:
    """The 99th percentile of a post until the next question, a hundred people answering at once."""
    people = max(round(PEOPLE * scale), 3)
    rounds = ROUNDS if scale >= 1 else 1
    whats = ("question", "section", "bare") if scale >= 1 else ("question", "bare")
    laps: Mapping[str, list[_Lap]] = {what: [] for what in whats}
    brisk: dict[str, _Lap] = {}
    with _hosts(whats, people * (rounds + 1) + AT_ONCE) as hosts:
        for host in hosts.values():
            host.volley(people, 0)  # what is made once is made now
        for _ in range(rounds):
            for what, host in hosts.items():
                laps[what].append(host.volley(people, 0))
        for what in ("question", "bare"):
            brisk[what] = hosts[what].volley(min(AT_ONCE, people), PAUSE if scale >= 1 else 0)
    return _row(laps, brisk)


def _row(laps: Mapping[str, list[_Lap]], brisk: Mapping[str, _Lap]) -> Row:
    def cpu(what: str) -> float:
        return median(lap.cpu_ms for lap in laps[what])

    def p(what: str, percent: int) -> float:
        return median(percentile(lap.posts, percent) * 1000 for lap in laps[what])

    figures = {
        "p50_ms": percentile(brisk["question"].posts, 50) * 1000,
        "brisk_cpu_ms": brisk["question"].cpu_ms,
        "bare_cpu_ms": cpu("bare"),
        "no_pause_p50_ms": p("question", 50),
        "no_pause_p99_ms": p("question", 99),
        "no_pause_bare_p99_ms": p("bare", 99),
        "no_pause_posts_per_s": median(lap.rate for lap in laps["question"]),
        "no_pause_bare_posts_per_s": median(lap.rate for lap in laps["bare"]),
    }
    if "section" in laps:
        figures["section_cpu_ms"] = cpu("section")
    value, floor = (percentile(brisk[what].posts, 99) * 1000 for what in ("question", "bare"))
    return Row("page", "ms, POST to the next question, p99", value, floor, cpu("question"), figures)


@contextmanager
def _hosts(whats: Sequence[str], people: int) -> Iterator[Mapping[str, _Host]]:
    """The servers, each over a folder and a database of its own."""
    started: list[subprocess.Popen[str]] = []
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        try:
            hosts = {}
            for what in whats:
                own = Path(folder) / what
                own.mkdir()
                command = [sys.executable, "-m", "bench.pagehost", str(own), str(people), what]
                started.append(
                    subprocess.Popen(
                        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
                    )
                )
                hosts[what] = _Host(started[-1], what)
                hosts[what].invite(people)
            yield hosts
        finally:
            for process in started:
                written(process.stdin).close()
                process.wait(LONGEST)
                written(process.stdout).close()
