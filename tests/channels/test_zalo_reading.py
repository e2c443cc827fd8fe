"""Questions about an account, to the sandbox over real HTTP."""

import aiohttp
import pytest

from channels.zalo.account import ZaloAccount
from channels.zalo.reading import ZaloReader
from channels.zalo.tokens import TokenKeeper
from post.ports import Failure, SendError
from tests.sandbox.practice import Client

GETOA, QUOTA = "/v2.0/oa/getoa", "/message/quota"


@pytest.fixture
async def reader(
    http: aiohttp.ClientSession, account: ZaloAccount, tokens: TokenKeeper
) -> ZaloReader:
    return ZaloReader(account, tokens, http)


async def test_the_account_its_quota_and_a_template(reader: ZaloReader) -> None:
    account = await reader.account()
    assert account.oa_id == "388613280878808645"
    assert account.name
    quota = await reader.daily_quota()
    assert quota.total == quota.remaining == 20_000
    template = await reader.template("390001")
    assert template is not None
    assert (template.id, template.state) == ("390001", "ENABLE")
    assert "ma" in [parameter.name for parameter in template.parameters]
    assert isinstance(await reader.allowances(), tuple)


async def test_a_dead_token_is_renewed_once(reader: ZaloReader, platform: Client) -> None:
    await platform.advance(26 * 3600)
    assert (await reader.account()).oa_id == "388613280878808645"


@pytest.mark.parametrize(
    ("path", "fault", "kind", "code"),
    [
        (GETOA, {"kind": "error", "code": -224}, Failure.CONFIG, "-224"),
        (QUOTA, {"kind": "error", "code": -144}, Failure.DEFER, "-144"),
        (GETOA, {"kind": "html"}, Failure.RETRY, "not-json"),
        (GETOA, {"kind": "drop_before", "times": -1}, Failure.RETRY, "ServerDisconnectedError"),
    ],
)
async def test_a_refusal_has_the_platforms_code(
    reader: ZaloReader,
    platform: Client,
    path: str,
    fault: dict[str, object],
    kind: Failure,
    code: str,
) -> None:
    await platform.post("/_/faults", {"path": path, **fault})
    with pytest.raises(SendError) as refused:
        await (reader.account() if path == GETOA else reader.daily_quota())
    assert (refused.value.kind, refused.value.code) == (kind, code)
