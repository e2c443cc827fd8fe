"""The phones' pages: one chat, several side by side, the OA's profile; and what is done on them.

They hold no rule: acts go through `acting`.
"""

from dataclasses import dataclass

from aiohttp import web

from sandbox import chatview, standing
from sandbox.acts.acting import ACTS, act, contact_of
from sandbox.chatview import Row
from sandbox.hook.webhook import Event
from sandbox.oas import PACKAGES
from sandbox.people import Contact, normal_phone
from sandbox.picker import Picker
from sandbox.platform.gate import Handler
from sandbox.rendering import Renderer, see_other
from sandbox.standing import Standing
from sandbox.values import Json
from sandbox.world import World

MAX_SIDE_BY_SIDE = 4
_SHOWN_EVENTS = 8
# The composer's quick acts, as far as `acting` knows them: (act, Vietnamese, English).
_QUICK = [
    quick
    for quick in (("look", "Đã xem tin", "Look"), ("block", "Chặn", "Block"))
    if quick[0] in ACTS
]


@dataclass(frozen=True, slots=True)
class Phone:
    """What a page shows of one phone. `back` is the page that its forms lead back to."""

    person: Contact
    rows: list[Row]
    older: int  # rows that are left out
    standing: Standing
    cost: int
    events: list[Event]  # newest first
    back: str
    alone: bool  # on its page

    @property
    def suffix(self) -> str:
        """What makes an element's id this phone's own."""
        return "" if self.alone else f"-{self.person.phone}"


class PhonePages:
    """The handlers, one a route."""

    def __init__(self, world: World, renderer: Renderer, picker: Picker) -> None:
        self._world = world
        self._renderer = renderer
        self._picker = picker

    def gets(self) -> dict[str, Handler]:
        """The handler of each path."""
        return {
            "/phone/{phone}": self.phone,
            "/phone/{phone}/live": self.phone_live,
            "/phone/{phone}/oa": self.profile,
            "/phones": self.phones,
            "/phones/live": self.phones_live,
        }

    def posts(self) -> dict[str, Handler]:
        """The handler of each path."""
        return {f"/phone/{{phone}}/{{do:{'|'.join(ACTS)}}}": self.act}

    async def phone(self, request: web.Request) -> web.Response:
        """One phone's chat."""
        return self._renderer.page("phone.html", request, **self._one(request))

    async def phone_live(self, request: web.Request) -> web.Response:
        """The changing parts of it."""
        return self._renderer.page("phones_live.html", request, **self._one(request))

    async def phones(self, request: web.Request) -> web.Response:
        """Up to four phones (?p=) side by side."""
        return self._renderer.page("phones.html", request, **self._several(request))

    async def phones_live(self, request: web.Request) -> web.Response:
        """The changing parts of them."""
        return self._renderer.page("phones_live.html", request, **self._several(request))

    async def profile(self, request: web.Request) -> web.Response:
        """The OA's profile, as this person sees it, and what the OA may send to them now."""
        person = contact_of(self._world, request.match_info["phone"])
        phone = self._view(person, request, f"/phone/{person.phone}/oa", True)
        return self._renderer.page("profile.html", request, phone=phone, oa=self._account())

    async def act(self, request: web.Request) -> web.Response:
        """A form with the fields of an act; a button is given by its index."""
        form = await request.post()
        row: Json = {name: str(value) for name, value in form.items() if name != "back"}
        if "button" in row:
            row["button"] = int(str(row["button"]))
        row["do"] = request.match_info["do"]
        phone = request.match_info["phone"]
        act(self._world, phone, row)
        return see_other(str(form.get("back") or f"/phone/{normal_phone(phone)}#end"))

    def _one(self, request: web.Request) -> dict[str, object]:
        person = contact_of(self._world, request.match_info["phone"])
        self._picker.show(person)
        picks, count = self._picker.picks()
        return {
            "phones": [self._view(person, request, f"/phone/{person.phone}", True)],
            "picks": picks,
            "count": count,
            "oa": self._account(),
            "live": f"/phone/{person.phone}/live",
            "acts": _QUICK,
        }

    def _several(self, request: web.Request) -> dict[str, object]:
        found = [contact_of(self._world, words) for words in request.query.getall("p", [])]
        people = list({person.phone: person for person in found}.values())[:MAX_SIDE_BY_SIDE]
        query = "&".join(f"p={person.phone}" for person in people)
        for person in people:
            self._picker.show(person)
        return {
            "phones": [self._view(one, request, f"/phones?{query}", False) for one in people],
            "oa": self._account(),
            "live": "/phones/live",
            "acts": _QUICK,
            "most": MAX_SIDE_BY_SIDE,
        }

    def _view(self, person: Contact, request: web.Request, back: str, alone: bool) -> Phone:
        chat = self._world.chats.of(person)
        events = standing.events_of(self._world, person)
        rows = chatview.rows(chat, events)
        shown = rows if request.query.get("all") else rows[-chatview.SHOWN_ROWS :]
        return Phone(
            person=person,
            rows=shown,
            older=len(rows) - len(shown),
            standing=standing.standing(person, self._world.clock.now_ms),
            cost=standing.cost(chat),
            events=events[: -_SHOWN_EVENTS - 1 : -1],
            back=back,
            alone=alone,
        )

    def _account(self) -> dict[str, object]:
        oa = self._world.oas.first
        return {
            "id": oa.oa,
            "name": oa.name,
            "verified": oa.verified,
            "package": PACKAGES[oa.package],
            "followers": self._world.people.followers(oa.oa),
        }
