"""What every answer of the door has: a page's headers, and a kind page in place of an error.

It logs the route's pattern and nothing else: an address may hold a token.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from channels.web.comfort import is_big
from channels.web.kinds import Hotline, Kind, kind
from ground.doors import StoreFailed, TransactionFailed
from look.pages import HEADERS, page

WEBHOOKS = "/webhook"
HSTS = {"Strict-Transport-Security": "max-age=31536000"}
"""A year (RFC 6797); only where the public address is https, since it binds every later visit."""
OF_CITIZENS: Mapping[int, Kind] = {
    400: Kind.UNTAKEN,
    403: Kind.UNTAKEN,
    404: Kind.UNKNOWN,
    405: Kind.UNKNOWN,  # an address that only a form leads to, opened anew
    413: Kind.UNTAKEN,
    415: Kind.UNTAKEN,
    429: Kind.SLOW,
}
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
SAID_BESIDE = ("Retry-After", "Allow")
"""Headers that an error's page keeps (RFC 9110 sections 10.2.3 and 15.5.6)."""
OF_OFFICERS: Mapping[int, Kind] = {404: Kind.UNKNOWN}
log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Answers:
    """How an application answers what went wrong."""

    kinds: Mapping[int, Kind]  # by status
    hotlines: Sequence[Hotline]
    headers: Mapping[str, str]  # those of every answer

    async def dress(self, _request: web.Request, answer: web.StreamResponse) -> None:
        """Give an answer the headers that it lacks; aiohttp's own errors too."""
        had = answer.headers
        had.update({name: value for name, value in self.headers.items() if name not in had})

    def told(
        self, request: web.BaseRequest, status: int, headers: Mapping[str, str] = NO_HEADERS
    ) -> web.Response:
        """The kind page of a status, with what of `headers` says when and how to come again."""
        which, language = self.kinds.get(status, Kind.BUSY), request.query.get("lang", "")
        answer = page(kind(which, self.hotlines, language, big=is_big(request)), status)
        answer.headers.update({name: headers[name] for name in SAID_BESIDE if name in headers})
        return answer

    async def of(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The handler's answer, or what is said in its place: a lost write is 503, never 200."""
        try:
            return await handler(request)
        except web.HTTPException as said:
            if said.status not in self.kinds:
                raise
            return self.told(request, said.status, said.headers)
        except (StoreFailed, TransactionFailed):
            log.error("server.store_failed", route=_route(request))
            return self.told(request, 503, {"Retry-After": "30"})
        except Exception:
            log.exception("server.broken", route=_route(request))
            return self.told(request, 500)


ANSWERS = web.AppKey("answers", Answers)
"""How an application answers, for whoever must answer in its place."""


def application(answers: Answers, most: int, *more: Middleware) -> web.Application:
    """An application that answers so, and takes bodies of at most `most` bytes."""
    app = web.Application(client_max_size=most, middlewares=[_answering(answers), *more])
    app[ANSWERS] = answers
    app.on_response_prepare.append(answers.dress)
    return app


def _answering(answers: Answers) -> Middleware:
    """A platform's webhook gets a bare status, since nobody reads a page there."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        bare = request.path.startswith(WEBHOOKS)
        return await (_bare(request, handler) if bare else answers.of(request, handler))

    return middleware


def headers_of(public_url: str) -> Mapping[str, str]:
    """The headers of every answer behind that address."""
    return {**HEADERS, **(HSTS if public_url.startswith("https://") else {})}


async def _bare(request: web.Request, handler: Handler) -> web.StreamResponse:
    """For a platform, which comes again after a 503."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except (StoreFailed, TransactionFailed):
        log.error("server.store_failed", route=_route(request))
    except Exception:
        log.exception("server.broken", route=_route(request))
    return web.Response(status=503, headers={"Retry-After": "30"})


def _route(request: web.Request) -> str:
    """The route's pattern, never the address itself: it may hold a token."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "?"
