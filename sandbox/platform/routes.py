"""The paths of the three Zalo hosts, each with its endpoint; none of them collide."""

from aiohttp import web

from sandbox.platform import (
    by_phone,
    by_user,
    consult,
    dead,
    doors,
    listing,
    oauth,
    reactions,
    reading,
    uploads,
)
from sandbox.platform.doors import OaEndpoint
from sandbox.platform.downloads import serve_media
from sandbox.platform.gate import Endpoint, serve
from sandbox.world import World

OPENAPI: list[tuple[str, str, OaEndpoint]] = [
    ("POST", "/v3.0/oa/message/cs", consult.consultation),
    ("POST", "/v3.0/oa/message/template", by_user.template_by_user),
    ("POST", "/v3.0/oa/message/transaction", dead.discontinued),
    ("POST", "/v3.0/oa/message/promotion", dead.discontinued),
    ("POST", "/v2.0/oa/message", reactions.react),
    ("POST", "/v3.0/oa/quota/message", consult.message_quota),
    ("POST", "/v2.0/oa/upload/image", uploads.image),
    ("POST", "/v2.0/oa/upload/gif", uploads.gif),
    ("POST", "/v2.0/oa/upload/file", uploads.file),
    ("GET", "/v2.0/oa/getoa", reading.account),
    ("GET", "/v3.0/oa/user/detail", reading.user_detail),
    ("GET", "/v2.0/oa/listrecentchat", reading.recent),
    ("GET", "/v2.0/oa/conversation", reading.conversation),
]
BUSINESS: list[tuple[str, str, OaEndpoint]] = [
    ("POST", "/message/template", by_phone.send),
    ("GET", "/message/status", by_phone.status),
    ("GET", "/message/quota", by_phone.quota),
    ("GET", "/message/template-tag", listing.tags),
    ("GET", "/template/all", listing.all_templates),
    ("GET", "/template/info/v2", listing.info),
    ("GET", "/template/sample-data", listing.sample),
    ("POST", "/rating/get", listing.ratings),
    ("GET", "/rating/get", listing.ratings),
    ("GET", "/quality", listing.quality),
]
CONSENT: list[tuple[str, str, Endpoint]] = [
    ("GET", "/v4/oa/permission", oauth.permission),
    ("POST", "/v4/oa/access_token", oauth.access_token),
]


def routes(world: World) -> list[web.RouteDef]:
    """All of them, behind their doors."""
    rate = doors.Rate()
    guarded = [
        *((method, path, doors.openapi(rate, endpoint)) for method, path, endpoint in OPENAPI),
        *((method, path, doors.business(endpoint)) for method, path, endpoint in BUSINESS),
        *CONSENT,
    ]
    return [
        *(web.route(method, path, serve(world, endpoint)) for method, path, endpoint in guarded),
        web.get("/media/{name}", serve_media(world), allow_head=False),
    ]
