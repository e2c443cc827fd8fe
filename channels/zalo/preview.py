"""A template as the citizen will see it, in a terminal and as a card of a phone. Pure.

Stars are pressed on the card itself; Zalo draws the card, so that this is close and not exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import wrap

from jinja2 import Environment

from look.pages import environment
from post.templates.fill import worded
from post.templates.model import Button, Kind, Row, Star, Template, Wording

WIDTH = 56
"""Signs of a line in a terminal."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan spends on it, in đồng, if all whom the plan wants to hear are sent one."""

    plan: str
    people: int
    by_phone: int
    by_user: int | None  # None: it cannot leave by user id


@dataclass(frozen=True, slots=True)
class Card:
    """A template with its values in."""

    template: Template
    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[Row, ...]
    stars: tuple[Star, ...]
    buttons: tuple[Button, ...]


def card_of(template: Template, values: Mapping[str, str], base: str, second: bool = False) -> Card:
    """The card; `base` is the address of the citizens' pages. With `second` the other wording."""
    wording = (template.second if second else None) or template.first
    return Card(
        template,
        *_filled(wording, values),
        tuple(Row(row.name, worded(row.value, values)) for row in template.rows),
        template.stars,
        tuple(_button(template, button, values, base) for button in template.buttons),
    )


def link_of(template: Template, button: Button, base: str) -> str:
    """The address as it is registered: with the parameter in it."""
    if button.kind != "url" or button.link:
        return button.link
    token = template.param_of("token")
    return f"{base}/k/<{token.name if token else 'token'}>"


def costs(template: Template, plans: Sequence[tuple[str, int]]) -> tuple[Cost, ...]:
    """What each plan (name, people) spends on it."""
    return tuple(
        Cost(
            name,
            people,
            people * template.price_sdt,
            people * template.price_uid if template.by_uid else None,
        )
        for name, people in plans
    )


def as_text(card: Card) -> str:
    """The card in lines of a terminal."""
    lines = [*wrap(card.title, WIDTH), ""]
    if card.template.kind is Kind.RATING:
        lines += ["  ".join("☆" for _ in card.stars), ""]
    for paragraph in card.paragraphs:
        lines += [*wrap(paragraph, WIDTH), ""]
    lines += [f"{row.name}: {row.value}" for row in card.rows] + ([""] if card.rows else [])
    for button in card.buttons:
        lines.append(f"[ {button.title} ]")
        lines += [f"  → {button.link}"] if button.link else []
    framed = [f"│ {line:<{WIDTH}} │" for line in lines]
    edge = "─" * (WIDTH + 2)
    return "\n".join([f"┌{edge}┐", *framed, f"└{edge}┘"])


def as_html(cards: Sequence[Card], spent: Sequence[Cost]) -> str:
    """The cards as phones show them, in one file that loads nothing else."""
    return (
        _pages().get_template("preview.html").render(cards=cards, costs=spent, rating=Kind.RATING)
    )


def money(dong: int) -> str:
    """An amount as it is written here: 1.234.567 đ."""
    return f"{dong:,} đ".replace(",", ".")


def _filled(wording: Wording, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    return worded(wording.title, values), tuple(worded(p, values) for p in wording.paragraphs)


def _button(template: Template, button: Button, values: Mapping[str, str], base: str) -> Button:
    return Button(button.kind, button.title, worded(link_of(template, button, base), values))


@cache
def _pages() -> Environment:
    pages = environment(Path(__file__).parent / "templates")
    pages.filters["money"] = money
    return pages
