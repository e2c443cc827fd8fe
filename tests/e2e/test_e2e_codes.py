"""Every code by phone that ends a message there: the plan asks the same person by mail."""

from datetime import timedelta
from pathlib import Path

from channels.zalo.errors import Host, rows
from post.ports import Failure
from storage.tables import message
from tests.support.town import Case, town

TEMPLATE = "/message/template"
ENDED = (Failure.RECIPIENT, Failure.WINDOW, Failure.PAYLOAD)
CODES = [code for host, code, found in rows() if host is Host.BUSINESS and found.kind in ENDED]
UNKNOWN = [
    code for host, code, found in rows() if host is Host.BUSINESS and found.kind is Failure.UNKNOWN
]


async def test_the_next_channel_follows_every_code_that_ends_a_message(tmp_path: Path) -> None:
    codes = [*CODES, *UNKNOWN]
    assert len(CODES) > 30
    cases = [
        Case(f"HS-{n}", "A.01", f"0937{n:06d}", f"dan{n}@example.vn", f"Trần Văn Số {n}")
        for n in range(len(codes))
    ]
    async with town(tmp_path, {"A.01": len(codes)}, cases) as place:
        for n, code in enumerate(codes):
            fault = {"path": TEMPLATE, "kind": "error", "code": code, "times": -1}
            await place.sandbox.post("/_/faults", {**fault, "match": f'"phone":"84937{n:06d}"'})
        await place.begin()
        await place.tick()
        mailed = {n for n in range(len(codes)) if await place.mails(f"dan{n}@example.vn")}
        assert mailed == set(range(len(CODES))), "at once where it is sure that nothing arrived"
        by_phone = [row for row in await place.rows(message) if row["channel"] == "zalo"]
        told = {row["error"]: row["state"] for row in by_phone}
        wanted = {
            f"{found.kind}:{code}": {"recipient": "failed", "payload": "dead"}.get(
                found.kind.value, found.kind.value
            )
            for host, code, found in rows()
            if host is Host.BUSINESS and code in codes
        }
        assert told == wanted
        await place.move(timedelta(hours=24, minutes=1))
        await place.tick()
        await place.tick()
        late = [n for n in range(len(CODES), len(codes)) if await place.mails(f"dan{n}@example.vn")]
        assert late == list(range(len(CODES), len(codes))), "after a day without a receipt"
