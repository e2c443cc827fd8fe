"""The form of a page as a browser would hold it. It knows HTML, and nothing of the survey."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_TAG = re.compile(r"<(input|textarea|select|option|form|button)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')

Tag = Mapping[str, str]


@dataclass(slots=True)
class Form:
    """What stands on it. Names are those of the fields; choices are in the page's order."""

    page: str
    action: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)
    radios: dict[str, list[str]] = field(default_factory=dict)  # name -> values
    boxes: dict[str, list[str]] = field(default_factory=dict)  # name -> values
    places: dict[str, list[str]] = field(default_factory=dict)  # name of a list -> values
    checked: dict[str, list[str]] = field(default_factory=dict)  # of radios and boxes
    lines: dict[str, Tag] = field(default_factory=dict)  # name -> its attributes
    texts: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)

    def said_beside(self, name: str) -> str:
        """The words that a field points to as its explanation."""
        ids = self.lines.get(name, {}).get("aria-describedby", "").split()
        parts = (re.search(rf'id="{re.escape(id_)}"[^>]*>(.*?)</(?:div|span)>', self.page, re.S)
                 for id_ in ids)  # fmt: skip
        return " ".join(html.unescape(part[1]) for part in parts if part)


def read_form(page: str) -> Form:
    """The one form of a page that posts."""
    form, listed = Form(page), ""
    for tag, attributes in _tags(page):
        name, value = attributes.get("name", ""), attributes.get("value", "")
        if tag == "form":
            form.action = attributes.get("action", "")
        elif tag == "textarea":
            form.texts.append(name)
        elif tag == "select":
            listed = name
            form.places[name] = []
        elif tag == "option":
            form.places[listed].append(value)
            _note(form, listed, value, "selected" in attributes and value != "")
        elif tag == "button" and name == "act":
            form.acts.append(value)
        elif tag == "input":
            _input(form, name, value, attributes)
    return form


def _input(form: Form, name: str, value: str, attributes: Tag) -> None:
    match attributes.get("type"):
        case "hidden":
            form.hidden.append((name, value))
        case "radio" | "checkbox" as kind:
            group = form.radios if kind == "radio" else form.boxes
            group.setdefault(name, []).append(value)
            _note(form, name, value, "checked" in attributes)
        case _:
            form.lines[name] = attributes


def _note(form: Form, name: str, value: str, chosen: bool) -> None:
    if chosen:
        form.checked.setdefault(name, []).append(value)


def _tags(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag, inside in _TAG.findall(page):
        yield tag, {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(inside)}
