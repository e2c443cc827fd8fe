"""A screen as a page. It writes no sentence: the page's own words stand in `words/`.

A word that a language lacks is shown in Vietnamese. Pages without a survey are in
`kinds.py`. Each kind of question has its template in `templates/fields/`, which finds there what
`beside.py` knows of the field.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from bot.view import Screen
from channels.web.beside import beside, had_of
from ground.when import local
from ground.yamlfile import read
from look.pages import environment

_HERE = Path(__file__).parent
_RECEIPT_LANGUAGES, _UNREVIEWED = ("vi", "en", "km"), ("km",)
_PAGES = environment(_HERE / "templates")


def survey(  # noqa: PLR0913, PLR0917  what the page says beside the screen
    screen: Screen,
    token: str,
    missing: bool,
    changed: bool = False,
    again: str = "",
    here: str = "",
    call: bool = False,
) -> str:
    """The questions that stand open, or the review of all answers.

    `missing`: some were left blank. `changed`: a review was sent that is older than an answer.
    `again`: the section that was asked for by its id. `here`: the address that links and forms go
    on at; by default the link of `token`. `call`: an officer can be asked to call back.
    """
    t = words(screen.language)
    return _PAGES.get_template("survey.html").render(
        lang=screen.language,
        t=t,
        beside=partial(beside, t=t, language=screen.language, missing=missing),
        had_of=had_of,
        moment=partial(_moment, t=t),
        others=_others(screen),
        unreviewed=screen.language in screen.unreviewed,
        screen=screen,
        token=token,
        missing=missing,
        changed=changed,
        again=again,
        here=here or f"/k/{token}",
        call=call,
    )


def _moment(at: datetime, t: Mapping[str, str]) -> str:
    """A moment by the Vietnamese wall clock, as it is read out."""
    here = local(at)
    return t["moment"].format(time=f"{here:%H:%M}", day=f"{here:%d/%m/%Y}")


def stop(screen: Screen, token: str, here: str | None = None) -> str:
    """Asks once whether to stop; a GET of it changes nothing. `here`: as in `survey`; "" = the
    page of a one-click stop, whose secret leads to no survey.
    """
    return _PAGES.get_template("stop.html").render(
        lang=screen.language,
        t=words(screen.language),
        unreviewed=screen.language in screen.unreviewed,
        screen=screen,
        token=token,
        here=f"/k/{token}" if here is None else here,
    )


def receipt(language: str, typed: str, code: str, day: str) -> str:
    """The check of a receipt: what was `typed` ("" = nothing yet), the code that this is ("" = it
    is none), and the day on which the answers came ("" = none came).
    """
    spoken = language if language in _RECEIPT_LANGUAGES else _RECEIPT_LANGUAGES[0]
    return _PAGES.get_template("receipt.html").render(
        lang=spoken,
        t=words(spoken),
        others={c: _written(c)["name"] for c in _RECEIPT_LANGUAGES if c != spoken},
        unreviewed=spoken in _UNREVIEWED,
        typed=typed,
        code=code,
        day=day,
    )


@cache
def words(language: str) -> Mapping[str, str]:
    """The page's own words in `language`, in Vietnamese where it has none."""
    return {**_written("vi"), **_written(language)}


@cache
def _written(language: str) -> Mapping[str, str]:
    path = _HERE / "words" / f"{language}.yaml"
    return read(path).value if path.exists() else {}


def _others(screen: Screen) -> dict[str, str]:
    """The languages that the page can change to, each by its own name (or its code)."""
    codes = (code for code in screen.languages if code != screen.language)
    return {code: _written(code).get("name", code) for code in codes}
