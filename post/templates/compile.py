"""Turns an officer's template file into a Template, or tells all its faults at once.

It does not ask the platform: `langnghe zalo templates check` does. Codes of faults:

T001 unknown key · T002 missing key · T003 wrong shape · T004 bad number · T005 bad word ·
T008 too short or too long · T009 too many or too few · T010 blank without parameter, or parameter
that nothing uses · T011 no such fact · T012 a sample that does not fit · T013 link · T014 what a
rating needs, and what it alone has · T015 the same in two files · T016 prices and hours.
"""

from collections.abc import Sequence
from pathlib import Path

from ground.faults import Fault, Faulty
from ground.fields import Fields
from ground.yamlfile import parse, read
from post.templates.agree import check_blanks, check_money, check_rating
from post.templates.book import TemplateBook
from post.templates.model import Kind, Tag, Template
from post.templates.parts import (
    read_buttons,
    read_params,
    read_rows,
    read_stars,
    read_wording,
    sized,
)

MOST_DONG = 10_000
"""Of one message; the platform's prices are a tenth of it at most."""
NAME, NOTE = (1, 100), (9, 400)

_REQUIRED = (
    "name", "kind", "tag", "title", "paragraphs", "params", "price_sdt", "by_uid", "night", "note",
)  # fmt: skip
_KNOWN = ("id", *_REQUIRED, "table", "buttons", "stars", "price_uid", "second")


def load_template(path: Path) -> Template:
    """Read one file. Raises Faulty."""
    return _whole(Fields(read(path), "T"), path.stem)


def compile_template(source: str, file: str = "template.yaml") -> Template:
    """Compile a template's text. Raises Faulty."""
    return _whole(Fields(parse(source.encode(), file), "T"), Path(file).stem)


def load_templates(folder: Path) -> TemplateBook:
    """Every *.yaml of a folder, none where there is no folder. Raises Faulty with all faults."""
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    found: list[tuple[Path, Template]] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            found.append((path, load_template(path)))
        except Faulty as broken:
            faults += broken.faults
    faults += _twice(found)
    if faults:
        raise Faulty(faults)
    return TemplateBook(template for _, template in found)


def _whole(fields: Fields, file: str) -> Template:
    fields.table((), _KNOWN, _REQUIRED)
    template = Template(
        file=file,
        id=_id(fields),
        name=sized(fields, ("name",), NAME),
        kind=Kind(fields.word(("kind",), tuple(Kind))),
        tag=Tag(int(fields.word(("tag",), ("1", "2", "3")))),
        first=read_wording(fields, ()),
        second=read_wording(fields, ("second",)) if fields.has(("second",)) else None,
        rows=read_rows(fields),
        params=read_params(fields),
        buttons=read_buttons(fields),
        stars=read_stars(fields),
        price_sdt=fields.whole(("price_sdt",), 0, MOST_DONG),
        price_uid=fields.whole(("price_uid",), 0, MOST_DONG) if fields.has(("price_uid",)) else 0,
        by_uid=_truth(fields, "by_uid"),
        night=_truth(fields, "night"),
        note=sized(fields, ("note",), NOTE),
    )
    check_blanks(fields, template)
    check_rating(fields, template)
    check_money(fields, template)
    if fields.faults:
        raise Faulty(sorted(fields.faults, key=lambda f: (f.line, f.column, f.code)))
    return template


def _id(fields: Fields) -> str:
    path = ("id",)
    if not fields.has(path) or fields.value(path) == "":
        return ""
    id_ = fields.text(path, 20)
    if id_ and not (id_.isascii() and id_.isdigit()):
        fields.fault(
            path,
            "T003",
            (f"Mã “{id_}” không phải mã mẫu tin.", "Chỉ gồm chữ số; để trống khi chưa duyệt."),
            (f"“{id_}” is no template id.", "Digits only; leave it empty until approved."),
        )
    return id_


def _truth(fields: Fields, key: str) -> bool:
    found = fields.value((key,))
    if not isinstance(found, bool):
        fields.fault(
            (key,),
            "T005",
            (f"“{found}” không dùng được ở đây.", "Hãy ghi true hoặc false."),
            (f"“{found}” cannot be used here.", "Write true or false."),
        )
    return found is True


def _twice(found: Sequence[tuple[Path, Template]]) -> list[Fault]:
    """Templates of one id: nobody could tell which is meant."""
    first: dict[str, Path] = {}
    faults = []
    for path, template in found:
        other = first.setdefault(template.id, path)
        if template.id and other is not path:
            faults.append(
                Fault(
                    str(path), 0, 0, "T015",
                    f"Mã {template.id} đã có trong {other.name}.", "Mỗi mã chỉ một tệp.",
                    f"The id {template.id} stands in {other.name} too.", "Keep one file an id.",
                )
            )  # fmt: skip
    return faults
