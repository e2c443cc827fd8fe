"""A screen as a page. It writes no sentence: the page's own words stand in `words/`.

A word that a language lacks is shown in Vietnamese. Pages without a survey are in
`kinds.py`. Each kind of question has its template in `templates/fields/`, which finds there what
`beside.py` knows of the field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, lru_cache, partial
from pathlib import Path

from markupsafe import Markup, escape

from bot.view import ReviewLine, Screen
from channels.web.beside import beside, had_of
from channels.web.skeleton import HERE, MOMENTS, REF, TOKEN, Skeletons, is_common, parted
from channels.web.static import script_path
from flows.model import Borrowed
from ground.when import local
from ground.yamlfile import read
from look.pages import environment

_HERE = Path(__file__).parent
_RECEIPT_LANGUAGES, _UNREVIEWED = ("vi", "en", "km"), ("km",)
_PAGES = environment(_HERE / "templates")
_COMMON = Skeletons()


@dataclass(frozen=True, slots=True)
class Around:
    """What a page says besides its screen."""

    here: str = ""  # the address that links and forms go on at; "" = the link of the token
    ref: str = ""  # the invitation's public reference: a browser keeps a draft under it
    big: bool = False  # large letters
    carried: Mapping[str, str] = field(default_factory=dict)  # put in, not recorded, not shown
    chon: str = ""  # what a link preselects, as QUESTION:VALUE
    call: bool = False  # an officer can be asked to call back
    sound: Callable[[str], str | None] = lambda _: None  # a recording's file -> its address


PLAIN = Around()


def survey(
    screen: Screen, token: str, missing: bool, changed: bool = False, around: Around = PLAIN
) -> str:
    """The questions that stand open, or the review of all answers.

    `missing`: some were left blank. `changed`: a review was sent that is older than an answer.
    """
    here = around.here or f"/k/{token}"
    if around.carried or not is_common(screen):
        return _survey(screen, token, missing, changed, replace(around, here=here))
    heard = tuple(around.sound(one.audio) for one in screen.fields if one.audio)
    more = (missing, changed, around.big, around.chon, around.call, heard)
    shown, own = parted(screen)
    t = words(screen.language)
    mine = {name: _written_out(said, t) for name, said in own.items()}
    mine |= {"token": token, "here": here, "ref": around.ref}

    def made(shown: Screen) -> str:
        slots = replace(around, here=HERE, ref=REF)
        return _survey(shown, TOKEN, missing, changed, slots)

    return _COMMON.page(shown, more, mine, made)


def _written_out(said: str | datetime, t: Mapping[str, str]) -> str:
    """What a slot holds, as a template would have put it there."""
    text = said if isinstance(said, str) else _moment(said, t)
    return str(escape(_spoken(text)))


def _survey(screen: Screen, token: str, missing: bool, changed: bool, around: Around) -> str:
    t = words(screen.language)
    return _PAGES.get_template("survey.html").render(
        lang=screen.language,
        t=t,
        beside=partial(beside, t=t, language=screen.language, missing=missing),
        had_of=had_of,
        moment=partial(_moment, t=t),
        reviewed=_reviewed,
        others=_others(screen),
        unreviewed=screen.language in screen.unreviewed,
        screen=screen,
        token=token,
        missing=missing,
        changed=changed,
        here=around.here,
        ref=around.ref,
        big=around.big,
        carried=around.carried,
        chon=around.chon,
        call=around.call,
        sound=around.sound,
        script=script_path(),
    )


@lru_cache(maxsize=4_096)
def _reviewed(line: ReviewLine, language: str) -> Markup:
    """One answer once more. Most say what many have said: each is made once, for nobody."""
    made = _PAGES.get_template("_reviewed.html").render(line=line, t=words(language))
    return Markup(made.strip())


def _moment(at: datetime, t: Mapping[str, str]) -> str:
    """A moment by the Vietnamese wall clock, as it is read out; or the slot for one."""
    if at in MOMENTS:
        return MOMENTS[at]
    here = local(at)
    return t["moment"].format(time=f"{here:%H:%M}", day=f"{here:%d/%m/%Y}")


def stop(screen: Screen, token: str, here: str | None = None, big: bool = False) -> str:
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
        big=big,
    )


def receipt(language: str, typed: str, code: str, day: str, big: bool = False) -> str:
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
        big=big,
    )


@cache
def words(language: str) -> Mapping[str, str]:
    """The page's own words in `language`, in Vietnamese where it has none (and marked so)."""
    borrowed = {key: Borrowed(said, "vi") for key, said in _written("vi").items()}
    return {**borrowed, **_written(language)}


def _spoken(said: object) -> object:
    """What stands in a template, marked where it is in another language than the page."""
    if isinstance(said, Borrowed):
        return Markup('<span lang="{}">{}</span>').format(said.lang, str(said))
    return said


@cache
def _written(language: str) -> Mapping[str, str]:
    path = _HERE / "words" / f"{language}.yaml"
    return read(path).value if path.exists() else {}


def _others(screen: Screen) -> dict[str, str]:
    """The languages that the page can change to, each by its own name (or its code)."""
    codes = (code for code in screen.languages if code != screen.language)
    return {code: _written(code).get("name", code) for code in codes}


_PAGES.finalize = _spoken
_PAGES.filters["plain"] = str  # in an attribute or a title, where no mark can stand
