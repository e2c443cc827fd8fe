"""What stands before the endpoints of both sending hosts: the token, the rate, the account's state.

It reads no body.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import TypeAlias

from sandbox.log import Call
from sandbox.oas import Oa
from sandbox.platform.answers import Answer, oa_error, zns_error
from sandbox.platform.gate import Endpoint
from sandbox.world import World

OaEndpoint: TypeAlias = Callable[[World, Oa, Call], Answer]

# The packages whose accounts may send by API [3P, M-L].
SENDING_PACKAGES = ("growth", "comprehensive")


class Rate:
    """Buckets of calls in the present virtual minute, reset each minute [OQ]; "" is the app's."""

    def __init__(self) -> None:
        self._minute = 0
        self._counts: dict[str, int] = {}

    def take(self, whose: str, now_ms: int, most: int) -> int:
        """Count one call; how many remain, below 0 when it is one too many."""
        minute = now_ms // 60_000
        if minute != self._minute:
            self._minute = minute
            self._counts.clear()
        taken = self._counts.get(whose, 0) + 1
        self._counts[whose] = taken
        return most - taken


def openapi(rate: Rate, endpoint: OaEndpoint) -> Endpoint:
    """Token, then rate, then whether the OA is there; every answer tells the rate [OQ]."""

    def checked(world: World, call: Call) -> Answer:
        standing, oa_id = world.tokens.judge(call.headers.get("access_token", ""), call.now_ms)
        if standing != "good":
            return oa_error(-216 if standing == "unknown" else -220)
        if not _proven(world, call):
            return oa_error(-242)
        oa, knobs = world.oas.find(oa_id), world.dials.now
        most = knobs.rate_per_minute
        remain = rate.take("", call.now_ms, most)
        of_oa = rate.take(oa_id, call.now_ms, knobs.oa_rate_per_minute)
        if most and remain < 0:
            answer = oa_error(-32, "Your application")
        elif knobs.oa_rate_per_minute and of_oa < 0:
            answer = oa_error(-32, "Your OA")
        else:
            answer = endpoint(world, oa, call) if oa.enabled else oa_error(-204)
        headers = {"X-RateLimit-Limit": str(most), "X-RateLimit-Remain": str(max(remain, 0))}
        return Answer(answer.body, headers)

    return checked


def business(endpoint: OaEndpoint) -> Endpoint:
    """-124 whatever is wrong with the token [OQ]; this host has no part in the rate [OQ]."""

    def checked(world: World, call: Call) -> Answer:
        standing, oa_id = world.tokens.judge(call.headers.get("access_token", ""), call.now_ms)
        if standing != "good":
            return zns_error(-124)
        if not _proven(world, call):
            return zns_error(-1241)
        return endpoint(world, world.oas.find(oa_id), call)

    return checked


def _proven(world: World, call: Call) -> bool:
    """appsecret_proof, where the app asks for it: HMAC-SHA256 of the access token [OSDK]."""
    if not world.dials.now.secret_proof:
        return True
    secret, access = world.options.app_secret, call.headers.get("access_token", "")
    proof = hmac.new(secret.encode(), access.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(proof, call.headers.get("appsecret_proof", ""))


def oa_may_send(oa: Oa) -> Answer | None:
    """-221 where the OA is not verified, -224 where its package is too small [OQ: the codes]."""
    if not oa.verified:
        return oa_error(-221)
    return None if oa.package in SENDING_PACKAGES else oa_error(-224)


def oa_can_pay(oa: Oa, price: int) -> Answer | None:
    """-320 without a Zalo Cloud Account, -321 without money in it [OQ: the codes]."""
    if price and not oa.zca:
        return oa_error(-320)
    return None if oa.pays(price) else oa_error(-321)
