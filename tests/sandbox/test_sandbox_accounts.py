"""Several Official Accounts on one app: ids, tokens, chats, windows and bills of their own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.options import Options, read
from tests.sandbox.practice import INVITE, Client, Opener, Product, same_but

PHONE = "84900000001"
FIRST, SECOND = "388613280878808645", "388613280878808646"


@dataclass
class Two:
    """A sandbox with two accounts, and a caller for each."""

    one: Client
    two: Client


@pytest.fixture
async def two(opened: Opener, options: Options) -> Two:
    client = await opened(same_but(options, more_oas=((SECOND, "Sở Y tế"),)))
    await client.connect()
    pair = await client.post("/_/tokens", {"oa": SECOND})
    return Two(client, client.with_access(pair["access_token"]))


def test_accounts_are_named_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    given = read(["--oa", f"{SECOND}:Sở Y tế", "--oa", "7"])
    assert given.more_oas == ((SECOND, "Sở Y tế"), ("7", ""))
    with pytest.raises(SystemExit):
        read(["--oa", "Sở Y tế"])
    assert "digits" in capsys.readouterr().err


async def test_one_phone_is_two_user_ids_and_one_of_the_app(two: Two, product: Product) -> None:
    await two.one.say(PHONE, "một")
    await two.one.post(f"/_/people/{PHONE}/say", {"text": "hai", "oa": SECOND})
    await two.one.idle()
    first, second = product.events()
    assert (first["recipient"], second["recipient"]) == ({"id": FIRST}, {"id": SECOND})
    assert first["sender"] != second["sender"]
    assert first["user_id_by_app"] == second["user_id_by_app"]
    assert second["sender"]["id"] == await two.one.user_of(PHONE, SECOND)
    for oa, words in (("", "một"), (FIRST, "một"), (SECOND, "hai")):
        chat = await two.one.get(f"/_/people/{PHONE}/messages", oa=oa)
        assert [bubble["text"] for bubble in chat] == [words]


async def test_an_account_reaches_only_its_own_users(two: Two) -> None:
    user = await two.one.met(PHONE)
    assert (await two.one.send(user, "chào"))["error"] == 0
    assert (await two.two.send(user, "chào"))["error"] == -201
    await two.one.post("/_/people", {"phone": PHONE, "oa": SECOND})
    theirs = await two.one.user_of(PHONE, SECOND)
    assert (await two.two.send(theirs, "chào"))["error"] == -232  # never wrote to this one
    assert (await two.one.get("/v2.0/oa/getoa"))["data"]["oaid"] == FIRST
    assert (await two.two.get("/v2.0/oa/getoa"))["data"]["oaid"] == SECOND


async def test_tokens_live_and_die_alone(two: Two) -> None:
    await two.one.post("/_/tokens", {"oa": SECOND})
    assert (await two.two.get("/v2.0/oa/getoa"))["error"] == -220
    assert (await two.one.get("/v2.0/oa/getoa"))["error"] == 0
    async with two.one.session.delete(f"{two.one.url}/_/tokens") as answer:
        assert (await answer.json())["oa"] == FIRST
    assert (await two.one.get("/v2.0/oa/getoa"))["error"] == -220
    assert "no OA" in (await two.one.post("/_/tokens", {"oa": "1"}))["error"]


async def test_consent_tells_which_account(two: Two) -> None:
    async with two.one.session.get(
        f"{two.one.url}/v4/oa/permission",
        params={"app_id": Options().app_id, "redirect_uri": "http://127.0.0.1:1/b", "oa": SECOND},
        allow_redirects=False,
    ) as answer:
        assert answer.headers["Location"].endswith(f"&oa_id={SECOND}")
    assert (await two.one.post("/_/codes", {"oa": SECOND}))["oa_id"] == SECOND


async def test_each_pays_its_own_bill_and_has_its_own_day(two: Two, product: Product) -> None:
    await two.one.post("/_/knobs", {"daily_limit": 1})
    await two.one.invite()
    assert (await two.one.invite())["error"] == -144
    sent = await two.two.invite()
    assert sent["data"]["quota"] == {"dailyQuota": "1", "remainingQuota": "0"}
    bill = await two.one.get("/_/bill")
    assert (bill["total"], bill["by_oa"]) == (600, {FIRST: 300, SECOND: 300})
    assert bill["by_way"] == {"template_phone": 600}
    (row,) = (await two.one.get("/_/bill", oa=SECOND))["messages"]
    assert (row["oa"], row["way"], row["template_id"], row["phone"], row["price"]) == (
        SECOND, "template_phone", "390001", PHONE, 300,
    )  # fmt: skip
    await two.one.idle()
    receipts = [e["sender"]["id"] for e in product.events() if "sender" in e]
    assert receipts == [FIRST, SECOND]
    status = await two.one.get("/message/status", message_id=sent["data"]["msg_id"])
    assert status["data"]["status"] == -1  # another account's message


async def test_follow_block_and_stars_name_the_account(two: Two, product: Product) -> None:
    stars = (await two.two.ask_stars())["data"]["msg_id"]
    acts: list[dict[str, Any]] = [
        {"do": "follow"}, {"do": "block"}, {"do": "rate", "message_id": stars, "stars": 2},
    ]  # fmt: skip
    results = await two.one.post("/_/act", [{**a, "phone": PHONE, "oa": SECOND} for a in acts])
    assert [result["ok"] for result in results] == [True] * 3
    await two.one.idle()
    named = [event["oa_id"] for event in product.events() if "oa_id" in event]
    assert named == [SECOND] * 3  # follow, unfollow, user_feedback
    assert (await two.one.invite())["error"] == 0  # the block is towards the other alone
    assert (await two.two.invite())["error"] == -141
    (wrong,) = await two.one.post("/_/act", [{"phone": PHONE, "do": "follow", "oa": "5"}])
    assert "no OA" in wrong["error"]


async def test_a_template_may_belong_to_one_account(two: Two) -> None:
    row = {
        "template_id": "5", "title": "Thông báo thử", "oa": SECOND,
        "paragraphs": ["Chào <ten>, đây là thử."], "params": {"ten": {"type": 1, "max": 30}},
    }  # fmt: skip
    await two.one.post("/_/templates", row)
    sent: dict[str, Any] = {"template_id": "5", "template_data": {"ten": "An"}}
    assert (await two.one.invite(**sent))["error"] == -117
    assert (await two.two.invite(**sent))["error"] == 0
    listed = [(await c.get("/template/all"))["metadata"]["total"] for c in (two.one, two.two)]
    assert listed == [3, 4]


@pytest.mark.parametrize(
    ("change", "by_user", "by_phone", "paid"),
    [
        ({}, 0, 0, 0),
        ({"verified": False}, -221, -135, -221),
        ({"package": "standard"}, -224, -135, -224),
        ({"package": "comprehensive"}, 0, 0, 0),
        ({"enabled": False}, -204, -135, -204),
        ({"zca": False}, 0, -136, -320),
        ({"balance": 209}, 0, -115, -321),
        ({"balance": 299}, 0, -115, 0),
        ({"balance": 510}, 0, 0, 0),
    ],
)
async def test_the_state_of_an_account(
    sandbox: Client, change: dict[str, Any], by_user: int, by_phone: int, paid: int
) -> None:
    """Free consultation, a template by phone (300), one by user id (210)."""
    user = await sandbox.met()
    await sandbox.post("/_/oas", change)
    assert (await sandbox.send(user, "chào"))["error"] == by_user
    assert (await sandbox.invite())["error"] == by_phone
    body = {"user_id": user, "template_id": "390001", "template_data": INVITE}
    assert (await sandbox.post("/v3.0/oa/message/template", body))["error"] == paid


async def test_money_falls_with_each_priced_send_and_is_kept(
    opened: Opener, options: Options, tmp_path: Path
) -> None:
    kept = same_but(options, data=tmp_path)
    client = await opened(kept)
    await client.connect()
    await client.post("/_/oas", {"balance": 1000})
    await client.invite()
    user = await client.met()
    await client.send(user, "miễn phí")
    await client.advance(3 * 86400)
    await client.connect()
    assert "quota" not in (await client.send(user, "tính tiền"))["data"]
    assert (await client.get("/_/oas"))[0]["balance"] == 1000 - 300 - 55
    await client.sandbox.close()
    again = await opened(kept)
    (oa,) = await again.get("/_/oas")
    assert (oa["balance"], (await again.get("/_/bill"))["total"]) == (645, 355)


async def test_the_packages_allowance_comes_before_the_bill(sandbox: Client) -> None:
    user = await sandbox.met()
    await sandbox.post("/_/oas", {"sub_quota": 1})
    await sandbox.advance(3 * 86400)
    await sandbox.connect()
    asked = {"quota_owner": "OA", "product_type": "cs", "quota_type": "sub_quota"}
    (allowance,) = (await sandbox.post("/v3.0/oa/quota/message", asked))["data"]
    assert (allowance["remain"], allowance["total"]) == (1, 1)
    quota = (await sandbox.send(user, "từ gói"))["data"]["quota"]
    assert (quota["quota_type"], quota["remain"], quota["total"]) == ("sub_quota", "0", "1")
    assert "quota" not in (await sandbox.send(user, "tính tiền"))["data"]
    bill = await sandbox.get("/_/bill")
    assert [(row["wallet"], row["price"]) for row in bill["messages"]] == [
        ("sub_quota", 0),
        ("", 55),
    ]


async def test_the_development_mode_has_a_wallet_of_its_own(sandbox: Client) -> None:
    await sandbox.post("/_/people", {"phone": PHONE, "admin": True})
    await sandbox.post("/_/oas", {"dev_balance": 300, "balance": 0})
    assert (await sandbox.invite(phone="84900000002", mode="development"))["error"] == -127
    assert (await sandbox.invite(mode="development"))["error"] == 0
    assert (await sandbox.invite(mode="development"))["error"] == -126
    bill = await sandbox.get("/_/bill")
    assert (bill["total"], bill["development"]) == (0, 300)
    assert (await sandbox.get("/message/quota"))["data"]["remainingQuota"] == "20000"


@pytest.mark.parametrize(
    "row", [{"package": "gold"}, {"balance": "1"}, {"money": 1}, {"oa": "x"}, {"verified": 1}]
)
async def test_a_wrong_account_is_told(sandbox: Client, row: dict[str, Any]) -> None:
    assert (await sandbox.post("/_/oas", row))["error"]
