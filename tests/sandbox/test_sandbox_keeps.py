"""State over a restart, the process itself, and that it imports nothing of the product."""

import ast
import json
import os
import signal
import smtplib
import subprocess
import sys
import urllib.request
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

import sandbox as room
from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.options import Options
from tests.sandbox.practice import Client, Opener, Product, same_but
from tests.support.program import HANGS

PHONE = "84900000001"
ROOT = Path(room.__file__).parent


async def everything(client: Client) -> list[Any]:
    """All that the control API tells of the state."""
    paths = (
        "people", f"people/{PHONE}/messages", "mails", "bill", "calls", "events", "knobs", "oas",
    )  # fmt: skip
    return [await client.get(f"/_/{path}") for path in paths]


async def test_a_second_start_goes_on(
    opened: Opener, options: Options, tmp_path: Path, product: Product
) -> None:
    kept = same_but(options, data=tmp_path / "state")
    first = await opened(kept)
    await first.connect()
    await first.invite()
    user = await first.met()
    await first.send(user, "Câu 1", [{"title": "Tốt", "type": "oa.query.show", "payload": "5"}])
    await first.post("/_/people/84900000002/follow")
    await first.post("/_/knobs", {"daily_limit": 7})
    mail = EmailMessage()
    mail["Subject"] = "Mời"
    mail.set_content("xin chào")
    first.sandbox.world.mailbox.add(1_795_399_200_000, "a@b.vn", ["c@d.vn"], mail.as_bytes())
    await first.advance(3600)
    await first.idle()
    before = await everything(first)
    await first.sandbox.close()

    second = await opened(kept)
    second.access, second.refresh = first.access, first.refresh
    assert await everything(second) == before
    clock = await second.get("/_/clock")
    assert (clock["now"], clock["version"]) == ("2026-11-23T03:00:00.000+00:00", 2)
    assert (await second.get("/v2.0/oa/getoa"))["data"]["num_follower"] == 1
    assert (await second.get("/message/quota"))["data"]["remainingQuota"] == "6"
    assert (await second.send(user, "Câu 2"))["data"]["quota"] == {"quota_type": "reply"}
    ids = [b["id"] for b in await second.get("/_/messages")]
    assert len(ids) == len(set(ids)) == 4
    await second.connect()
    assert second.access != first.access


async def test_what_lies_beside_the_chats_is_kept(
    opened: Opener, options: Options, tmp_path: Path, product: Product
) -> None:
    """Another account's people and tokens, stars, reactions, late receipts."""
    kept = same_but(options, data=tmp_path, more_oas=(("7", "Sở Y tế"),))
    first = await opened(kept)
    await first.connect("7")
    await first.post("/_/knobs", {"receipt_delay": 60})
    await first.post("/_/people", {"phone": PHONE, "restricts": ["promotion"], "oa": "7"})
    sent = (await first.ask_stars())["data"]["msg_id"]
    acts = [{"do": "rate", "message_id": sent, "stars": 4}, {"do": "react", "message_id": sent}]
    assert all(
        result["ok"]
        for result in await first.post("/_/act", [{**a, "phone": PHONE, "oa": "7"} for a in acts])
    )
    await first.idle()
    heard = len(product.got)
    people = await first.get("/_/people", oa="7")
    await first.sandbox.close()

    second = await opened(kept)
    second.access = first.access
    assert await second.get("/_/people", oa="7") == people
    assert (await second.get("/v2.0/oa/getoa"))["data"]["oaid"] == "7"
    (stars,) = (await second.get("/rating/get", template_id="390003"))["data"]["data"]
    assert (stars["rate"], stars["msgId"]) == (4, sent)
    (bubble,) = await second.get(f"/_/people/{PHONE}/messages", oa="7")
    assert bubble["reaction"] == "/-heart"
    await second.advance(60)
    await second.idle()
    assert product.names()[heard:] == ["user_received_message"]


async def test_what_an_earlier_version_kept_is_the_first_accounts(
    opened: Opener, options: Options, tmp_path: Path
) -> None:
    journal = Journal(tmp_path)
    person = {"phone": PHONE, "user_id": "1" * 19, "user_id_by_app": "2" * 18, "follower": True}
    bubble = {"n": 1, "id": "b1", "phone": PHONE, "by": "citizen", "time": 5, "text": "xin chào"}
    for kind, row in (
        ("seed", {"hex": "00" * 16}),
        ("person", {**person, "name": "An", "last_interaction": 5, "tick_ms": 5}),
        ("bubble", bubble),
        ("tokens", {"access": "AT", "refresh": "RT", "born_ms": options.clock_ms, "made": 1}),
    ):
        journal.put(kind, row)
    journal.close()
    client = await opened(same_but(options, data=tmp_path))
    client.access = "AT"
    assert (await client.get("/v2.0/oa/getoa"))["data"]["num_follower"] == 1
    (told,) = await client.get(f"/_/people/{PHONE}/messages")
    assert (told["text"], told["oa"]) == ("xin chào", options.oa_id)
    assert await client.user_of(PHONE) == "1" * 19


