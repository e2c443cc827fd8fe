"""langnghe zalo templates: check, show and hand in the templates of Zalo messages.

They are read from the folder of the settings, or from `--folder`, which needs no settings.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from channels.zalo import told
from channels.zalo.agreement import disagreements, remarks
from channels.zalo.preview import as_html, as_text, card_of, costs, money
from channels.zalo.reading import ZaloReader
from channels.zalo.sheet import as_html as sheet_html
from channels.zalo.sheet import as_markdown
from commands.common import DONE, FAULTS, Told, group, plain, reading, settings_of, show
from ground.faults import Fault
from plans.compile import load_plan
from plans.model import Plan
from post.ports import Failure, SendError
from post.templates.book import TemplateBook
from post.templates.compile import load_templates
from post.templates.fill import Unfit, samples, values
from post.templates.model import Template
from wiring import System
from wiring_files import plan_files

BASE = "https://khaosat.example"
"""Where pages are, in what is made without settings."""
HIDDEN = {"code": "••••••••", "token": "••••••••"}
"""What nobody but the invited person gets."""


def define(parser: argparse.ArgumentParser) -> None:
    """Arguments of the group."""
    made = group(
        parser,
        {
            "check": ("every fault of the files, and what Zalo knows otherwise", check),
            "preview": ("a template as the citizen sees it, and what it costs", _preview),
            "sheet": ("a sheet for its approval: Markdown, and HTML to print", _sheet),
        },
    )
    for command in made.values():
        command.add_argument("--folder", type=Path, help="templates of this folder")
    made["check"].add_argument("--offline", action="store_true", help="do not ask Zalo")
    for name in ("preview", "sheet"):
        made[name].add_argument("name", help="a template's file or id")
    made["preview"].add_argument("--html", type=Path, metavar="FILE", help="write a card here")
    made["preview"].add_argument("--case", metavar="CODE", help="with the facts of this case")
    made["sheet"].add_argument("--out", type=Path, default=Path(), metavar="FOLDER")


def _folder(arguments: argparse.Namespace) -> Path:
    given: Path | None = arguments.folder
    return given or settings_of(arguments).templates


def _named(arguments: argparse.Namespace) -> Template:
    book = load_templates(_folder(arguments))
    template = book.named(arguments.name)
    if template is None:
        known = ", ".join(t.file for t in book.all) or "–"
        raise Told(f"Không có mẫu “{arguments.name}”; có: {known}. / No such template; {known}.")
    return template


# -- check ---------------------------------------------------------------------------------
async def check(arguments: argparse.Namespace) -> int:
    """Check the files, and what the platform knows; exit 1 where there is a fault."""
    folder = _folder(arguments)
    book = load_templates(folder)
    if arguments.offline or arguments.folder is not None:
        rows = [_row(template, [], None) for template in book.all]
        return _report(arguments, rows, [])
    async with reading(arguments) as system:
        if not system.accounts:
            raise Told("Chưa đặt Zalo: hãy thêm --offline. / Zalo is not set: add --offline.")
        known = await ask(system, book)
    faults: list[Fault] = []
    rows = []
    for template in book.all:
        found = known.get(template.id)
        path = str(folder / f"{template.file}.yaml")
        mine = disagreements(template, found, path) if template.id else []
        faults += mine
        rows.append(_row(template, mine, found))
    return _report(arguments, rows, faults)


async def ask(system: System, book: TemplateBook) -> dict[str, told.Template]:
    """What the accounts tell of the templates; one that no account knows is left out."""
    known: dict[str, told.Template] = {}
    for reader in system.readers.values():
        for template in book.all:
            if template.id and template.id not in known:
                found = await _template(reader, template.id)
                known |= {template.id: found} if found else {}
    return known


async def _template(reader: ZaloReader, id_: str) -> told.Template | None:
    """One template; None where the account knows none. Raises Told."""
    try:
        return await reader.template(id_)
    except SendError as error:
        if error.kind is Failure.PAYLOAD:
            return None  # -109: no such template
        raise Told(f"Zalo từ chối: {error}. / Zalo refused: {error}.") from error


def _row(template: Template, faults: Sequence[Fault], known: told.Template | None) -> Any:
    return {
        "template": template.file,
        "id": template.id,
        "kind": template.kind.value,
        "state": known.state if known else None,
        "quality": known.quality if known else None,
        "price_sdt": template.price_sdt,
        "price_uid": template.price_uid if template.by_uid else None,
        "faults": [plain(fault) for fault in faults],
        "remarks": [list(remark) for remark in remarks(template, known)],
    }


def _report(arguments: argparse.Namespace, rows: list[Any], faults: Sequence[Fault]) -> int:
    at = 1 if arguments.lang == "en" else 0

    def lines() -> str:
        told_rows = [
            " · ".join(
                filter(
                    None,
                    [
                        row["template"],
                        row["id"] or None,
                        row["state"],
                        money(row["price_sdt"]),
                        *(remark[at] for remark in row["remarks"]),
                    ],
                )
            )
            for row in rows
        ]
        last = [fault.told(arguments.lang) for fault in faults]
        well = "All well." if at else "Đúng cả."
        return "\n".join([*told_rows, *(last or [well])])

    show(arguments, rows, lines)
    return FAULTS if faults else DONE


# -- preview and sheet ---------------------------------------------------------------------
async def _preview(arguments: argparse.Namespace) -> int:
    template = _named(arguments)
    given, base, plans = samples(template), BASE, []
    if arguments.folder is None:
        settings = settings_of(arguments)
        base = settings.public_url
        plans = [load_plan(path) for path in plan_files(settings.plans)]
    if arguments.case:
        given = await _of_case(arguments, template)
    spent = costs(template, [(p.name, p.total * n) for p in plans if (n := _times(p, template.id))])
    cards = [card_of(template, given, base)]
    if template.second is not None:
        cards.append(card_of(template, given, base, second=True))
    if arguments.html:
        arguments.html.write_text(as_html(cards, spent), "utf-8")
    row = {
        "template": template.file,
        "values": given,
        "price_sdt": template.price_sdt,
        "price_uid": template.price_uid if template.by_uid else None,
        "plans": [plain(cost) for cost in spent],
    }

    def lines() -> str:
        paid = [f"Một tin: {_prices(template.price_sdt, row['price_uid'])}."]
        paid += [
            f"{cost.plan}, {cost.people} tin: {_prices(cost.by_phone, cost.by_user)}."
            for cost in spent
        ]
        return "\n".join([as_text(cards[0]), *paid])

    show(arguments, row, lines)
    return DONE


def _prices(by_phone: int, by_user: Any) -> str:
    also = f", {money(by_user)} theo mã người dùng" if by_user is not None else ""
    return f"{money(by_phone)} theo số điện thoại{also}"


def _times(plan: Plan, id_: str) -> int:
    """How often everybody whom the plan wants to hear is sent it, at most."""
    if plan.zalo is None or not id_:
        return 0
    if id_ == plan.zalo.remind:
        return len(plan.reminders)
    return int(id_ in (plan.zalo.invite, plan.zalo.rating))


async def _of_case(arguments: argparse.Namespace, template: Template) -> dict[str, str]:
    """The values of a case that was invited; what only its owner gets is hidden."""
    async with reading(arguments) as system:
        door = system.store.door(lambda unit: unit.conversations)
        facts = await door.read(lambda port: port.facts_of(arguments.case))
    if facts is None:
        raise Told(f"Hồ sơ “{arguments.case}” chưa được mời. / “{arguments.case}” was not invited.")
    try:
        return values(template, {**facts, **HIDDEN})
    except Unfit as unfit:
        raise Told(
            f"<{unfit.name}> của hồ sơ này trống hoặc quá dài. / It is empty or too long."
        ) from unfit


async def _sheet(arguments: argparse.Namespace) -> int:
    template = _named(arguments)
    base = BASE if arguments.folder is not None else settings_of(arguments).public_url
    arguments.out.mkdir(parents=True, exist_ok=True)
    written = {
        arguments.out / f"{template.file}.md": as_markdown(template, base),
        arguments.out / f"{template.file}.html": sheet_html(template, base),
    }
    for path, text in written.items():
        path.write_text(text, "utf-8")
    names = [str(path) for path in written]
    show(arguments, {"written": names}, lambda: "\n".join(names))
    return DONE
