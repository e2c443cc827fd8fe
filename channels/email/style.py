"""How a mail looks: colours of both modes by name, and the inlined styles made of them. Pure data.

Many mail apps drop a style sheet, so every style stands inlined and light. Those that keep one
find the dark colours in it, by the class of the same name. Every pair of text and ground has a
contrast of 4.5 or more in both modes (WCAG 2.2, 1.4.3), and a link is 48 px high.
"""

import re
from collections.abc import Mapping

FONT = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"

# name: (background, text), light and dark; "" = that of what stands around it
COLOURS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "page": (("#eef2f6", "#1a2733"), ("#0f151b", "#f1f4f7")),
    "card": (("#ffffff", "#1a2733"), ("#1a232c", "#f1f4f7")),
    "head": (("", "#0b4f8a"), ("", "#9cc9f5")),
    "quiet": (("", "#45535f"), ("", "#c6cfd8")),
    "link": (("", "#0b4f8a"), ("", "#9cc9f5")),
    "button": (("#0b4f8a", "#ffffff"), ("#9cc9f5", "#0b1a28")),
    "option": (("#f4f8fc", "#0b4f8a"), ("#24313d", "#9cc9f5")),
    "box": (("#eaf1f8", "#1a2733"), ("#24313d", "#f1f4f7")),
    "warn": (("#fff1dd", "#1a2733"), ("#3d2b10", "#fbe9cd")),
}
BORDERS: Mapping[str, tuple[str, str]] = {
    "option": ("#0b4f8a", "#9cc9f5"),
    "warn": ("#b25e00", "#f0b25c"),
    "line": ("#c5d0da", "#44525f"),
}
"""The border of what has one, light and dark."""

_BLOCK = (
    "display:block;padding:12px 16px;border-radius:8px;line-height:26px;"
    "text-decoration:none;font-weight:bold;"
)
_SHAPES: Mapping[str, str] = {
    "page": "margin:0;padding:0;",
    "card": f"border-radius:8px;font-family:{FONT};font-size:18px;line-height:27px;",
    "head": "margin:0 0 20px;font-weight:bold;",
    "p": "margin:0 0 16px;",
    "ask": "margin:24px 0 8px;font-size:20px;line-height:29px;font-weight:bold;",
    "quiet": "margin:0 0 16px;font-size:16px;line-height:24px;",
    "list": "margin:0 0 16px;padding:0 0 0 24px;",
    "option": "border:2px solid {line};border-radius:8px;mso-padding-alt:12px 16px;",
    "option_link": _BLOCK,
    "chip": "display:inline-block;min-width:24px;margin:0 4px 8px 0;padding:10px 12px;"
    "border:2px solid {line};border-radius:8px;line-height:26px;text-align:center;"
    "text-decoration:none;font-weight:bold;",
    "button": "border-radius:8px;text-align:center;mso-padding-alt:12px 16px;",
    "button_link": _BLOCK,
    "box": "border-radius:8px;padding:16px;",
    "warn": "border-left:4px solid {line};padding:12px 16px;",
    "link": "display:block;padding:12px 0;line-height:26px;text-decoration:underline;",
    "line": "border-top:1px solid {line};font-size:0;line-height:0;",
}
_PLACE = re.compile(r"\{\{ css\.(\w+) \}\}")
_COLOUR_OF = {"option_link": "link", "chip": "option", "button_link": "button"}


def styled(template: str) -> str:
    """A template with its styles written in: `{{ css.NAME }}` and `{{ sheet }}` are no variables.

    Raises KeyError for a part that has no style.
    """
    ready = template.replace("{{ sheet }}", _sheet())
    return _PLACE.sub(lambda found: _light(found[1]), ready)


def _light(name: str) -> str:
    kind = _COLOUR_OF.get(name, name)
    (ground, text), _ = COLOURS.get(kind, (("", ""), ("", "")))
    painted = f"background-color:{ground};" if ground else ""
    lettered = f"color:{text};" if text else ""
    return _SHAPES[name].replace("{line}", BORDERS.get(kind, ("", ""))[0]) + painted + lettered


def _sheet() -> str:
    """The style sheet of the head: the dark colours by class, and less margin on a phone."""
    rules = []
    for name, (_, (ground, text)) in COLOURS.items():
        line = BORDERS.get(name, ("", ""))[1]
        rules.append(_rule(name, {"background-color": ground, "color": text, "border-color": line}))
    rules.append(_rule("line", {"border-color": BORDERS["line"][1]}))
    dark = "".join(rules)
    return (
        ":root{color-scheme:light dark;supported-color-schemes:light dark}"
        f"@media (prefers-color-scheme:dark){{{dark}}}"
        "@media (max-width:480px){.inside{padding:20px 16px!important}}"
    )


def _rule(name: str, values: Mapping[str, str]) -> str:
    said = ";".join(f"{key}:{value}!important" for key, value in values.items() if value)
    return f".{name}{{{said}}}"
