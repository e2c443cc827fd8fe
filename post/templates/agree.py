"""What must agree inside a template: blanks and parameters, stars, prices and hours. Pure."""

import re
from collections.abc import Iterator

from ground.fields import Fields, Path, did_you_mean, near
from post.templates.fill import PLACE, TOKEN
from post.templates.model import Kind, Tag, Template, Wording

_STRAY = re.compile(r"[<>]")


def check_blanks(fields: Fields, template: Template) -> None:
    """Every blank has a parameter, every parameter a blank, in the first wording as in the second.

    A button to the citizen's own page uses the page's token.
    """
    names = {param.name for param in template.params}
    token = template.param_of(TOKEN)
    own = any(button.kind == "url" and not button.link for button in template.buttons)
    shared = {token.name} if own and token else set()
    if own and token is None and fields.has(("params",)):
        _blank(fields, ("buttons",), "token", tuple(names))
    for path, text in _elsewhere(template):
        shared |= _used(fields, path, text, names)
    used = shared | _used_in(fields, (), template.first, names)
    for name in sorted(names - used):
        _unused(fields, ("params", name), name)
    if template.second is not None:
        again = shared | _used_in(fields, ("second",), template.second, names)
        for name in sorted(used - again):
            _unused(fields, ("second",), name)


def _unused(fields: Fields, path: Path, name: str) -> None:
    fields.fault(
        path,
        "T010",
        (f"Không chỗ nào dùng <{name}>.", "Hãy dùng hoặc xóa tham số."),
        (f"Nothing uses <{name}>.", "Use the parameter or remove it."),
        key=True,
    )


def _used_in(fields: Fields, path: Path, wording: Wording, names: set[str]) -> set[str]:
    used: set[str] = set()
    for place, text in _of(path, wording):
        used |= _used(fields, place, text, names)
    return used & names


def _of(path: Path, wording: Wording) -> Iterator[tuple[Path, str]]:
    yield (*path, "title"), wording.title
    for n, text in enumerate(wording.paragraphs):
        yield (*path, "paragraphs", n), text


def _elsewhere(template: Template) -> Iterator[tuple[Path, str]]:
    for n, row in enumerate(template.rows):
        yield ("table", n, "value"), row.value
    for n, button in enumerate(template.buttons):
        yield ("buttons", n, "link"), button.link


def _used(fields: Fields, path: Path, text: str, names: set[str]) -> set[str]:
    used = set(PLACE.findall(text))
    for name in sorted(used - names):
        _blank(fields, path, name, tuple(sorted(names)))
    if _STRAY.search(PLACE.sub("", text)):
        fields.fault(
            path,
            "T010",
            ("Có dấu < hoặc > không thuộc tham số nào.", "Tham số viết như <co_quan>."),
            ("A sign < or > belongs to no parameter.", "A parameter is written like <name>."),
        )
    return used


def _blank(fields: Fields, path: Path, name: str, names: tuple[str, ...]) -> None:
    vi, en = did_you_mean(near(name, names), ("Hãy thêm vào params.", "Add it to params."))
    fields.fault(
        path, "T010", (f"<{name}> chưa có tham số.", vi), (f"<{name}> has no parameter.", en)
    )


def check_rating(fields: Fields, template: Template) -> None:
    """Five stars and tag 2 for a rating; no stars for any other."""
    rating = template.kind is Kind.RATING
    if rating and not fields.has(("stars",)):
        _needs(fields, ("kind",), "Mẫu đánh giá cần năm mục “stars”.", "A rating has five “stars”.")
    if rating and template.tag is not Tag.CUSTOMER_CARE:
        _needs(fields, ("tag",), "Mẫu đánh giá phải có tag 2.", "A rating has tag 2.")
    if not rating and fields.has(("stars",)):
        _needs(fields, ("stars",), "Chỉ mẫu đánh giá có sao.", "Only a rating has stars.")


def _needs(fields: Fields, path: Path, vi: str, en: str) -> None:
    fields.fault(path, "T014", (vi, "Xem docs/zalo.md."), (en, "See docs/zalo.md."))


def check_money(fields: Fields, template: Template) -> None:
    """A price by user id goes with leave to send so; promotions never leave at night."""
    if template.by_uid and not fields.has(("price_uid",)):
        fields.fault(
            ("by_uid",),
            "T016",
            ("Gửi theo mã người dùng cần giá.", "Hãy thêm “price_uid: …”."),
            ("Sending by user id has a price.", "Add “price_uid: …”."),
        )
    if template.night and template.tag is Tag.PROMOTION:
        fields.fault(
            ("night",),
            "T016",
            ("Zalo không gửi tin truyền thông (tag 3) ban đêm.", "Hãy ghi night: false."),
            ("Zalo sends no promotion (tag 3) at night.", "Write night: false."),
        )
