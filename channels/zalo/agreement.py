"""Whether the platform knows a template as our file describes it. Pure; faults for its author.

T101 unknown id · T102 not in use · T103 other parameters · T104 a parameter takes less, or another
type · T105 other buttons · T106 another tag · T107 another price. Remarks are no faults: a quality
that falls, a parameter that may stay empty. A template that is not approved has no parameters.
"""

import re
from collections.abc import Iterator

from channels.zalo import told
from ground.faults import Fault
from ground.fields import Words
from ground.text import clean, squeeze
from post.templates.fill import TOKEN
from post.templates.model import Param, Template

_DAY = re.compile(r"[\d:/ ]+")
_TAGS = ("TRANSACTION", "CUSTOMER_CARE", "PROMOTION")
"""Older words (OTP, IN_TRANSACTION, …) say nothing that can be compared."""
_STATES = {
    told.State.PENDING_REVIEW: "đang chờ duyệt",
    told.State.REJECT: "bị từ chối",
    told.State.DISABLE: "bị khóa",
    told.State.DELETE: "đã xóa",
}


def disagreements(template: Template, known: told.Template | None, file: str) -> list[Fault]:
    """Every difference that would refuse a message or falsify its price."""
    if known is None:
        what = (f"Zalo không biết mẫu {template.id}.", f"Zalo knows no template {template.id}.")
        return [_fault(file, "T101", what, ("Hãy xem lại mã và OA.", "Check id and account."))]
    found = [*_state(template, known, file)]
    if known.state == told.State.ENABLE or known.parameters:
        found += _parameters(template, known, file)
    return [
        *found,
        *_buttons(template, known, file),
        *_tag(template, known, file),
        *_prices(template, known, file),
    ]


def remarks(template: Template, known: told.Template | None) -> list[Words]:
    """What is to be known and no fault, in Vietnamese and English."""
    if not template.id:
        return [("chưa có mã: chờ Zalo duyệt", "it has no id: not approved yet")]
    if known is None:
        return []
    found = []
    if known.quality in ("LOW", "MEDIUM"):
        found.append((f"chất lượng {known.quality}", f"its quality is {known.quality}"))
    for parameter in known.parameters:
        if parameter.required is False or parameter.may_be_empty:
            name = parameter.name
            found.append((f"<{name}> có thể để trống", f"<{name}> may stay empty"))
    return found


def _state(template: Template, known: told.Template, file: str) -> Iterator[Fault]:
    if known.state != told.State.ENABLE:
        said = next((vi for state, vi in _STATES.items() if state == known.state), known.state)
        what = (f"Mẫu {template.id} {said}.", f"Template {template.id} is {known.state}.")
        yield _fault(file, "T102", what, ("Chưa gửi được mẫu này.", "It cannot be sent."))


def _parameters(template: Template, known: told.Template, file: str) -> Iterator[Fault]:
    ours = {param.name: param for param in template.params}
    theirs = {parameter.name: parameter for parameter in known.parameters}
    for name in sorted(theirs.keys() - ours.keys()):
        what = (f"Mẫu đã duyệt có <{name}>, tệp không có.", f"The approved one has <{name}>.")
        yield _fault(file, "T103", what, ("Hãy thêm vào params.", "Add it to params."))
    for name in sorted(ours.keys() - theirs.keys()):
        what = (f"Mẫu đã duyệt không có <{name}>.", f"The approved one has no <{name}>.")
        yield _fault(file, "T103", what, ("Hãy xóa khỏi params.", "Remove it from params."))
    for name in sorted(ours.keys() & theirs.keys()):
        yield from _parameter(ours[name], theirs[name], file)


def _parameter(ours: Param, theirs: told.Parameter, file: str) -> Iterator[Fault]:
    name, most = ours.name, theirs.most
    if most is not None and most < ours.most:
        what = (
            f"<{name}>: Zalo nhận {most} ký tự, loại {ours.type} là {ours.most}.",
            f"<{name}>: Zalo takes {most} signs, type {ours.type} is {ours.most}.",
        )
        yield _fault(file, "T104", what, ("Hãy đổi loại.", "Change the type."))
    kind, sample = (theirs.kind or "").upper(), ours.sample
    wrong = (kind == "NUMBER" and not sample.isdigit()) or (
        kind == "DATE" and not _DAY.fullmatch(sample)
    )
    if wrong:
        what = (
            f"<{name}>: Zalo chờ {kind}, ví dụ là “{sample}”.",
            f"<{name}>: Zalo wants a {kind}, the sample is “{sample}”.",
        )
        yield _fault(file, "T104", what, ("Hãy lấy từ nguồn khác.", "Take it from another fact."))


def _buttons(template: Template, known: told.Template, file: str) -> Iterator[Fault]:
    ours = [button.title for button in template.buttons]
    theirs = [squeeze(button.title or "") for button in known.buttons]
    if ours != theirs:
        what = (
            f"Nút đã duyệt: {_listed(theirs)}; trong tệp: {_listed(ours)}.",
            f"Approved buttons: {_listed(theirs)}; in the file: {_listed(ours)}.",
        )
        yield _fault(file, "T105", what, ("Hãy sửa buttons.", "Mend the buttons."))
        return
    token = template.param_of(TOKEN)
    for button, approved in zip(template.buttons, known.buttons, strict=True):
        own = button.kind == "url" and not button.link and token is not None
        if own and token and not clean(approved.content or "").endswith(f"/k/<{token.name}>"):
            what = (
                f"Nút “{button.title}” mở “{approved.content}”.",
                f"The button “{button.title}” opens “{approved.content}”.",
            )
            end = f"/k/<{token.name}>"
            remedy = (f"Địa chỉ phải kết thúc bằng {end}.", f"It must end with {end}.")
            yield _fault(file, "T105", what, remedy)


def _tag(template: Template, known: told.Template, file: str) -> Iterator[Fault]:
    if known.tag in _TAGS and known.tag != template.tag.name:
        what = (
            f"Tag đã duyệt là {known.tag}, trong tệp là {template.tag.name}.",
            f"The approved tag is {known.tag}, the file has {template.tag.name}.",
        )
        yield _fault(file, "T106", what, ("Hãy sửa tag.", "Correct the tag."))


def _prices(template: Template, known: told.Template, file: str) -> Iterator[Fault]:
    pairs = [("price_sdt", template.price_sdt, known.price_phone)]
    if template.by_uid:
        pairs.append(("price_uid", template.price_uid, known.price_user))
    for key, ours, theirs in pairs:
        if theirs is not None and theirs != ours:
            what = (f"{key}: Zalo tính {theirs} đồng, tệp ghi {ours}.",
                    f"{key}: Zalo charges {theirs} đồng, the file says {ours}.")  # fmt: skip
            yield _fault(file, "T107", what, ("Hãy sửa giá trong tệp.", "Correct the price."))


def _listed(titles: list[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles) or "–"


def _fault(file: str, code: str, what: Words, remedy: Words) -> Fault:
    return Fault(file, 0, 0, code, what[0], remedy[0], what[1], remedy[1])
