"""What bounds a plan, and what officers are told of its money: once a level. Pure."""

from datetime import datetime

from ground.when import local_date
from plans.letter import Asking
from plans.model import Budget
from plans.ways import Means
from post.ports import NewMessage
from post.templates.model import By

WARN, SPENT = "warn", "spent"


def allowances_of(asking: Asking, now: datetime) -> dict[str, int | None]:
    """Bounds by the allowance's name: the plan's money, the account's templates of today."""
    budget = asking.plan.budget
    found: dict[str, int | None] = {f"plan/{asking.plan.name}": budget.total if budget else None}
    if asking.account is not None:
        found[f"templates/{asking.account}/{local_date(now)}"] = asking.rules.template_daily
    return found


def level(means: Means) -> str | None:
    """What is to be told: nothing, that little is left, or that the dearest way is out of reach."""
    budget, left = means.plan.budget, means.room.money
    if budget is None or left is None:
        return None
    if left < _dearest(means):
        return SPENT
    used = budget.total - left
    return WARN if used * 100 >= budget.warn * budget.total else None


def _dearest(means: Means) -> int:
    """The price of the plan's dearest way, in đồng."""
    return max((means.price(way, "invite", By.PHONE) for way in means.plan.reach), default=0)


def budget_mail(means: Means, budget: Budget, what: str, to: str, now: datetime) -> NewMessage:
    """To who answers for the plan. The key makes it one mail for a level of a budget."""
    plan, left = means.plan, max(means.room.money or 0, 0)
    body = {
        "kind": "budget",
        "to": to,
        "department": plan.department,
        "plan": plan.title,
        "spent": what == SPENT,
        "total": budget.total,
        "used": budget.total - left,
        "left": left,
    }
    return NewMessage(
        key=f"budget/{plan.name}/{what}/{budget.total}",
        invitation=None,
        purpose="alert",
        channel="email",
        recipient="officer",
        subject_hash=None,
        body=body,
        due_at=now,
    )
