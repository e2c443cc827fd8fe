"""Conditions and formulas of a survey file, compiled with the names that are known by then."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.language.conditions.expression import Slip, compile_condition, compile_value
from flows.language.conditions.names import Name, Type
from flows.language.faults.report import fault_at, moved
from flows.language.parts import Part
from flows.model import Condition, Formula
from ground.text import squeeze

GIVES = {Type.NUMBER: "number", Type.TRUTH: "truth", Type.WORD: "word"}


@dataclass(slots=True)
class Conditions:
    """What may be named by now; `held` waits for the end of a section asked in any order."""

    ids: Sequence[str]  # every question's id, so that "asked later" can be told from "unknown"
    known: dict[str, Name] = field(default_factory=dict)
    held: dict[str, Name] | None = None

    def learn(self, name: str, what: Name) -> None:
        """A question was read: what follows may name it."""
        (self.known if self.held is None else self.held)[name] = what

    def hold(self) -> None:
        """The next questions come in an order of chance: none may name another."""
        self.held = {}

    def release(self) -> None:
        """From here on all of them may be named."""
        self.known |= self.held or {}
        self.held = None

    def condition(self, part: Part | None, also: dict[str, Name] | None = None) -> Condition | None:
        """The condition at `part`; None where there is none, or it has a fault."""
        source = _source(part)
        if part is None or source is None:
            return None
        holds, slips = compile_condition(source, self.known | (also or {}), self._later())
        self._report(part, slips)
        # A faulty one is not to be used: the survey is refused, and later checks pass it over.
        return None if slips else Condition(squeeze(source), holds)

    def formula(self, part: Part | None, facts_only: bool = False) -> Formula | None:
        """The formula at `part`; a hidden value may name facts alone."""
        source = _source(part)
        if part is None or source is None:
            return None
        known = {} if facts_only else self.known
        run, type_, slips = compile_value(source, known, self._later(facts_only))
        self._report(part, slips)
        return None if slips else Formula(squeeze(source), run, GIVES.get(type_, "word"))

    def _later(self, facts_only: bool = False) -> list[str]:
        return [name for name in self.ids if facts_only or name not in self.known]

    def _report(self, part: Part, slips: Sequence[Slip]) -> None:
        one_line = "\n" not in str(part.value)
        for slip in slips:
            code = slip.code
            if code == "F032" and slip.fields["name"] in (self.held or ()):
                code = "F045"
            fault = fault_at(part.document, part.path, code, False, **slip.fields)
            part.report.add(moved(fault, slip.at if one_line else 0))


def _source(part: Part | None) -> str | None:
    if part is None:
        return None
    if not isinstance(part.value, str):
        part.mistyped("str")
        return None
    return part.value
