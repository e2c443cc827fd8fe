"""A screen as a page. Its own words stand in the templates, in Vietnamese and English."""

from pathlib import Path

from bot.view import Screen
from look.pages import environment

_PAGES = environment(Path(__file__).parent / "templates")


def survey(screen: Screen, token: str, missing: bool) -> str:
    """The questions that stand open; `missing` = some were left blank."""
    return _PAGES.get_template("survey.html").render(
        lang=screen.language, screen=screen, token=token, missing=missing
    )


def stop(screen: Screen, token: str) -> str:
    """Asks once whether to stop; a GET of it changes nothing."""
    return _PAGES.get_template("stop.html").render(lang=screen.language, screen=screen, token=token)


def unknown() -> str:
    """A link that opens nothing: mistyped, withdrawn or erased."""
    return _PAGES.get_template("unknown.html").render(lang="vi")


def busy() -> str:
    """The store could not keep the answer; nothing is lost if it is sent again."""
    return _PAGES.get_template("busy.html").render(lang="vi")
