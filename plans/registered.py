"""Whether a plan's Zalo templates are described, fit their use, and hold its own names. Pure.

P102 no file describes the id · P103 another kind of template · P104 neither page nor code in it ·
P105 a name too long for its parameter · P110 an account that the settings do not name.
"""

from collections.abc import Iterable, Iterator, Sequence

from ground.faults import Fault
from ground.fields import Words, did_you_mean, near
from plans.model import Plan
from post.templates.book import TemplateBook
from post.templates.fill import CODE, TOKEN
from post.templates.model import Kind, Template


def unregistered(plan: Plan, book: TemplateBook, units: Iterable[str], file: str) -> list[Fault]:
    """Every fault between a plan, the names of its units, and the templates that it names."""
    found: list[Fault] = []
    named = list(units)
    for use, id_, kind in _used(plan):
        template = book.get(id_)
        if template is None:
            found.append(_unknown(plan, file, id_, book.ids()))
            continue
        found += _misfits(plan, file, (use, template, kind))
        found += _too_long(plan, file, template, named)
    return found


def unknown_account(plan: Plan, accounts: Sequence[str], file: str) -> list[Fault]:
    """A fault where the plan asks by an Official Account that is not among `accounts`."""
    named = plan.zalo.account if plan.zalo else ""
    if not named or not accounts or named in accounts:
        return []
    known = ", ".join(accounts)
    vi = (f"Không có OA “{named}” trong thiết lập.", f"Các OA hiện có: {known}.")
    en = (f"The settings name no Official Account “{named}”.", f"Accounts here: {known}.")
    return [_fault(plan, file, named, "P110", vi, en)]


def _used(plan: Plan) -> Iterator[tuple[str, str, Kind]]:
    """(use, id, kind that it needs), where the plan names an id."""
    if plan.zalo is None:
        return
    ids = (plan.zalo.invite, plan.zalo.remind, plan.zalo.rating)
    kinds = (Kind.CUSTOM, Kind.CUSTOM, Kind.RATING)
    for use, id_, kind in zip(("invite", "remind", "rating"), ids, kinds, strict=True):
        if id_:
            yield use, id_, kind


def _misfits(plan: Plan, file: str, used: tuple[str, Template, Kind]) -> Iterator[Fault]:
    use, template, kind = used
    if template.kind is not kind:
        yield _fault(
            plan, file, template.id, "P103",
            (f"Mẫu {template.id} là loại {template.kind}, “{use}” cần {kind}.", "Hãy đổi mã."),
            (f"Template {template.id} is {template.kind}; “{use}” needs {kind}.", "Change the id."),
        )  # fmt: skip
    page = any(button.kind == "url" and not button.link for button in template.buttons)
    if not page and template.param_of(CODE) is None and template.param_of(TOKEN) is None:
        yield _fault(
            plan, file, template.id, "P104",
            (f"Mẫu {template.id} không có trang hay mã góp ý.", "Hãy thêm nút url hoặc <ma>."),
            (f"Template {template.id} leads to no page and has no code.", "Add one of them."),
        )  # fmt: skip


def _too_long(plan: Plan, file: str, template: Template, units: Sequence[str]) -> Iterator[Fault]:
    """Zalo refuses the whole message for one value that is too long."""
    own = {
        "agency.name": units,
        "department.name": [plan.department],
        "plan.hotline": [plan.hotline],
    }
    for param in template.params:
        for name in own.get(param.source, ()):
            if len(name) > param.most:
                yield _fault(
                    plan, file, template.id, "P105",
                    (
                        f"“{name}” dài {len(name)} ký tự; <{param.name}> của mẫu {template.id} "
                        f"nhận {param.most}.",
                        "Hãy viết gọn, hoặc đổi loại tham số.",
                    ),
                    (
                        f"“{name}” has {len(name)} signs; <{param.name}> of template "
                        f"{template.id} takes {param.most}.",
                        "Shorten it, or change the parameter's type.",
                    ),
                )  # fmt: skip


def _unknown(plan: Plan, file: str, id_: str, ids: tuple[str, ...]) -> Fault:
    known = ", ".join(ids) or "–"
    folder = "LANGNGHE_ZALO_TEMPLATES"
    others = (f"Trong {folder} có: {known}.", f"{folder} has: {known}.")
    vi, en = did_you_mean(near(id_, ids), others)
    what = (f"Không tệp nào mô tả mẫu tin “{id_}”.", f"No file describes the template “{id_}”.")
    return _fault(plan, file, id_, "P102", (what[0], vi), (what[1], en))


def _fault(plan: Plan, file: str, id_: str, code: str, vi: Words, en: Words) -> Fault:  # noqa: PLR0913, PLR0917
    """A fault at the line of the plan that names the id."""
    lines = plan.source.splitlines()
    line = next((n for n, text in enumerate(lines, 1) if id_ in text.partition("#")[0]), 0)
    column = lines[line - 1].index(id_) + 1 if line else 0
    return Fault(file, line, column, code, vi[0], vi[1], en[0], en[1])
