"""Connecting an account: the consent's link, the page that it leads back to, and a pasted pair."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.zalo import callback
from channels.zalo.account import ZaloAccount
from channels.zalo.connecting import Connecting, End
from channels.zalo.consent import LIFE, BadState, Consent, OldState, challenge
from channels.zalo.tokens import TokenKeeper
from clock import SettableClock
from post.ports import SendError
from sandbox.options import Options
from storage.store import Store
from tests.sandbox.practice import Client
from tests.support.stores import KEYRING

OAUTH, GETOA = "/v4/oa/access_token", "/v2.0/oa/getoa"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
USUAL = Options()


@dataclass
class Admin:
    """An account's admin with a browser, the platform, and our public port."""

    connecting: Connecting
    platform: Client
    http: aiohttp.ClientSession
    clock: SettableClock
    back: str = ""

    async def consent(self, link: str = "") -> dict[str, str]:
        """Open the link and consent; what the platform leads back with."""
        link = link or self.connecting.consent.link(self.clock.now())
        async with self.http.get(link, allow_redirects=False) as answer:
            assert answer.status == 302
            to = answer.headers["Location"]
        assert to.startswith(self.connecting.consent.callback_url)
        return dict(parse_qsl(urlsplit(to).query))

    async def led_back(self, query: dict[str, str]) -> tuple[int, str]:
        async with self.http.get(self.back, params=query) as answer:
            return answer.status, await answer.text()

    async def connected(self) -> bool:
        try:
            access = await self.connecting.keepers[USUAL.oa_id].access()
        except SendError:
            return False
        return bool(access)

    async def fault(self, path: str, kind: str, **more: Any) -> None:
        await self.platform.post("/_/faults", {"path": path, "kind": kind, **more})


@pytest.fixture
async def admin(
    platform: Client, http: aiohttp.ClientSession, store: Store, clock: SettableClock
) -> AsyncIterator[Admin]:
    url = platform.url
    account = ZaloAccount(url, url, url, USUAL.app_id, USUAL.oa_id, USUAL.app_secret, ())
    keeper = TokenKeeper(account, store.door(lambda unit: unit.tokens), http, clock)
    consent = Consent(url, USUAL.app_id, "https://x.vn/zalo/callback", "", KEYRING.mac)
    connecting = Connecting(
        {USUAL.oa_id: account}, {USUAL.oa_id: keeper}, consent, http, clock
    )  # fmt: skip
    app = web.Application()
    app.add_routes(callback.routes(connecting))
    async with TestServer(app) as server:
        yield Admin(connecting, platform, http, clock, str(server.make_url("/zalo/callback")))


# -- the consent ---------------------------------------------------------------------------
async def test_a_consent_connects_the_account(admin: Admin) -> None:
    assert not await admin.connected()
    status, html = await admin.led_back(await admin.consent())
    assert (status, "Đã kết nối Zalo" in html, "Connected." in html) == (200, True, True)
    assert USUAL.oa_name in html
    assert await admin.connected()
    pauses = await admin.connecting.keepers[USUAL.oa_id].kept()
    assert pauses is not None
    assert pauses.expires_at - pauses.born_at == timedelta(hours=25)


async def test_the_consoles_verifier_serves_with_and_without_our_state(admin: Admin) -> None:
    fixed = replace(admin.connecting.consent, fixed=VERIFIER)
    admin.connecting = replace(admin.connecting, consent=fixed)
    link = fixed.link(admin.clock.now())
    assert parse_qs(urlsplit(link).query)["code_challenge"] == [challenge(VERIFIER)]
    ended = await admin.connecting.by_code(await admin.consent(link))
    assert ended.end is End.CONNECTED
    query = await admin.consent(link.partition("&state=")[0])  # as the console's own link is
    assert "state" not in query
    assert (await admin.connecting.by_code(query)).end is End.CONNECTED
    query = await admin.consent(link.partition("&state=")[0])
    await admin.fault(GETOA, "http500")
    assert (await admin.connecting.by_code(query)).end is End.REFUSED, "whose it is, is not known"


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"state": ""}, "Liên kết không đúng"),
        ({"state": "x"}, "Liên kết không đúng"),
        ({"state": "nonce.1795399200.00"}, "Liên kết không đúng"),
        ({"code": ""}, "Chưa được đồng ý"),
        ({"oa_id": "123"}, "OA này không có trong cấu hình"),
        ({"oa_id": "<script>"}, "OA này không có trong cấu hình"),
        ({"code": "another"}, "Mã kết nối đã hết hạn hoặc đã dùng"),
    ],
)
async def test_what_does_not_fit_is_refused_in_words(
    admin: Admin, change: dict[str, str], title: str
) -> None:
    status, html = await admin.led_back(await admin.consent() | change)
    assert status == 400
    assert f"<h1>{title}</h1>" in html
    assert "<script>" not in html
    assert not await admin.connected()