async def test_undelivered_events_survive(
    opened: Opener, options: Options, tmp_path: Path, product: Product
) -> None:
    kept = same_but(options, data=tmp_path)
    product.status = 503
    first = await opened(kept)
    await first.say(PHONE, "xin chào")
    await first.idle()
    await first.sandbox.close()
    product.status = 200
    second = await opened(kept)
    assert len(product.got) == 1
    await second.advance(30)
    await second.idle()
    assert product.got[1][0]["num_retry"] == "1"
    (event,) = await second.get("/_/events")
    assert (event["outcome"], event["tries"]) == ("delivered", 2)


def test_a_torn_last_line_is_dropped(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.put("person", {"phone": "1"})
    journal.close()
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes() + b'["person",{"pho')
    again = Journal(tmp_path)
    assert list(again.rows()) == [("person", {"phone": "1"})]
    again.put("person", {"phone": "2"})
    again.close()
    assert [row["phone"] for _, row in Journal(tmp_path).rows()] == ["1", "2"]


def test_the_same_seed_gives_the_same_ids() -> None:
    first, same, other = Ids(b"one"), Ids(b"one"), Ids(b"two")
    assert first.user(PHONE, "1") == same.user(PHONE, "1") != other.user(PHONE, "1")
    assert len({first.user(p, oa) for p in (PHONE, "84900000002") for oa in ("1", "2")}) == 4
    assert first.message(1) != first.message(2)


def begin(*options: str) -> tuple["subprocess.Popen[str]", dict[str, int]]:
    """`python -m sandbox` on free ports, and the line that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--http", "0", "--smtp", "0", "--webhook", "", *options],
        cwd=ROOT.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def ask(port: int, path: str, body: Any = None, access: str = "") -> Any:
    """GET, or POST where there is a body."""
    raw = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", raw, headers={"access_token": access}
    )
    with urllib.request.urlopen(request, timeout=HANGS) as answer:
        return json.load(answer)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_starts_speaks_and_ends(tmp_path: Path, number: signal.Signals) -> None:
    words = ("--data", str(tmp_path), "--clock", "2026-11-23T09:00:00+07:00")
    process, ports = begin(*words)
    pair = ask(ports["http"], "/_/tokens", {})
    ask(ports["http"], f"/_/people/{PHONE}/say", {"text": "xin chào"})
    ask(ports["http"], "/_/clock", {"advance": 86_400})
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@b.vn", "c@d.vn", "Mời"
    with smtplib.SMTP("127.0.0.1", ports["smtp"], timeout=HANGS) as smtp:
        smtp.send_message(mail)
    people = ask(ports["http"], "/_/people")
    process.send_signal(number)
    _, said = process.communicate(timeout=HANGS)
    assert (process.returncode, said) == (0, "")

    process, ports = begin(*words)
    assert ask(ports["http"], "/_/people") == people
    assert ask(ports["http"], "/_/clock")["now"].startswith("2026-11-24T02:00:")
    assert ask(ports["http"], "/_/mails")[0]["subject"] == "Mời"
    assert ask(ports["http"], "/v2.0/oa/getoa", access=pair["access_token"])["error"] == 0
    process.terminate()
    process.communicate(timeout=HANGS)


def test_a_killed_process_loses_no_token(tmp_path: Path) -> None:
    process, ports = begin("--data", str(tmp_path))
    first = ask(ports["http"], "/_/tokens", {})
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=HANGS)
    process, ports = begin("--data", str(tmp_path))
    assert ask(ports["http"], "/v2.0/oa/getoa", access=first["access_token"])["error"] == 0
    process.terminate()
    process.communicate(timeout=HANGS)


def test_a_busy_port_is_told() -> None:
    process, ports = begin("zalo")
    other = subprocess.run(
        [sys.executable, "-m", "sandbox", "--http", str(ports["http"]), "--smtp", "0"],
        cwd=ROOT.parent,
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    process.terminate()
    process.communicate(timeout=HANGS)
    assert other.returncode == 1
    assert str(ports["http"]) in other.stderr
    assert "Traceback" not in other.stderr


def test_it_imports_nothing_of_the_product() -> None:
    allowed = {"sandbox", "aiohttp", "aiosmtpd", "cryptography", "jinja2", "orjson", "uvloop"}
    for path in ROOT.glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            for name in names:
                top = name.partition(".")[0]
                assert top in allowed | sys.stdlib_module_names, f"{path.name} imports {name}"
