"""Faults by share, what they hit, and which of it was accepted all the same."""

import asyncio
import json
import smtplib
from typing import Any

import aiohttp
import pytest

from sandbox.faults import Fault, read
from sandbox.ids import Ids
from sandbox.orders import Faults
from tests.sandbox.practice import Client
from tests.support.program import HANGS

PHONE = "84900000001"
CS = "/v3.0/oa/message/cs"


async def raw_send(client: Client, user: str, words: str) -> tuple[int, str] | None:
    """Status and body of a send; None where the line was cut."""
    body = json.dumps({"recipient": {"user_id": user}, "message": {"text": words}})
    try:
        async with client.session.post(
            client.url + CS, data=body, headers={"access_token": client.access}
        ) as answer:
            return answer.status, await answer.text()
    except aiohttp.ClientError:
        return None


@pytest.mark.parametrize(
    ("kind", "status", "arrives"),
    [
        ("http500", 500, False),
        ("http500_after", 500, True),
        ("html", 502, False),
        ("html_after", 502, True),
        ("garbled", 200, False),
        ("garbled_after", 200, True),
        ("drop_before", 0, False),
        ("drop_after", 0, True),
    ],
)
async def test_a_spoilt_answer_is_no_json_and_tells_nothing(
    sandbox: Client, kind: str, status: int, arrives: bool
) -> None:
    user = await sandbox.met()
    await sandbox.post("/_/faults", {"path": CS, "kind": kind})
    answer = await raw_send(sandbox, user, "Câu 1")
    assert (answer[0] if answer else 0) == status
    with pytest.raises(ValueError):
        json.loads(answer[1] if answer else "")
    bubbles = await sandbox.get(f"/_/people/{PHONE}/messages")
    assert [bubble["text"] for bubble in bubbles[1:]] == ["Câu 1"] * arrives
    told = await sandbox.get("/_/faults/hits")
    (hit,) = told["hits"]
    assert (hit["kind"], hit["where"], hit["accepted"]) == (kind, CS, arrives)
    assert hit["message_id"] == (bubbles[1]["id"] if arrives else "")
    assert (await sandbox.get("/_/calls"))[hit["call"] - 1]["path"] == CS
    assert told["total"] == 1
    assert told["accepted"] == int(arrives)


async def test_shares_are_drawn_from_the_seed(sandbox: Client) -> None:
    """A mix over 400 sends: about its shares, and what arrived is what was told."""
    user = await sandbox.met()
    for kind, share in (("http500", 0.1), ("garbled_after", 0.1), ("rate", 0.05)):
        await sandbox.post("/_/faults", {"path": CS, "kind": kind, "share": share})
    answers = [await raw_send(sandbox, user, f"lời {n}") for n in range(400)]
    good = sum('"error":0' in a[1] and a[1].endswith("}") for a in answers if a)
    told = await sandbox.get("/_/faults/hits")
    assert told["total"] == 400 - good
    assert 20 <= told["by_kind"]["http500"] <= 60
    assert 20 <= told["by_kind"]["garbled_after"] <= 60
    assert 5 <= told["by_kind"]["rate"] <= 35
    assert told["accepted"] == told["by_kind"]["garbled_after"]
    bubbles = await sandbox.get(f"/_/people/{PHONE}/messages")
    assert len(bubbles) - 1 == good + told["accepted"]
    assert len(await sandbox.get("/_/faults")) == 3  # a share goes on for ever
    assert (await sandbox.get(f"/_/faults/hits?after={told['total'] - 1}"))["hits"] == [
        told["hits"][-1]
    ]


def test_the_same_seed_draws_the_same_faults() -> None:
    def hits(seed: bytes) -> list[bool]:
        faults = Faults(Ids(seed))
        faults.order(read({"path": "/x", "kind": "rate", "share": 0.5}))
        return [faults.of_call("/x", b"") is not None for _ in range(64)]

    assert hits(b"one") == hits(b"one") != hits(b"two")


def test_many_orders_for_single_people_are_looked_up() -> None:
    """The oldest order that fits wins, whether it names a person or none."""
    faults = Faults(Ids(b"one"))
    for n in range(2000):
        faults.order(Fault("error", "/m", match=f"849{n:08}", code=-n - 1))
    faults.order(Fault("http500", "/*", times=1))
    body = b'{"phone":"84900000007","other":"84900000005"}'
    codes = [fault.code for _ in range(2) if (fault := faults.of_call("/m", body))]
    assert codes == [-6, -8]
    fault = faults.of_call("/m", body)
    assert fault is not None
    assert fault.kind == "http500"
    assert faults.of_call("/m", body) is None
    assert len(faults.open()) == 1998
    faults.clear()
    assert faults.of_call("/m", b"84900000001") is None


@pytest.mark.parametrize("share", [0, -0.1, 1.1])
async def test_a_share_is_a_part(sandbox: Client, share: float) -> None:
    row = {"path": "/x", "kind": "rate", "share": share}
    assert "share" in (await sandbox.post("/_/faults", row))["error"]


async def test_a_mails_fault_is_told_too(sandbox: Client) -> None:
    for kind in ("5xx", "drop_after"):
        await sandbox.post("/_/faults", {"smtp": f"{kind}@d.vn", "kind": kind})

    def mail(to: str) -> None:
        with smtplib.SMTP("127.0.0.1", sandbox.sandbox.smtp, timeout=HANGS) as smtp:
            smtp.sendmail("a@b.vn", [to], "Subject: x\r\n\r\nx")

    for to in ("5xx@d.vn", "drop_after@d.vn"):
        with pytest.raises((smtplib.SMTPException, OSError)):
            await asyncio.to_thread(mail, to)
    hits: list[dict[str, Any]] = (await sandbox.get("/_/faults/hits"))["hits"]
    assert [(hit["kind"], hit["where"], hit["accepted"]) for hit in hits] == [
        ("5xx", "5xx@d.vn", False),
        ("drop_after", "drop_after@d.vn", True),
    ]
