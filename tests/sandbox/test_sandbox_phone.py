"""A phone's page: what the chat shows, what only the developer sees, several phones at once."""

from typing import Any

import pytest

from sandbox import chatview
from sandbox.options import Options
from sandbox.rendering import day, dong, initial
from tests.sandbox.practice import Client, Opener, same_but
from tests.sandbox.reading import Node, faults, read
from tests.sandbox.test_sandbox_pages import page, press
from tests.sandbox.test_sandbox_sending import JPG, PDF, document, element, send, upload

ONE, TWO, THREE = "84900000001", "84900000002", "84900000003"
OA, OTHER = "388613280878808645", "388613280878808646"
HOUR, DAY = 3600, 86_400
ASK = [{"title": "Có", "type": "oa.query.show", "payload": "Có ạ"}]


async def seen(client: Client, path: str = f"/phone/{ONE}", **cookies: str) -> Node:
    tree = read(await page(client, path, **cookies))
    assert faults(tree) == []
    return tree


def told(tree: Node, name: str) -> list[str]:
    return [node.words for node in tree.all("", name)]


async def later(client: Client, seconds: int) -> None:
    """Days on, with a token that lives."""
    await client.advance(seconds)
    await client.connect()


async def turn(client: Client, **knobs: Any) -> None:
    await client.post("/_/knobs", knobs)


async def test_days_and_groups(sandbox: Client) -> None:
    """Bubbles of one side within five minutes stand together; a day is said once."""
    await sandbox.invite()
    await later(sandbox, 2 * DAY)
    user = await sandbox.met(ONE)
    for words, seconds in (("a", 0), ("b", 60), ("c", 300)):
        await sandbox.advance(seconds)
        await sandbox.send(user, words)
    await sandbox.advance(DAY)
    tree = await seen(sandbox)
    assert told(tree, "day") == ["Thứ Hai, 23/11/2026", "Hôm qua"]
    rows = [
        (row.one("article").words, row.classes & {"first", "last"}) for row in tree.all("li", "row")
    ]
    assert rows[1:] == [
        ("xin chào", {"first", "last"}),
        ("a", {"first"}), ("b", {"last"}), ("c", {"first", "last"}),
    ]  # fmt: skip
    assert told(tree, "meta")[2:] == ["09:01 ✓✓ Đã xem Seen", "09:06 ✓✓ Đã xem Seen"]


async def test_a_long_chat_shows_its_newest_and_leads_to_the_rest(sandbox: Client) -> None:
    many = chatview.SHOWN_ROWS + 20
    await sandbox.post("/_/act", [{"phone": ONE, "do": "say", "text": f"{n}"} for n in range(many)])
    tree = await seen(sandbox)
    shown = [one.words for one in tree.all("article")]
    assert shown == [f"{n}" for n in range(20, many)]
    assert told(tree, "day") == ["20 dòng cũ hơn Older", "Hôm nay"]
    whole = await seen(sandbox, tree.one("li", id="older").one("a").attrs["href"])
    assert len(whole.all("article")) == many
    assert "all=1" in whole.one("body").attrs["data-live"]


@pytest.mark.parametrize(
    ("knob", "mobile", "state"),
    [
        ("never", False, "✓ Đã gửi Sent"),
        ("never", True, "✓✓ Đã nhận Received"),
        ("acts", True, "✓✓ Đã nhận Received"),
        ("auto", True, "✓✓ Đã xem Seen"),
    ],
)
async def test_ticks(sandbox: Client, knob: str, mobile: bool, state: str) -> None:
    await turn(sandbox, seen=knob)
    await sandbox.post("/_/people", {"phone": ONE, "mobile": mobile})
    await sandbox.send(await sandbox.met(ONE), "Câu 1")
    assert told(await seen(sandbox), "meta")[-1] == f"09:00 {state}"
    if knob == "never":
        assert await press(sandbox, "/seen", seen="acts", back="/") == (303, "/")
    assert await press(sandbox, f"/phone/{ONE}/look", back=f"/phone/{ONE}") == (
        303,
        f"/phone/{ONE}",
    )
    looked = "✓✓ Đã xem Seen" if mobile else state
    assert told(await seen(sandbox), "meta")[-1] == f"09:00 {looked}"


