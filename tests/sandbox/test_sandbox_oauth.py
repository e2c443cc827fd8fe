"""Tokens: facts §1.2-1.4 (rotation, single use, the other error shape)."""

import hashlib
import hmac
from typing import Any

import pytest

from sandbox.platform.tokens import s256
from tests.sandbox.practice import Client

APP = "360846524940903967"


async def token(client: Client, secret: str = "sandbox-app-secret", **form: str) -> Any:
    """What the token endpoint answers; always HTTP 200."""
    form.setdefault("app_id", APP)
    async with client.session.post(
        f"{client.url}/v4/oa/access_token", data=form, headers={"secret_key": secret}
    ) as answer:
        assert answer.status == 200
        return await answer.json()


async def refresh(client: Client, value: str) -> Any:
    return await token(client, grant_type="refresh_token", refresh_token=value)


async def test_a_refresh_gives_a_new_pair_with_a_string_of_seconds(sandbox: Client) -> None:
    pair = await refresh(sandbox, sandbox.refresh)
    assert pair["expires_in"] == "90000"
    assert "error" not in pair
    assert pair["access_token"] != sandbox.access
    assert pair["refresh_token"] != sandbox.refresh


async def test_the_old_access_token_dies_at_once(sandbox: Client) -> None:
    pair = await refresh(sandbox, sandbox.refresh)
    assert (await sandbox.get("/v2.0/oa/getoa"))["error"] == -220
    assert (await sandbox.get("/message/quota"))["error"] == -124
    sandbox.access = pair["access_token"]
    assert (await sandbox.get("/v2.0/oa/getoa"))["error"] == 0


async def test_a_refresh_token_works_once(sandbox: Client) -> None:
    await refresh(sandbox, sandbox.refresh)
    again = await refresh(sandbox, sandbox.refresh)
    assert again["error"] == -14014
    assert again["error_name"] == "Invalid refresh token."
    assert "access_token" not in again


async def test_lifetimes_are_25_hours_and_90_days(sandbox: Client) -> None:
    await sandbox.advance(25 * 3600 - 1)
    assert (await sandbox.get("/v2.0/oa/getoa"))["error"] == 0
    await sandbox.advance(1)
    assert (await sandbox.get("/v2.0/oa/getoa"))["error"] == -220
    await sandbox.advance(89 * 86400)
    assert (await refresh(sandbox, sandbox.refresh))["error"] == -14014


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"app_id": "1", "grant_type": "refresh_token"}, -14002),
        ({"secret": "wrong", "grant_type": "refresh_token"}, -14004),
        ({"grant_type": "authorization_code", "code": "made up"}, -14005),
        ({"grant_type": "password"}, -14018),
    ],
)
async def test_errors_have_a_name(sandbox: Client, form: dict[str, str], code: int) -> None:
    answer = await token(sandbox, **form)
    assert (answer["error"], answer["error_reason"]) == (code, "")
    assert answer["error_name"]


async def test_a_code_works_once_and_for_ten_minutes(sandbox: Client) -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636 appendix B
    assert s256(verifier) == challenge
    code = (await sandbox.post("/_/codes", {"code_challenge": challenge}))["code"]
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    assert (await token(sandbox, **form))["access_token"]
    assert (await token(sandbox, **form))["error"] == -14005
    late = (await sandbox.post("/_/codes"))["code"]
    await sandbox.advance(600)
    answer = await token(sandbox, grant_type="authorization_code", code=late)
    assert answer["error"] == -14005


async def test_a_wrong_verifier_is_refused(sandbox: Client) -> None:
    code = (await sandbox.post("/_/codes", {"code_challenge": s256("right")}))["code"]
    answer = await token(sandbox, grant_type="authorization_code", code=code, code_verifier="wrong")
    assert answer["error"] == -14005


async def test_consent_leads_back_with_code_account_and_state(sandbox: Client) -> None:
    async with sandbox.session.get(
        f"{sandbox.url}/v4/oa/permission",
        params={"app_id": APP, "redirect_uri": "http://127.0.0.1:1/back", "state": "s1"},
        allow_redirects=False,
    ) as answer:
        place = answer.headers["Location"]
    assert place.startswith("http://127.0.0.1:1/back?code=CODE_")
    assert place.endswith("&oa_id=388613280878808645&state=s1")


