"""More than a thousand poisonous bodies: none makes an error, and every signed one can be seen."""

import asyncio
import copy
import io
import json
import random
import re
import resource
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.understand.tables import tables
from channels.zalo.read import Ears
from channels.zalo.routes import MAX_BYTES, ZaloDoor, routes
from tests.support.ports import free_port
from tests.support.signed import APP, SECRET, headers
from tests.support.stage import START, Stage, stage
from tests.support.town import listening

PAYLOADS = sorted((Path(__file__).parent.parent / "payloads" / "zalo").glob("*.json"))
MANY = 1200
GROWTH_KB = 50 * 1024
_STAMP, NOW = re.compile(rb"17856720\d{5}"), str(round(START.timestamp() * 1000)).encode()
LEAVES: list[Any] = [
    None, True, -1, 0, 1.5, 1e300, 2**70, "", " ", "x" * 3000, "a\0b", "\ufeff", "../../etc/passwd",
    "'; DROP TABLE inbox; --", "{{7*7}}", "%s%n", "9" * 40, [], {}, [[]], {"id": {"id": 1}},
    ["m2"] * 200, "2026-11-23", "NaN", "-0", "١٢٣", "a\u0301", "\U0001f600" * 50,
]  # fmt: skip
RAW = [
    b"", b" ", b"\0", b"null", b"[]", b"5", b'"a"', b"{", b"}", b"{}x", b"{}{}", b"\xff\xfe",
    b"\xc0\x80",
    b"\xef\xbb\xbf{}", '{"a":1}'.encode("utf-16"), '{"a":1}'.encode("utf-32"), b'{"a":NaN}',
    b'{"a":Infinity}', b'{"a":-Infinity}', b'{"a":1e999}', b'{"a":\xff}', b'{"a":"\xed\xa0\x80"}',
    b'{"event_name":"\\ud800"}', b'{"event_name":"\\udfff\\ud800"}', b"[" * 60_000,
    b'{"a":' * 12_000,
    b'{"a":' + b"9" * 5000 + b"}", b"9" * 60_000, b'{"a":1,"a":2}', b"<html></html>", b"a=b&c=d",
    b'{"event_name":"user_send_text",}', b"{'a':1}", b"\x1f\x8b\x08\x00", b"-" * 5000, b'{"a":01}',
]  # fmt: skip


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every part of a body."""
    if way:
        yield way
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in inner:
        yield from places(part, (*way, key))


def changed(body: Any, way: tuple[Any, ...], leaf: Any) -> bytes:
    """The body with one of its parts replaced."""
    made = copy.deepcopy(body)
    holder = made
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = leaf
    return json.dumps(made, ensure_ascii=bool(len(way) % 2)).encode()


def bodies(rng: random.Random) -> list[bytes]:
    """`RAW`, and captured events with parts replaced, bytes turned, cut, doubled, put together."""
    found = list(RAW)
    while len(found) < MANY:
        raw = _STAMP.sub(NOW, rng.choice(PAYLOADS).read_bytes())  # else all are too old
        event, cut = json.loads(raw), rng.randrange(1, len(raw))
        found += [
            changed(event, rng.choice(list(places(event))), rng.choice(LEAVES)),
            changed(event, rng.choice(list(places(event))), rng.choice(LEAVES)),
            raw[:cut],
            raw[:cut] + bytes([rng.randrange(256)]) + raw[cut + 1 :],
            raw[:-1] + b"," + raw[1:],  # every key twice
            raw[:cut] + raw,
        ]
    return found[:MANY]


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as ready:
        yield ready


async def answers(s: Stage, sent: list[bytes], signed: bool) -> list[int]:
    """What the webhook answers to each, sixteen at once."""
    port, gate = free_port(), asyncio.Semaphore(16)
    ears = Ears({"OA1"}, lambda address: s.keyring.mac("address", address))
    door = ZaloDoor(APP, (SECRET,), ears, s.store.turn, lambda: None, s.clock, "", keep_seconds=60)
    app = web.Application(client_max_size=4 * MAX_BYTES)
    app.add_routes(routes(door))
    async with listening(app, port), aiohttp.ClientSession() as session:

        async def post(body: bytes) -> int:
            given = headers(body) if signed else {}
            async with (
                gate,
                session.post(
                    f"http://127.0.0.1:{port}/webhook/zalo", data=io.BytesIO(body), headers=given
                ) as answer,
            ):
                return answer.status

        return await asyncio.gather(*map(post, sent))


async def test_no_body_makes_an_error_and_every_signed_one_is_kept(s: Stage) -> None:
    sent = list(dict.fromkeys(bodies(random.Random(5))))
    assert len(sent) >= 1000
    tables()  # as the server does before it opens its door
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert Counter(await answers(s, sent, signed=True)) == {200: len(sent)}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH_KB

    states = Counter(str(row["state"]) for row in await s.sql("SELECT state FROM inbox"))
    assert states["quarantined"] > 300
    assert set(states) == {"quarantined", "kept", "done"}
    unseen = await s.store.read(lambda unit: unit.inbox.unseen())
    shown = {one.kind: one.count for one in unseen if one.state == "quarantined"}
    assert shown == {"zalo/unreadable": states["quarantined"]}
    kinds = {one.kind for one in unseen}
    assert {"zalo/other_account", "zalo/?"} <= kinds
    assert all(re.fullmatch(r"zalo(/(\w{1,35}|\?))?", kind) for kind in kinds), sorted(kinds)


async def test_unsigned_none_of_them_leaves_a_trace(s: Stage) -> None:
    sent = [body for body in dict.fromkeys(bodies(random.Random(6))) if body.strip() != b"{}"]
    assert Counter(await answers(s, sent[:300], signed=False)) == {401: 300}
    assert await s.sql("SELECT * FROM inbox") == []


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 200_000, 3_000_000])
async def test_too_much_is_refused_and_not_kept(s: Stage, size: int) -> None:
    body = b'{"a":"' + b"x" * (size - 8) + b'"}'
    assert set(await answers(s, [body], signed=True)) == {413}
    assert await s.sql("SELECT * FROM inbox") == []
