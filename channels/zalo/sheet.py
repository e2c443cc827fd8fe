"""A template's sheet for its approval, to be copied into Zalo's console or printed. Pure."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from channels.zalo.preview import link_of, money
from look.pages import environment
from post.templates.fill import PLACE
from post.templates.model import BUTTON, PARAGRAPH, TITLE, TYPES, Kind, Tag, Template

_FOLDER = Path(__file__).parent / "templates"
TAGS = {
    Tag.TRANSACTION: "giao dịch",
    Tag.CUSTOMER_CARE: "chăm sóc khách hàng",
    Tag.PROMOTION: "truyền thông",
}
KINDS = {Kind.CUSTOM: "tùy chỉnh", Kind.RATING: "đánh giá dịch vụ (5 sao)"}


def as_markdown(template: Template, base: str) -> str:
    """The sheet in Markdown; `base` is the address of the citizens' pages."""
    text = _plain().get_template("sheet.md.j2").render(_given(template, base))
    return text.rstrip() + "\n"


def as_html(template: Template, base: str) -> str:
    """The sheet as one HTML file that prints on A4 and loads nothing else."""
    return _pages().get_template("sheet.html").render(_given(template, base))


def _given(template: Template, base: str) -> dict[str, object]:
    return {
        "template": template,
        "tag": TAGS[template.tag],
        "kind": KINDS[template.kind],
        "types": {number: name for number, (name, _) in TYPES.items()},
        "links": [link_of(template, button, base) for button in template.buttons],
        "wordings": [w for w in (template.first, template.second) if w is not None],
        "limits": {"title": TITLE[1], "paragraph": PARAGRAPH[1], "button": BUTTON[1]},
    }


def _marked(text: str) -> Markup:
    """The parameters of a text, marked."""
    return Markup(PLACE.sub(r"<mark>&lt;\1&gt;</mark>", text)) if "<" in text else escape(text)


@cache
def _pages() -> Environment:
    pages = environment(_FOLDER)
    pages.filters |= {"money": money, "marked": _marked}
    return pages


@cache
def _plain() -> Environment:
    plain = Environment(
        loader=FileSystemLoader([_FOLDER]),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    plain.filters |= {"money": money, "cell": lambda text: str(text).replace("|", "\\|")}
    return plain
