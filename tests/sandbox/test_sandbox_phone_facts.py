"""What a page tells of an account and a person: profile, windows, what each way would meet."""

from typing import Any

import pytest

from sandbox.persons import Contact, Person
from sandbox.standing import standing
from tests.sandbox.practice import INVITE, Client
from tests.sandbox.reading import Node
from tests.sandbox.test_sandbox_pages import press
from tests.sandbox.test_sandbox_phone import DAY, HOUR, ONE, later, seen


async def test_the_profile_tells_what_may_be_sent(sandbox: Client) -> None:
    await press(sandbox, f"/phone/{ONE}/follow")
    tree = await seen(sandbox, f"/phone/{ONE}/oa")
    card = tree.one("div", "card").words
    for words in ("Sở Nội vụ (sân tập)", "đã xác thực", "388613280878808645", "Tăng trưởng"):
        assert words in card
    assert "Người quan tâm Followers 1" in card
    assert (
        "Tư vấn miễn phí đến 09:00 25/11, tính phí đến 09:00 30/11"
        in tree.one("section", "facts").words
    )


@pytest.mark.parametrize(
    ("person", "account", "days", "codes"),
    [
        ({}, {}, 0, ["được, miễn phí", "được", "được"]),
        ({}, {}, 3, ["được, 55 đ", "được", "được"]),
        ({}, {"sub_quota": 5}, 3, ["được, trong gói", "được", "được"]),
        ({}, {}, 8, ["-230", "được", "được"]),
        ({"inactive": True}, {}, 0, ["-227", "-227", "-119"]),
        ({"restricts": ["consultation"]}, {}, 0, ["-244", "được", "được"]),
        ({"restricts": ["customer_care"]}, {}, 0, ["được, miễn phí", "-244", "-139"]),
        ({"phone_code": -118}, {}, 0, ["được, miễn phí", "được", "-118"]),
        ({}, {"verified": False}, 0, ["-221", "-221", "-135"]),
        ({}, {"enabled": False}, 0, ["-204", "-204", "-135"]),
    ],
)
async def test_what_each_way_would_meet_is_what_it_meets(
    sandbox: Client, person: dict[str, Any], account: dict[str, Any], days: int, codes: list[str]
) -> None:
    """The page tells the code, and a message sent by that way is answered with it."""
    user = await sandbox.met(ONE)
    await sandbox.post("/_/people", {"phone": ONE, **person})
    await sandbox.post("/_/oas", account)
    if days:
        await later(sandbox, days * DAY)
    facts = (await seen(sandbox)).one("section", "facts")
    told_codes = [
        one.words.split(" Yes")[0].split(" ")[0:3] for one in facts.all("dl")[0].all("dd")
    ]
    assert [" ".join(one[:1] if one[0].startswith("-") else one) for one in told_codes] == codes
    refused = "Tư vấn bị từ chối lúc này" in facts.words
    assert refused == (codes[0].startswith("-") and days < 7)
    assert [flag.split("=")[0] for flag in _flags(facts)] == list(person)
    answers = [
        await sandbox.send(user, "Câu 1?"),
        await sandbox.post(
            "/v3.0/oa/message/template",
            {"user_id": user, "template_id": "390001", "template_data": INVITE},
        ),
        await sandbox.invite(ONE),
    ]
    met = [str(answer["error"]) for answer in answers]
    assert met == [code if code.startswith("-") else "0" for code in codes]


def _flags(facts: Node) -> list[str]:
    return [one.words for one in facts.all("code") if "=" in one.words]


NOW = 1_795_399_200_000


@pytest.mark.parametrize(
    ("person", "reach"),
    [
        ({"last_interaction": NOW - 48 * HOUR * 1000}, "free"),
        ({"last_interaction": NOW - 48 * HOUR * 1000 - 1}, "billed"),
        ({"last_interaction": NOW - 7 * DAY * 1000}, "billed"),
        ({"last_interaction": NOW - 7 * DAY * 1000 - 1}, "template"),
        ({}, "never"),
        ({"last_interaction": NOW, "blocked": True}, "blocked"),
        ({"zalo": False}, "none"),
    ],
)
def test_what_may_be_sent(person: dict[str, Any], reach: str) -> None:
    zalo = person.pop("zalo", True)
    contact = Contact(Person(ONE, "a", zalo=zalo), "oa", "u", **person)
    assert standing(contact, NOW).reach == reach