async def test_the_log_holds_no_token(sandbox: Client) -> None:
    pair = await refresh(sandbox, sandbox.refresh)
    sandbox.access = pair["access_token"]
    await sandbox.get("/v2.0/oa/getoa")
    log = str(await sandbox.get("/_/calls"))
    for secret in (sandbox.refresh, pair["access_token"], pair["refresh_token"], "sandbox-app-"):
        assert secret not in log
    assert "grant_type=refresh_token" in log


async def consent(client: Client, **query: str) -> tuple[str, int]:
    """The code of a consent ("": none), and the error that was answered instead."""
    query = {"app_id": APP, "redirect_uri": "http://127.0.0.1:1/back", **query}
    async with client.session.get(
        f"{client.url}/v4/oa/permission", params=query, allow_redirects=False
    ) as answer:
        if answer.status == 302:
            return answer.headers["Location"].partition("code=")[2].partition("&")[0], 0
        return "", (await answer.json())["error"]


async def exchanged(client: Client, code: str, verifier: str) -> Any:
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    return await token(client, **form)


async def test_the_consoles_challenge_wins(sandbox: Client) -> None:
    await sandbox.post("/_/knobs", {"console_challenge": s256("stored")})
    for asked in ({}, {"code_challenge": s256("own")}):
        for verifier, good in (("own", False), ("stored", True)):
            code, _ = await consent(sandbox, **asked)
            answer = await exchanged(sandbox, code, verifier)
            assert bool(answer.get("access_token")) is good
            assert answer.get("error", 0) == (0 if good else -14005)


async def test_a_challenge_per_request_is_honoured_too(sandbox: Client) -> None:
    code, _ = await consent(sandbox, code_challenge=s256("own"))
    assert (await exchanged(sandbox, code, "own"))["access_token"]
    code, _ = await consent(sandbox)  # PKCE may be left out [3P, M]
    assert (await exchanged(sandbox, code, ""))["access_token"]


async def test_a_consent_may_be_refused(sandbox: Client) -> None:
    await sandbox.post("/_/knobs", {"callback_url": "http://127.0.0.1:1/registered"})
    assert await consent(sandbox) == ("", -14003)
    assert (await consent(sandbox, redirect_uri="http://127.0.0.1:1/registered"))[0]
    assert await consent(sandbox, app_id="1") == ("", -14002)
    await sandbox.post("/_/knobs", {"app_active": False, "callback_url": ""})
    assert await consent(sandbox) == ("", -14002)


async def test_a_consent_for_an_account_that_is_not_there(sandbox: Client) -> None:
    assert await consent(sandbox, oa="1") == ("", -14012)


async def test_a_refresh_may_bring_no_new_refresh_token(sandbox: Client) -> None:
    await sandbox.post("/_/knobs", {"rotates": False, "numeric_expires": True})
    first = await refresh(sandbox, sandbox.refresh)
    assert set(first) == {"access_token", "expires_in"}
    assert first["expires_in"] == 90000
    assert (await sandbox.get("/v2.0/oa/getoa"))["error"] == -220  # the old access token is dead
    again = await refresh(sandbox, sandbox.refresh)
    assert again["access_token"] != first["access_token"]


async def test_a_token_that_stays_keeps_its_age(
    sandbox: Client,
) -> None:
    """Without rotation the refresh token's three months go on from its own birth."""
    await sandbox.post("/_/knobs", {"rotates": False})
    await sandbox.advance(60 * 86400)
    assert "access_token" in await refresh(sandbox, sandbox.refresh)
    await sandbox.advance(30 * 86400)
    assert (await refresh(sandbox, sandbox.refresh))["error"] == -14014


async def test_calls_may_need_the_secrets_proof(sandbox: Client) -> None:
    await sandbox.post("/_/knobs", {"secret_proof": True})
    assert (await sandbox.get("/v2.0/oa/getoa"))["error"] == -242
    assert (await sandbox.get("/message/quota"))["error"] == -1241
    key, access = b"sandbox-app-secret", sandbox.access.encode()
    proof = hmac.new(key, access, hashlib.sha256).hexdigest()
    headers = {"access_token": sandbox.access, "appsecret_proof": proof}
    for path in ("/v2.0/oa/getoa", "/message/quota"):
        async with sandbox.session.get(sandbox.url + path, headers=headers) as answer:
            assert (await answer.json())["error"] == 0
