"""Everything that is tried of one survey: its cases, what they cover, and generated walks.

`NAME.test.yaml` beside `NAME.yaml` holds the cases. It says what it found; whoever publishes
decides what must hold.
"""

from dataclasses import dataclass
from pathlib import Path

from bot.tester.coverage import Coverage, Seen, coverage
from bot.tester.read import read_cases
from bot.tester.run import CaseResult, play
from bot.tester.walks import Walked, walk
from flows.language.compile import load_flow
from flows.model import Flow
from ground.faults import Fault
from ground.yamlfile import Document, read


@dataclass(frozen=True, slots=True)
class Report:
    """What came of testing one survey. No cases = there is no test file beside it."""

    flow: str
    cases: tuple[CaseResult, ...]
    coverage: Coverage
    walked: Walked

    @property
    def failures(self) -> tuple[Fault, ...]:
        """Everything that failed: of the cases, then of the walks."""
        return (*(f for case in self.cases for f in case.failures), *self.walked.faults)


def tests_beside(path: Path) -> Path:
    """Where the cases of the survey at `path` stand."""
    return path.with_suffix(".test.yaml")


def try_file(path: Path) -> Report:
    """Try the survey at `path` with the cases beside it; raises Faulty for a broken file."""
    flow = load_flow(path)
    beside = tests_beside(path)
    return try_flow(flow, read(path), read(beside) if beside.exists() else None)


def try_flow(flow: Flow, survey: Document, tests: Document | None) -> Report:
    """Try a compiled survey; `survey` is its own file, for the places of what the walks find."""
    seen = Seen()
    results: list[CaseResult] = []
    for case in read_cases(tests, flow) if tests else ():
        result, met = play(flow, case, tests or survey)
        results.append(result)
        seen.add(met)
    return Report(flow.name, tuple(results), coverage(flow, seen), walk(flow, survey))
