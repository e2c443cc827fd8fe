"""Reads the parts of a template file one by one. Lengths are counted after NFC."""

import re
from urllib.parse import urlsplit

from ground.fields import Fields, Path, did_you_mean, near
from ground.text import squeeze
from post.templates.fill import FACTS, NAME
from post.templates.model import (
    BUTTON,
    MAX_BUTTONS,
    PARAGRAPH,
    ROWS,
    STARS,
    TITLE,
    TYPES,
    Button,
    Param,
    Row,
    Star,
    Wording,
)

_MOMENTS = re.compile(r"(\d{2}:\d{2}(:\d{2})? )?\d{2}/\d{2}/\d{4}|\d{2}/\d{4}|\d{2}:\d{2}")
_STAR_SIZES = {"title": (1, 50), "question": (1, 100), "thanks": (1, 100), "description": (1, 200)}
_ANSWERS, _ANSWER = (1, 5), (1, 50)
_PARAGRAPHS = (1, 4)


def sized(fields: Fields, path: Path, size: tuple[int, int]) -> str:
    """One line of text within its least and most signs."""
    found, (least, most) = fields.value(path), size
    line = squeeze(str(found)) if isinstance(found, str | int) else ""
    if isinstance(found, bool) or not least <= len(line) <= most:
        fields.fault(
            path,
            "T008",
            (f"Dài {len(line)} ký tự; phải từ {least} đến {most}.", "Hãy viết lại cho vừa."),
            (f"It has {len(line)} signs; {least} to {most} are allowed.", "Make it fit."),
        )
    return line


def counted(fields: Fields, path: Path, size: tuple[int, int]) -> list[Path]:
    """The places of a list that holds so many things."""
    places: list[Path] = [(*path, n) for n in fields.items(path)]
    least, most = size
    if not least <= len(places) <= most:
        fields.fault(
            path,
            "T009",
            (f"Có {len(places)} mục; phải từ {least} đến {most}.", "Hãy thêm hoặc bớt."),
            (f"There are {len(places)}; {least} to {most} are allowed.", "Add or remove some."),
        )
    return places


def read_wording(fields: Fields, path: Path) -> Wording:
    """The title and paragraphs at `path`: the file itself, or its second wording."""
    if path and not fields.table(path, ("title", "paragraphs"), ("title", "paragraphs")):
        return Wording("", ())
    title = sized(fields, (*path, "title"), TITLE) if fields.has((*path, "title")) else ""
    if not fields.has((*path, "paragraphs")):
        return Wording(title, ())
    places = counted(fields, (*path, "paragraphs"), _PARAGRAPHS)
    return Wording(title, tuple(sized(fields, place, PARAGRAPH) for place in places))


def read_rows(fields: Fields) -> tuple[Row, ...]:
    """The table, where there is one."""
    path = ("table",)
    if not fields.has(path):
        return ()
    rows = []
    for place in counted(fields, path, ROWS):
        fields.table(place, ("name", "value"), ("name", "value"))
        name, value = (sized(fields, (*place, key), (1, 100)) for key in ("name", "value"))
        rows.append(Row(name, value))
    return tuple(rows)


def read_params(fields: Fields) -> tuple[Param, ...]:
    """The parameters, in the order written."""
    if not fields.has(("params",)):
        return ()
    return tuple(_param(fields, name) for name in fields.keys(("params",)))


def _param(fields: Fields, name: str) -> Param:
    path: Path = ("params", name)
    if not re.fullmatch(NAME, name):
        fields.fault(
            path,
            "T003",
            (f"Tên “{name}” không dùng được.", "Chỉ dùng a–z, 0–9 và gạch dưới."),
            (f"The name “{name}” cannot be used.", "Use a–z, 0–9 and underscores only."),
            key=True,
        )
    keys = ("type", "from", "sample")
    if not fields.table(path, keys, keys):
        return Param(name, 5, "", "")
    type_ = fields.whole((*path, "type"), 1, len(TYPES))
    param = Param(name, type_, _fact(fields, (*path, "from")), _sample(fields, path, type_))
    longest = FACTS.get(param.source, "")
    if param.source and len(longest) > param.most:
        fields.fault(
            (*path, "type"),
            "T012",
            (f"“{longest}” dài hơn {param.most} ký tự của loại {type_}.", "Hãy đổi loại."),
            (f"“{longest}” is over the {param.most} signs of type {type_}.", "Take another type."),
        )
    return param


def _fact(fields: Fields, path: Path) -> str:
    found = str(fields.value(path) or "")
    if found in FACTS:
        return found
    listed = ", ".join(FACTS)
    vi, en = did_you_mean(near(found, tuple(FACTS)), (f"Có: {listed}.", f"There are: {listed}."))
    fields.fault(
        path, "T011", (f"Không lấy được “{found}”.", vi), (f"There is no “{found}” to take.", en)
    )
    return ""


def _sample(fields: Fields, param: Path, type_: int) -> str:
    path = (*param, "sample")
    most = TYPES[type_][1]
    sample = squeeze(str(fields.value(path) or ""))
    if not 0 < len(sample) <= most:
        fields.fault(
            path,
            "T012",
            (f"Ví dụ dài {len(sample)} ký tự; loại {type_} nhận 1 đến {most}.", "Hãy sửa lại."),
            (f"The sample has {len(sample)} signs; type {type_} takes 1 to {most}.", "Mend it."),
        )
    elif type_ == 11 and not _MOMENTS.fullmatch(sample):
        fields.fault(
            path,
            "T012",
            (f"“{sample}” không phải thời gian.", "Viết như 31/12/2026, 11/2026 hoặc 07:30."),
            (f"“{sample}” is no moment.", "Write it like 31/12/2026, 11/2026 or 07:30."),
        )
    return sample


def read_buttons(fields: Fields) -> tuple[Button, ...]:
    """The buttons, where there are any."""
    path = ("buttons",)
    if not fields.has(path):
        return ()
    return tuple(_button(fields, place) for place in counted(fields, path, (1, MAX_BUTTONS)))


def _button(fields: Fields, path: Path) -> Button:
    fields.table(path, ("type", "title", "link"), ("type", "title"))
    kind = fields.word((*path, "type"), ("url", "chat"))
    title = sized(fields, (*path, "title"), BUTTON)
    place = (*path, "link")
    if not fields.has(place):
        return Button(kind, title)
    link = fields.text(place)
    parts = urlsplit(link)
    if kind != "url" or parts.scheme != "https" or not parts.hostname or "<" in parts.netloc:
        fields.fault(
            place,
            "T013",
            (f"“{link}” không phải địa chỉ https đầy đủ.", "Bỏ dòng này: nút mở trang của họ."),
            (f"“{link}” is no full https address.", "Without it, the citizen's page is opened."),
        )
    return Button(kind, title, link)


def read_stars(fields: Fields) -> tuple[Star, ...]:
    """What each number of stars leads to, from one to five."""
    path = ("stars",)
    if not fields.has(path):
        return ()
    return tuple(_star(fields, place) for place in counted(fields, path, (STARS, STARS)))


def _star(fields: Fields, path: Path) -> Star:
    keys = (*_STAR_SIZES, "answers")
    if not fields.table(path, keys, keys):
        return Star("", "", (), "", "")
    said = {key: sized(fields, (*path, key), size) for key, size in _STAR_SIZES.items()}
    answers = [
        sized(fields, place, _ANSWER) for place in counted(fields, (*path, "answers"), _ANSWERS)
    ]
    return Star(answers=tuple(answers), **said)
