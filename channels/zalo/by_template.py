"""A registered template in Zalo's two formats: by phone number, and by user id. Pure.

A way of a message names the call: `template_phone`, `template_user`, and `rating_…` for stars.
"""

from collections.abc import Mapping
from typing import Any

from post.templates.book import TemplateBook
from post.templates.fill import CODE, TOKEN, Unfit, values
from post.templates.model import By, Kind

BY_USER = ("template_user", "rating_user")


class NoTemplate(LookupError):
    """A message names a template that no file describes, or its values do not fit it."""


def way_of(kind: Kind, by: By) -> str:
    """What the way of such a message is called."""
    word = "rating" if kind is Kind.RATING else "template"
    return f"{word}_{by}"


def by_phone(book: TemplateBook, body: Mapping[str, Any], tracking: str | None) -> dict[str, Any]:
    """The body of POST /message/template. Raises NoTemplate."""
    return {
        "phone": body["to"],
        "template_id": body["template"],
        "template_data": _data(book, body),
        "tracking_id": tracking or "",
    }


def by_user(book: TemplateBook, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body of POST /v3.0/oa/message/template; it takes no tracking id. Raises NoTemplate."""
    return {
        "user_id": body["user"],
        "template_id": body["template"],
        "template_data": _data(book, body),
    }


def _data(book: TemplateBook, body: Mapping[str, Any]) -> dict[str, str]:
    template = book.get(str(body["template"]))
    if template is None:
        raise NoTemplate("unknown")
    given = {**body["facts"], CODE: body["code"], TOKEN: body["token"]}
    try:
        return values(template, given)
    except Unfit as unfit:
        raise NoTemplate(f"parameter-{unfit.name}") from unfit