async def test_the_strip_tells_price_way_and_how_an_event_fared(sandbox: Client) -> None:
    await sandbox.invite()
    user = await sandbox.met(ONE)
    await sandbox.send(user, "gần", ASK)
    await later(sandbox, 3 * DAY)
    await sandbox.send(user, "xa")
    await sandbox.idle()
    strips = [words.replace("…", "").split(" · ") for words in told(await seen(sandbox), "strip")]
    ways = [(parts[0], parts[1]) for parts in strips]
    assert ways == [
        ("Mẫu 390001 qua số (by phone)", "300 đ"),
        ("user_send_text", "webhook 200"),
        ("Tư vấn (consultation)", "miễn phí"),
        ("Tư vấn (consultation)", "55 đ"),
    ]
    assert strips[0][3] == "inv-77"
    facts = (await seen(sandbox)).one("section", "facts").words
    assert "Đã tốn Cost so far 355 đ" in facts
    assert "user_send_text webhook 200" in facts
    known = (await sandbox.get("/_/people"))[0]
    assert f"user_id {user}" in facts
    assert f"user_id_by_app {known['user_id_by_app']}" in facts
    answer = await press(sandbox, "/strip", show="off", back=f"/phone/{ONE}")
    assert answer == (303, f"/phone/{ONE}")
    hidden = await seen(sandbox, strip="off")
    assert told(hidden, "strip") == told(hidden, "act") == told(hidden, "facts") == []


async def test_an_act_without_a_bubble_is_a_quiet_line(sandbox: Client) -> None:
    await press(sandbox, f"/phone/{ONE}/follow")
    await press(sandbox, f"/phone/{ONE}/block")
    await sandbox.idle()
    assert told(await seen(sandbox), "act") == [
        "Quan tâm (follow) 09:00 · webhook 200",
        "Bỏ quan tâm (unfollow) 09:00 · webhook 200",
    ]


async def test_the_webhook_and_the_faults_are_told_in_the_bar(
    sandbox: Client, product: Any
) -> None:
    def state(tree: Node) -> tuple[str, str]:
        return tree.one("span", "chip").words, tree.one("section", id="platform").words

    assert state(await seen(sandbox, "/"))[0] == "webhook đang bật"
    product.status = 500
    await sandbox.say(ONE, "alo")
    await sandbox.idle()
    chip, more = state(await seen(sandbox, "/"))
    assert chip == "webhook đang gửi lại 1"
    assert "Lần cuối Last 500" in more
    await sandbox.post("/_/faults", {"path": "/v3.0/*", "kind": "rate", "times": 3})
    await press(sandbox, "/webhook", on="0", back="/")
    chip, more = state(await seen(sandbox, "/"))
    assert chip == "webhook bị ngắt 1 · 1 lỗi đặt"
    assert "rate /v3.0/* ×3" in more
    await press(sandbox, "/webhook", on="1", back="/")
    await press(sandbox, "/faults/clear", back="/")
    assert state(await seen(sandbox, "/"))[0] == "webhook đang gửi lại 1"
    await turn(sandbox, hold=True, night_ban=True)
    await sandbox.post("/_/faults", {"path": "/message/*", "kind": "html", "share": 0.25})
    await sandbox.say(ONE, "alo")
    chip, more = state(await seen(sandbox, "/"))
    assert chip == "webhook giữ lại 2 · 1 lỗi đặt"
    assert "html /message/* 25 %" in more
    assert "Núm đã vặn Knobs night_ban=True hold=True" in more
    assert "đang giữ lại · held" in told(await seen(sandbox), "strip")[-1]
    await press(sandbox, "/faults/clear", back="/")
    await turn(sandbox, webhook="")
    assert state(await seen(sandbox, "/"))[0] == "webhook chưa có địa chỉ 2"


