"""Whether the stars of a plan's rating template can be the first answer of its survey. Pure.

P106 consent must be asked first · P107 the question does not take five points, or not always ·
P108 something must be answered before it · P109 the template lacks what must be read before.
"""

from collections.abc import Iterator, Mapping

from flows.language.placeholders import FIELDS
from flows.model import Flow, Kind, Question
from flows.walk.path import Standing
from flows.walk.walk import Walk
from ground.faults import Fault
from ground.fields import Words, did_you_mean, near
from plans.model import LegalBasis, Plan
from post.templates.book import TemplateBook
from post.templates.fill import CODE
from post.templates.model import STARS, Template

NOTICE = ("department.name", "agency.name", "plan.keep_until", "plan.hotline", CODE)
"""Who asks and about whom, how long the link to the case is kept, whom to call, how to refuse:
a person reads it before they answer, and here the answer stands on the template itself."""
_FIVE = (Kind.SCALE, Kind.STARS)
_CASE: Mapping[str, object] = {
    **FIELDS,
    "agency.code": "H01.01",
    "case.field": "Đất đai",
    "case.filed_online": False,
    "case.returned_on": "2026-11-16",
    "plan.consent": False,
}


def misrated(plan: Plan, flow: Flow, book: TemplateBook, file: str) -> list[Fault]:
    """Every reason why the plan's rating cannot be used with its survey."""
    if plan.zalo is None or not plan.zalo.rating:
        return []
    template = book.get(plan.zalo.rating)
    return [
        *_asks_leave(plan, file),
        *_misasked(plan, flow, file),
        *(_unread(plan, template, file) if template else ()),
    ]


def _asks_leave(plan: Plan, file: str) -> Iterator[Fault]:
    if plan.legal_basis is LegalBasis.CONSENT:
        yield _fault(
            plan, file, "rating", "P106",
            (
                "Phải hỏi đồng ý trước, mà mẫu đánh giá không hỏi được: sao đã là câu trả lời.",
                "Hãy bỏ “rating”, hoặc dùng legal_basis: public_task.",
            ),
            (
                "Consent must be asked first, and a rating cannot ask: its stars are an answer.",
                "Remove “rating”, or use legal_basis: public_task.",
            ),
        )  # fmt: skip


def _misasked(plan: Plan, flow: Flow, file: str) -> Iterator[Fault]:
    id_ = plan.zalo.rating_answers if plan.zalo else ""
    question = flow.by_id.get(id_)
    if question is None:
        fitting = tuple(q.id for q in flow.questions if _takes_stars(flow, q))
        known = ", ".join(fitting) or "–"
        vi, en = did_you_mean(
            near(id_, fitting), (f"Câu nhận được sao: {known}.", f"Stars may answer: {known}.")
        )
        what = (f"Phiếu {flow.name} không có câu “{id_}”.", f"{flow.name} has no “{id_}”.")
        yield _fault(plan, file, "rating_answers", "P107", (what[0], vi), (what[1], en))
    elif not _takes_stars(flow, question):
        yield _fault(
            plan, file, "rating_answers", "P107",
            (f"Câu “{id_}” không phải thang năm điểm ai cũng được hỏi.", "Hãy chọn câu khác."),
            (f"“{id_}” is no five-point scale that everybody is asked.", "Take another."),
        )  # fmt: skip
    elif (gate := _before(flow, question)) is not None:
        yield _fault(
            plan, file, "rating_answers", "P108",
            (f"Trước câu “{id_}” phải trả lời “{gate}”.", "Hãy đặt câu đó sau, hoặc bỏ rating."),
            (f"“{gate}” must be answered before “{id_}”.", "Ask it later, or remove rating."),
        )  # fmt: skip


def _takes_stars(flow: Flow, question: Question) -> bool:
    """Five points in order, 1 to 5, of a question that no condition and no chance leaves out."""
    points = [choice.value for choice in question.choices]
    section = next(s for s in flow.sections if s.id == question.section)
    always = question.when is None and section.ask is None and not question.varies
    return question.kind in _FIVE and points == [str(n + 1) for n in range(STARS)] and always


def _before(flow: Flow, question: Question) -> str | None:
    """The first question before it that may end the talk or turn it away."""
    walk = Walk(flow, Standing({}, _CASE, 0, {}))
    if walk.to(question.id) is None:
        return "–"
    return walk.undecided[0].id if walk.undecided else None


def _unread(plan: Plan, template: Template, file: str) -> Iterator[Fault]:
    missing = [name for name in NOTICE if template.param_of(name) is None]
    if missing:
        listed = ", ".join(missing)
        yield _fault(
            plan, file, "rating", "P109",
            (
                f"Người dân chưa đọc lời báo khi bấm sao: mẫu {template.id} thiếu {listed}.",
                "Hãy đưa lời báo vào mẫu.",
            ),
            (
                f"Stars are pressed before the notice is read: {template.id} lacks {listed}.",
                "Put the notice into the template.",
            ),
        )  # fmt: skip


def _fault(plan: Plan, file: str, key: str, code: str, vi: Words, en: Words) -> Fault:  # noqa: PLR0913, PLR0917
    """A fault at the line of the plan that has the key."""
    lines = plan.source.splitlines()
    line = next((n for n, text in enumerate(lines, 1) if f"{key}:" in text.partition("#")[0]), 0)
    column = lines[line - 1].index(f"{key}:") + 1 if line else 0
    return Fault(file, line, column, code, vi[0], vi[1], en[0], en[1])
