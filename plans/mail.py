"""What the mail of an invitation tells: of the case only so much that the citizen knows it. Pure.

A mail may be read by others: it names no person, of the case's code its end alone, and the
procedure only where its name tells nothing private (plans/sensitive.py).
"""

import re
from collections.abc import Mapping
from functools import partial

from flows.model import Flow
from flows.walk.chance import seed_of
from flows.walk.path import Standing
from plans.model import Plan
from plans.opening import opening
from plans.ports import Fact
from plans.sensitive import is_private

NAMED = (
    "department.name",
    "agency.name",
    "case.month",
    "plan.minutes",
    "plan.hotline",
    "plan.keep_until",
    "plan.deadline",
)
_SHOWN_SIGNS = 4
_LEAST_HIDDEN = 5
"""Signs before the shown ones; a shorter code is not shown at all."""


def told_by_mail(
    plan: Plan, flow: Flow | None, ref: str, facts: Mapping[str, Fact]
) -> dict[str, object]:
    """`{"facts", "heading", "procedure", "case", "opening"}` of a mail's body.

    "heading" is who the subject names: the agency, or the body that asks where the agency's own
    name tells something private; "procedure" is "" where it is not to be named; "case" is the end
    of the case's code as "…-0123", "" where it is too short for that; "opening" the first question
    (plans/opening.py).
    """
    private = partial(is_private, more=plan.sensitive)
    told = {name: str(facts.get(name) or "") for name in NAMED}
    procedure = str(facts.get("case.procedure") or "")
    if private((procedure, str(facts.get("case.field") or ""))):
        procedure = ""
    known = {**told, "case.procedure": procedure} if procedure else told
    at = Standing({}, facts, seed_of(ref))
    agency = told["agency.name"]
    return {
        "facts": told,
        "heading": told["department.name"] if private((agency,)) else agency,
        "procedure": procedure,
        "case": masked(str(facts.get("case.code") or "")),
        "opening": opening(flow, at, known, private) if flow is not None else None,
    }


def masked(code: str) -> str:
    """The end of a case's code: who has the case knows it by it, nobody can look it up by it."""
    signs = re.sub(r"[\W_]", "", code)
    if len(signs) < _SHOWN_SIGNS + _LEAST_HIDDEN:
        return ""
    dash = "-" if code.strip()[-_SHOWN_SIGNS - 1 : -_SHOWN_SIGNS] == "-" else ""
    return f"…{dash}{signs[-_SHOWN_SIGNS:]}"