async def test_several_side_by_side(sandbox: Client) -> None:
    for phone in (ONE, TWO, THREE):
        await sandbox.send(await sandbox.met(phone), f"Câu 1 của {phone}", ASK)
    tree = await seen(sandbox, f"/phones?p=0900000001&p={TWO}&p={ONE}")
    panels = tree.all("section", "phone")
    assert [panel.attrs["aria-label"][:23] for panel in panels] == [
        "Điện thoại 0900 000 001", "Điện thoại 0900 000 002",
    ]  # fmt: skip
    assert [panel.all("article")[-1].words for panel in panels] == [
        f"Câu 1 của {ONE} Có", f"Câu 1 của {TWO} Có",
    ]  # fmt: skip
    back = f"/phones?p={ONE}&p={TWO}"
    assert {node.attrs["value"] for node in panels[1].all("input", name_="back")} == {back}
    card = panels[1].all("article")[-1]
    sent = card.one("input", name_="message_id").attrs["value"]
    assert await press(sandbox, f"/phone/{TWO}/tap", message_id=sent, button="0", back=back) == (
        303,
        back,
    )
    live = await seen(sandbox, f"/phones/live?p={ONE}&p={TWO}")
    assert {node.attrs["id"] for node in live.all() if "data-part" in node.attrs} == {
        "now", "chip", "receipts", "platform", "more",
        *(f"{part}-{phone}-{OA}" for part in ("head", "chat") for phone in (ONE, TWO)),
    }  # fmt: skip
    assert "Có ạ" in live.one("ol", id=f"chat-{TWO}-{OA}").words
    assert [one.attrs["href"] for one in tree.one("ul", id="more").all("a")] == [
        f"{back}&p={THREE}"
    ]
    assert [one.attrs["href"] for one in tree.all("a", "back")] == [
        f"/phones?p={TWO}", f"/phones?p={ONE}",
    ]  # fmt: skip
    many = await seen(sandbox, "/phones?" + "&".join(f"p=8490000000{n}" for n in range(1, 7)))
    assert len(many.all("section", "phone")) == 4
    assert (await press(sandbox, "/phones"))[0] == 405
    assert await seen(sandbox, "/phones")


@pytest.fixture
async def both(opened: Opener, options: Options) -> Client:
    """A sandbox with two accounts, connected to the second."""
    client = await opened(same_but(options, more_oas=((OTHER, "UBND phường Long Xuyên"),)))
    await client.connect(OTHER)
    return client


async def test_a_phone_chooses_among_accounts(both: Client) -> None:
    await both.post(f"/_/people/{ONE}/say", {"text": "chào sở"})
    assert told(await seen(both), "name") == ["Sở Nội vụ (sân tập)"]
    await press(both, f"/phone/{ONE}/say", oa=OTHER, text="chào phường")
    tree = await seen(both)
    assert told(tree, "name") == ["UBND phường Long Xuyên"], "the one that was spoken to last"
    assert tree.one("body").attrs["data-live"].endswith(f"oa={OTHER}"), "and it stays that"
    people = await both.get("/_/people", oa=OTHER)
    await both.send(people[0]["user_id"], "Câu 1?", ASK)
    first = await seen(both, f"/phone/{ONE}?oa={OA}")
    assert told(first, "name") == ["Sở Nội vụ (sân tập)"]
    assert [one.words for one in first.all("article")] == ["chào sở"]
    tabs = first.one("nav", "tabs").all("a")
    assert [(tab.words, tab.attrs.get("aria-current")) for tab in tabs] == [
        ("Sở Nội vụ (sân tập)", "page"), ("UBND phường Long Xuyên 1 tin mới · new", None),
    ]  # fmt: skip
    assert told(await seen(both, "/"), "badge") == ["1 1 tin mới · new"]
    second = await seen(both, tabs[1].attrs["href"])
    assert [one.words for one in second.all("article")] == ["chào phường", "Câu 1? Có"]
    fields = {one.attrs["value"] for one in second.all("input", name_="oa")}
    assert fields == {OTHER}
    beside = await seen(both, f"/phones?p={ONE}:{OA}&p={ONE}:{OTHER}")
    assert told(beside, "name") == ["Sở Nội vụ (sân tập)", "UBND phường Long Xuyên"]
    moved = [tab.attrs["href"] for tab in beside.all("nav", "tabs")[0].all("a")]
    assert moved[1] == f"/phones?p={ONE}:{OTHER}&p={ONE}:{OTHER}"
    assert (await press(both, f"/phone/{ONE}/say", oa="1", text="a"))[0] == 400


async def test_stars_are_pressed_once(sandbox: Client) -> None:
    await sandbox.ask_stars()
    card = (await seen(sandbox)).one("article", "template")
    stars = card.one("form", "stars")
    assert [one.words for one in stars.all("label", "star")][3:] == [
        "4 sao: Hài lòng", "5 sao: Rất hài lòng",
    ]  # fmt: skip
    fields = {one.attrs["name"]: one.attrs["value"] for one in stars.all("input", type="hidden")}
    here = f"/phone/{ONE}"
    answer = await press(sandbox, f"{here}/rate", **fields, stars="4", note="nhanh <b>")
    assert answer == (303, here)
    await sandbox.idle()
    tree = await seen(sandbox)
    assert told(tree, "given") == ["★★★★☆ 4 sao: Hài lòng", "“nhanh <b>”"]
    assert tree.all("form", "stars") == []
    assert told(tree, "act") == ["Chấm sao (rated) 09:00 · webhook 200"]