@pytest.mark.parametrize(
    ("fault", "status", "title"),
    [
        ({"path": OAUTH, "kind": "error", "code": -14004}, 400, "Zalo từ chối ứng dụng"),
        ({"path": OAUTH, "kind": "error", "code": -14012}, 400, "Zalo từ chối kết nối"),
        ({"path": OAUTH, "kind": "http500"}, 503, "Zalo chưa trả lời"),
        ({"path": GETOA, "kind": "error", "code": -224}, 400, "Zalo từ chối kết nối"),
        ({"path": GETOA, "kind": "http500"}, 200, "Đã kết nối Zalo"),
    ],
)
async def test_what_the_platform_answers_is_told(
    admin: Admin, fault: dict[str, Any], status: int, title: str
) -> None:
    query = await admin.consent()
    await admin.fault(**fault)
    got, html = await admin.led_back(query)
    assert (got, f"<h1>{title}</h1>" in html) == (status, True)
    assert await admin.connected() is (status == 200)


async def test_a_link_serves_for_fifteen_minutes_and_its_code_once(admin: Admin) -> None:
    query = await admin.consent()
    assert (await admin.led_back(query))[0] == 200
    assert "đã dùng" in (await admin.led_back(query))[1]
    late = await admin.consent()
    admin.clock.advance(LIFE)
    assert "đã hết hạn" in (await admin.led_back(late))[1]


async def test_another_accounts_token_is_never_kept(admin: Admin) -> None:
    other = replace(next(iter(admin.connecting.accounts.values())), oa_id="77")
    admin.connecting = replace(admin.connecting, accounts={"77": other}, keepers={})
    pair = await admin.platform.post("/_/tokens")
    ended = await admin.connecting.by_pair("77", pair["access_token"], pair["refresh_token"])
    assert ended.end is End.OTHER_ACCOUNT
    query = await admin.consent() | {"oa_id": "77"}
    assert (await admin.connecting.by_code(query)).end is End.OTHER_ACCOUNT


# -- a pasted pair -------------------------------------------------------------------------
async def test_a_pasted_pair_connects_the_account(admin: Admin) -> None:
    pair = await admin.platform.post("/_/tokens")
    by_pair, oa = admin.connecting.by_pair, USUAL.oa_id
    assert (await by_pair("77", "a", "r")).end is End.UNKNOWN_ACCOUNT
    assert (await by_pair(oa, "", "r")).end is End.DECLINED
    assert (await by_pair(oa, "wrong", "r")).end is End.REFUSED
    assert not await admin.connected()
    assert (await by_pair(oa, pair["access_token"], pair["refresh_token"])).end is End.CONNECTED
    assert await admin.connected()


# -- the state -----------------------------------------------------------------------------
def test_a_state_is_ours_alone_and_its_verifier_follows_from_it(clock: SettableClock) -> None:
    now = clock.now()
    consent = Consent("https://o", "9", "https://x.vn/ve", "", KEYRING.mac)
    query = parse_qs(urlsplit(consent.link(now)).query)
    (state,), (challenged,) = query["state"], query["code_challenge"]
    assert challenge(consent.verifier(state, now)) == challenged
    assert challenge(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert consent.verifier(state, now) not in consent.link(now)
    with pytest.raises(OldState):
        consent.verifier(state, now + LIFE)
    nonce, until, mac = state.split(".")
    forged = ["", ".", f"{nonce}.{int(until) + 9}.{mac}", f"{nonce}x.{until}.{mac}", state[:-1]]
    for wrong in [*forged, f"{nonce}.99999999999999.{mac}", f"{nonce}.٣.{mac}"]:
        with pytest.raises(BadState):
            consent.verifier(wrong, now)
    assert parse_qs(urlsplit(consent.link(now)).query)["state"] != [state]
