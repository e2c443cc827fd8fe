"""Whether the notice stays within its sixty words with the plan's own names in it. Pure."""

from collections.abc import Iterable

from flows.language.placeholders import FIELDS, count_words
from flows.model import Flow, words
from ground.faults import Fault
from plans.model import Plan

MAX_WORDS = 60
"""What a person reads before answering (the first issue of this project sets it)."""


def too_long(plan: Plan, flow: Flow, units: Iterable[str], file: str) -> list[Fault]:
    """A fault for each language whose notice is too long for some unit of the plan."""
    named = list(units)
    return [
        fault for language in flow.languages if (fault := _fault(plan, flow, named, file, language))
    ]


def _fault(plan: Plan, flow: Flow, units: list[str], file: str, language: str) -> Fault | None:
    notice = words(flow.notice, language)
    own = {**FIELDS, "department.name": plan.department, "plan.hotline": plan.hotline}
    longest = max(units, key=lambda name: count_words(notice, {**own, "agency.name": name}))
    count = count_words(notice, {**own, "agency.name": longest})
    if count <= MAX_WORDS:
        return None
    return Fault(
        file, 0, 0, "P101",
        f"Lời báo ({language}) dài {count} chữ với đơn vị “{longest}”, quá {MAX_WORDS}.",
        "Hãy viết gọn notice của phiếu hỏi, department hoặc hotline.",
        f"The notice ({language}) has {count} words for “{longest}”, over {MAX_WORDS}.",
        "Shorten the survey's notice, the department or the hotline.",
    )  # fmt: skip
