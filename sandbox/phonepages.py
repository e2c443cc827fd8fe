"""The phones' pages: one chat, several side by side, the OA's profile; and what is done on them.

They hold no rule: acts go through `acts`.
"""

from aiohttp import web

from sandbox.acts.acting import ACTS, act
from sandbox.persons import normal_phone
from sandbox.phones import Phones
from sandbox.picker import Picker
from sandbox.platform.gate import Handler
from sandbox.rendering import Renderer, see_other
from sandbox.values import Json
from sandbox.world import World

MAX_SIDE_BY_SIDE = 4
_NOT_FIELDS = ("back",)
_AS_IT_IS = {"X-Content-Type-Options": "nosniff"}


class PhonePages:
    """The handlers, one a route."""

    def __init__(self, world: World, renderer: Renderer, picker: Picker) -> None:
        self._world = world
        self._renderer = renderer
        self._picker = picker
        self._phones = Phones(world, picker)

    def gets(self) -> dict[str, Handler]:
        """The handler of each path."""
        return {
            "/phone/{phone}": self.phone,
            "/phone/{phone}/live": self.phone_live,
            "/phone/{phone}/oa": self.profile,
            "/phones": self.phones,
            "/phones/live": self.phones_live,
            "/shown/{name}": self.medium,
        }

    def posts(self) -> dict[str, Handler]:
        """The handler of each path."""
        return {f"/phone/{{phone}}/{{do:{'|'.join(ACTS)}}}": self.act}

    async def phone(self, request: web.Request) -> web.Response:
        """One phone's chat with one account (?oa=)."""
        return self._renderer.page("phone.html", request, **self._one(request))

    async def phone_live(self, request: web.Request) -> web.Response:
        """The changing parts of it."""
        return self._renderer.page("phones_live.html", request, **self._one(request))

    async def phones(self, request: web.Request) -> web.Response:
        """Up to four phones (?p=PHONE or PHONE:OA) side by side."""
        return self._renderer.page("phones.html", request, **self._several(request))

    async def phones_live(self, request: web.Request) -> web.Response:
        """The changing parts of them."""
        return self._renderer.page("phones_live.html", request, **self._several(request))

    async def profile(self, request: web.Request) -> web.Response:
        """The OA's profile, as this person sees it, and what the OA may send to them now."""
        contact = self._phones.contact(request.match_info["phone"], request.query.get("oa", ""))
        phone = self._phones.alone(contact, False)
        return self._renderer.page("profile.html", request, phone=phone, acts=set(ACTS))

    async def medium(self, request: web.Request) -> web.Response:
        """What was sent, as the phone keeps it: its address for the product dies sooner."""
        medium = self._world.media.get(request.match_info["name"])
        if medium is None:
            raise web.HTTPNotFound(text="Không có tệp này · No such file")
        shown = self._world.media.blocks(medium)[0]  # what fills a sample up is nothing to see
        return web.Response(body=shown, content_type=medium.content_type, headers=_AS_IT_IS)

    async def act(self, request: web.Request) -> web.Response:
        """A form with the fields of an act; a button is given by its index."""
        form = await request.post()
        row: Json = {name: str(value) for name, value in form.items() if name not in _NOT_FIELDS}
        if "button" in row:
            row["button"] = int(str(row["button"]))
        row["do"] = request.match_info["do"]
        phone = request.match_info["phone"]
        act(self._world, phone, row)
        return see_other(str(form.get("back") or f"/phone/{normal_phone(phone)}#end"))

    def _one(self, request: web.Request) -> dict[str, object]:
        contact = self._phones.contact(request.match_info["phone"], request.query.get("oa", ""))
        self._picker.show(contact)
        picks, count = self._picker.picks()
        whole = bool(request.query.get("all"))
        return {
            "phones": [self._phones.alone(contact, whole)],
            "picks": picks,
            "count": count,
            "live": f"/phone/{contact.phone}/live?oa={contact.oa}{'&all=1' if whole else ''}",
            "acts": set(ACTS),
        }

    def _several(self, request: web.Request) -> dict[str, object]:
        found = [self._phones.contact(words) for words in request.query.getall("p", [])]
        contacts = list({one.user_id: one for one in found}.values())[:MAX_SIDE_BY_SIDE]
        for contact in contacts:
            self._picker.show(contact)
        return {
            "phones": self._phones.beside(contacts),
            "live": self._phones.address([f"{one.phone}:{one.oa}" for one in contacts], "/live"),
            "acts": set(ACTS),
            "more": self._phones.more(contacts) if len(contacts) < MAX_SIDE_BY_SIDE else [],
            "most": MAX_SIDE_BY_SIDE,
        }
