"""A mail's HTML read as a mail app reads it: nesting, languages, colours in both modes, sizes.

Styles are those inlined; a style sheet counts only for the dark, and only by class.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html.parser import HTMLParser

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3 at level AA, for text of every size."""
LEAST_LINK = 48
LEAST_TEXT = 16
_VOID = {"meta", "br", "hr", "img", "wbr"}
_HIDDEN = {"title", "style", "head"}
_DARK = re.compile(r"@media \(prefers-color-scheme:dark\)\{((?:[^{}]*\{[^{}]*\})*)\}")


@dataclass(frozen=True, slots=True)
class Box:
    """What an element hands down, in pixels; colours as (light, dark)."""

    tag: str = ""
    text: tuple[str, str] = ("#000000", "#ffffff")
    ground: tuple[str, str] = ("#ffffff", "#000000")
    size: float = 16.0
    line: float = 20.0
    lang: str = ""
    hidden: bool = False


@dataclass(slots=True)
class Page:
    """What was found."""

    faults: list[str] = field(default_factory=list)
    pairs: set[tuple[str, str]] = field(default_factory=set)  # text on ground
    languages: set[str] = field(default_factory=set)


def page_of(html: str) -> Page:
    """Read a mail's HTML."""
    reader = _Reader(_dark_rules(html))
    reader.feed(html)
    reader.close()
    if len(reader.stack) > 1:
        reader.page.faults.append(f"never closed: {[box.tag for box in reader.stack[1:]]}")
    if not html.lstrip().lower().startswith("<!doctype html>"):
        reader.page.faults.append("no doctype")
    if not {"vi", "en"} <= reader.page.languages:
        reader.page.faults.append(f"languages: {reader.page.languages}")
    return reader.page


class _Reader(HTMLParser):
    def __init__(self, dark: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(convert_charrefs=True)
        self.stack, self.page, self._dark = [Box()], Page(), dark

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table" and given.get("role") != "presentation":
            self.page.faults.append("a table without role=presentation")
        if tag == "img" and "alt" not in given:
            self.page.faults.append("a picture without alt")
        if tag not in _VOID:
            self.stack.append(self._inside(tag, given))
        if tag == "a":
            self.page.faults.extend(_too_small(given, self.stack[-1]))

    def handle_endtag(self, tag: str) -> None:
        if self.stack[-1].tag != tag:
            self.page.faults.append(f"</{tag}> closes <{self.stack[-1].tag}>")
            return
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        box = self.stack[-1]
        if not data.strip() or box.hidden:
            return
        self.page.languages.add(box.lang)
        if box.size < LEAST_TEXT and data.strip("\u00a0 \r\n"):
            self.page.faults.append(f"text of {box.size} px: {data[:30]}")
        for pair in zip(box.text, box.ground, strict=True):
            self.page.pairs.add(pair)
            if contrast(*pair) < LEAST_CONTRAST:
                self.page.faults.append(f"contrast {contrast(*pair):.2f}: {pair} {data[:30]}")

    def _inside(self, tag: str, given: Mapping[str, str]) -> Box:
        over, style = self.stack[-1], _declared(given.get("style", ""))
        dark = dict(style)
        for name in given.get("class", "").split():
            dark |= self._dark.get(name, {})
        size = _px(style.get("font-size", ""), over.size)
        return replace(
            over,
            tag=tag,
            text=(style.get("color", over.text[0]), dark.get("color", over.text[1])),
            ground=(
                style.get("background-color", over.ground[0]),
                dark.get("background-color", over.ground[1]),
            ),
            size=size,
            line=_px(style.get("line-height", ""), over.line),
            lang=given.get("lang", over.lang),
            hidden=over.hidden or tag in _HIDDEN,
        )


def _too_small(given: Mapping[str, str], box: Box) -> Iterator[str]:
    style = _declared(given.get("style", ""))
    padding = [_px(one, 0.0) for one in style.get("padding", "0").split()]
    border = _px(style.get("border", "0").split()[0], 0.0)
    high = box.line + 2 * padding[0] + 2 * border
    if style.get("display") not in ("block", "inline-block") or high < LEAST_LINK:
        yield f"a link {high} px high: {given.get('href', '')}"
    if style.get("display") == "inline-block":
        wide = _px(style.get("min-width", "0"), 0.0) + 2 * padding[-1] + 2 * border
        if wide < LEAST_LINK:
            yield f"a link {wide} px wide: {given.get('href', '')}"


@lru_cache(maxsize=512)
def _declared(style: str) -> Mapping[str, str]:
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in pairs}


def _px(text: str, otherwise: float) -> float:
    found = re.fullmatch(r"([0-9.]+)(?:px)?", text)
    return float(found[1]) if found else otherwise


@lru_cache(maxsize=8)
def _dark_rules(html: str) -> Mapping[str, Mapping[str, str]]:
    sheet = "".join(_DARK.findall(html))
    rules = re.findall(r"\.([\w-]+)\{([^{}]*)\}", sheet)
    return {name: _declared(body.replace("!important", "")) for name, body in rules}


@lru_cache(maxsize=512)
def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb` (WCAG 2.2, relative luminance)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
