"""The form by which an OA asks for contact details, and what a person's sharing tells it."""

from typing import Any

import pytest

from tests.sandbox.practice import Client, Product

PHONE = "84900000001"
ELEMENT = {"title": "Chia sẻ số điện thoại", "subtitle": "Để tìm hồ sơ của Ông/Bà"}


async def ask(client: Client, user: str, *elements: Any) -> Any:
    payload = {"template_type": "request_user_info", "elements": list(elements)}
    message = {"attachment": {"type": "template", "payload": payload}}
    body = {"recipient": {"user_id": user}, "message": message}
    return await client.post("/v3.0/oa/message/cs", body)


async def test_a_form_is_sent_and_shared(sandbox: Client, product: Product) -> None:
    await sandbox.post("/_/people", [{"phone": PHONE, "name": "Nguyễn Thị Bảy"}])
    user = await sandbox.met()
    assert (await ask(sandbox, user, ELEMENT))["error"] == 0
    assert (await sandbox.post(f"/_/people/{PHONE}/share")) == {"ok": True}
    await sandbox.idle()
    event = product.events()[-1]
    assert (event["event_name"], event["sender"], event["recipient"]) == (
        "user_submit_info", {"id": user}, {"id": "388613280878808645"},
    )  # fmt: skip
    assert (event["info"]["phone"], event["info"]["name"]) == (PHONE, "Nguyễn Thị Bảy")
    (bubble,) = [b for b in await sandbox.get(f"/_/people/{PHONE}/messages") if b["by"] == "oa"]
    assert (bubble["kind"], bubble["title"]) == ("request", ELEMENT["title"])
    detail = await sandbox.get("/v3.0/oa/user/detail", data=f'{{"user_id":"{user}"}}')
    assert detail["data"]["shared_info"]["phone"] == PHONE


async def test_the_phone_may_come_as_a_number(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    await ask(sandbox, user, {**ELEMENT, "image_url": "https://example.vn/l.png"})
    await sandbox.post("/_/knobs", {"odd_json": True})
    await sandbox.post(f"/_/people/{PHONE}/share")
    await sandbox.idle()
    assert product.events()[-1]["info"]["phone"] == int(PHONE)


async def test_nothing_is_shared_that_was_not_asked_for(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    assert "did not ask" in (await sandbox.post(f"/_/people/{PHONE}/share"))["error"]
    await sandbox.idle()
    assert product.names() == ["user_send_text"]
    detail = await sandbox.get("/v3.0/oa/user/detail", data=f'{{"user_id":"{user}"}}')
    assert detail["data"]["shared_info"] == {}


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        ([], -201),
        ([ELEMENT, ELEMENT], -201),
        (["x"], -201),
        ([{**ELEMENT, "title": " "}], -201),
        ([{"title": "x"}], -201),
        ([{**ELEMENT, "title": "ộ" * 101}], -210),
        ([{**ELEMENT, "subtitle": "ộ" * 501}], -210),
    ],
)
async def test_what_is_no_form(sandbox: Client, elements: list[Any], code: int) -> None:
    user = await sandbox.met()
    assert (await ask(sandbox, user, *elements))["error"] == code


async def test_the_page_has_its_button(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    await ask(sandbox, user, ELEMENT)
    async with sandbox.session.get(f"{sandbox.url}/phone/{PHONE}") as answer:
        shown = await answer.text()
    assert ELEMENT["title"] in shown
    assert f'action="/phone/{PHONE}/share"' in shown
    async with sandbox.session.post(
        f"{sandbox.url}/phone/{PHONE}/share", allow_redirects=False
    ) as answer:
        assert answer.status == 303
    await sandbox.idle()
    assert product.names()[-1] == "user_submit_info"
