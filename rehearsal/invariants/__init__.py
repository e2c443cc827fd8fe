"""What must hold of every rehearsal, by the sandbox's log, the case file and the scripts.

This package imports nothing of the product (a test holds it): one misreading cannot agree with
itself. The product's own exports come in only as what is judged. Each check gives None, or its
first counter-example in words.
"""

from collections.abc import Collection

from rehearsal.invariants import answering, drawing, leaving, money
from rehearsal.invariants.evidence import Check, Evidence, Verdict

__all__ = ["CHECKS", "Evidence", "Verdict", "judge"]

CHECKS: dict[str, Check] = {
    **drawing.CHECKS,
    **leaving.CHECKS,
    **answering.CHECKS,
    **money.CHECKS,
}


def judge(evidence: Evidence, names: Collection[str] = CHECKS.keys()) -> list[Verdict]:
    """Every check of these names, in order."""
    found = [(name, check(evidence)) for name, check in CHECKS.items() if name in names]
    return [Verdict(name, told is None, told or "") for name, told in found]