async def test_what_is_quoted_and_reacted_to_is_shown(sandbox: Client) -> None:
    user = await sandbox.met(ONE)
    sent = (await sandbox.send(user, "Câu 1?"))["data"]["message_id"]
    await press(sandbox, f"/phone/{ONE}/say", text="ý em là", quote=sent)
    bubble = sandbox.sandbox.world.chats.get(sent)
    assert bubble is not None
    sandbox.sandbox.world.chats.react(bubble, "/-heart")
    tree = await seen(sandbox)
    assert tree.one("blockquote").words == "Sở Nội vụ (sân tập) Câu 1?"
    assert told(tree, "reaction") == ["Biểu cảm · Reaction: ❤️"]


async def test_every_quick_act_becomes_its_event(sandbox: Client) -> None:
    """Each button of the composer is pressed as a browser would, with what its form carries."""
    form = (await seen(sandbox)).one("form", "acts")
    fields = {one.attrs["name"]: one.attrs["value"] for one in form.all("input")}
    acts = [one.attrs["formaction"] for one in form.all("button")]
    card = {"title": "Sở Nội vụ", "subtitle": "Xin Ông/Bà chia sẻ số."}
    payload = {"template_type": "request_user_info", "elements": [card]}
    user = await sandbox.met(ONE)
    message = {"attachment": {"type": "template", "payload": payload}}
    await sandbox.post("/v3.0/oa/message/cs", {"recipient": {"user_id": user}, "message": message})
    before = len(await sandbox.get("/_/events"))
    for act in acts:
        assert await press(sandbox, act, **fields) == (303, f"/phone/{ONE}"), act
    names = [event["name"] for event in (await sandbox.get("/_/events"))[before:]]
    assert names == [
        "user_send_image", "user_send_audio", "user_send_sticker", "user_send_video",
        "user_send_file", "user_send_location", "user_send_business_card", "user_submit_info",
        "user_call_oa", "user_withdraw",
    ]  # fmt: skip
    await sandbox.idle()
    tree = await seen(sandbox)
    sent = [one.words for one in tree.all("article", "citizen")]
    assert sent[1:] == [
        "", "Tin thoại Voice Mở Open", "", "Video Mở Open", "giay-to.pdf 2316 byte",
        "Vị trí Place 10.3864, 105.4352 UBND phường Long Xuyên",
        f"Danh thiếp Card {ONE} Danh thiếp",
    ]  # fmt: skip
    assert [one.attrs["alt"] for one in tree.all("img")] == ["Ảnh · Picture", "Nhãn dán · Sticker"]
    assert told(tree, "end") == [
        "Đã chặn tài khoản này; nhắn tin hoặc Quan tâm để bỏ chặn. "
        "Blocked; write or follow to unblock."
    ]


async def test_a_phone_keeps_what_was_sent_and_loads_nothing_from_elsewhere(
    sandbox: Client,
) -> None:
    await press(sandbox, f"/phone/{ONE}/image", text="giấy hẹn")
    source = (await seen(sandbox)).one("img").attrs["src"]
    dies = (await sandbox.get(f"/_/people/{ONE}/messages"))[0]["media"]["url"]
    await sandbox.advance(HOUR)
    statuses = []
    for address in (dies, sandbox.url + source, sandbox.url + "/shown/M.jpg"):
        async with sandbox.session.get(address) as answer:
            statuses.append(answer.status)
    assert statuses == [404, 200, 404]
    bubble = sandbox.sandbox.world.chats.after(0)[0]
    for elsewhere in ("https://example.vn/media/a.jpg", f"{sandbox.url}.example.vn/media/a.jpg"):
        bubble.media["url"] = elsewhere
        tree = await seen(sandbox)
        assert tree.all("img") == []
        assert elsewhere in tree.one("article").words


async def test_what_an_account_sends_besides_text(sandbox: Client) -> None:
    user = await sandbox.met(ONE)
    image = (await upload(sandbox, "image", "a.jpg", JPG))["data"]["attachment_id"]
    token = (await upload(sandbox, "file", "đơn.pdf", PDF))["data"]["token"]
    elsewhere = "https://example.vn/a.jpg"
    for message in (
        {"text": "bản đồ", **element(media_type="image", attachment_id=image)},
        element(media_type="image", url=elsewhere),
        element(media_type="sticker", attachment_id="58704"),
        document(token),
    ):
        assert (await send(sandbox, user, message))["error"] == 0
    tree = await seen(sandbox)
    assert [one.words for one in tree.all("article", "oa")] == [
        "bản đồ", f"Ảnh Picture {elsewhere}", "Nhãn dán Sticker 58704", "đơn.pdf",
    ]  # fmt: skip
    shown = {
        tree.one("img").attrs["src"]: JPG,
        tree.one("article", "file").one("a").attrs["href"]: PDF,
    }
    for address, raw in shown.items():
        async with sandbox.session.get(sandbox.url + address) as answer:
            assert await answer.read() == raw


async def test_an_officer_writes_from_the_console(sandbox: Client) -> None:
    aside = (await seen(sandbox)).one("aside")
    form = aside.one("form")
    fields = {one.attrs["name"]: one.attrs["value"] for one in form.all("input", type="hidden")}
    assert (await press(sandbox, form.attrs["action"], **fields, text="Chào Ông/Bà"))[0] == 303
    tree = await seen(sandbox)
    assert tree.one("article", "oa").words == "Chào Ông/Bà"
    assert told(tree, "strip")[0].startswith("Nhân viên gửi (console) · miễn phí")


async def test_follow_and_unfollow_are_one_button(sandbox: Client) -> None:
    for words, do in (("Quan tâm Follow", "follow"), ("Bỏ quan tâm Unfollow", "unfollow")):
        head = (await seen(sandbox)).one("header", "top")
        assert head.one("button").words == words
        assert head.one("form").attrs["action"] == f"/phone/{ONE}/{do}"
        await press(sandbox, f"/phone/{ONE}/{do}")


async def test_the_index_finds_and_counts_what_is_new(sandbox: Client) -> None:
    await sandbox.post("/_/people", {"phone": TWO, "name": "Đặng Thị Ước"})
    for phone in (ONE, TWO):
        await sandbox.send(await sandbox.met(phone), f"Câu 1 {phone}")

    async def found(sought: str = "") -> list[tuple[str, str]]:
        tree = await seen(sandbox, f"/?q={sought}" if sought else "/")
        badges = [
            (one.one("a").attrs["href"], *told(one, "badge"))
            for one in tree.one(id="picks").all("li")
        ]
        return [(row[0][-1], "".join(row[1:])) for row in badges]

    assert await found() == [("2", "1 1 tin mới · new"), ("1", "1 1 tin mới · new")]
    await seen(sandbox, f"/phone/{ONE}")
    assert await found() == [("2", "1 1 tin mới · new"), ("1", "")]
    assert [row[0] for row in await found("dang thi uoc")] == ["2"]
    assert [row[0] for row in await found("0900 000 001")] == ["1"]
    assert [row[0] for row in await found("câu 1")] == ["2", "1"]
    assert await found("không ai") == []
    await seen(sandbox, f"/phones?p={TWO}")
    await sandbox.send(await sandbox.user_of(ONE), "Câu 2")
    assert await found() == [("1", "1 1 tin mới · new"), ("2", "")]


async def test_what_was_kept_is_not_new(opened: Opener, options: Options, tmp_path: Any) -> None:
    kept = same_but(options, data=tmp_path)
    first = await opened(kept)
    await first.connect()
    await first.send(await first.met(ONE), "Câu 1")
    await first.sandbox.close()
    second = await opened(kept)
    assert told(await seen(second, "/"), "badge") == []


NOW = 1_795_399_200_000


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (day(NOW, NOW + 14 * HOUR * 1000), "Hôm nay"),
        (day(NOW, NOW + 15 * HOUR * 1000), "Hôm qua"),
        (day(NOW, NOW + 39 * HOUR * 1000), "Thứ Hai, 23/11/2026"),
        (dong(1_234_567), "1.234.567 đ"),
        (initial("(sân tập)"), "S"),
        (initial("12"), "•"),
    ],
)
def test_how_it_is_said(given: str, words: str) -> None:
    assert given == words
