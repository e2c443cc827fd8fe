"""Each invariant holds of a small true story, and breaks where the story is doctored against it."""

import ast
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

import rehearsal
from rehearsal.casefile import FileCase, normal_phone, read_case_file
from rehearsal.invariants import CHECKS, Evidence, judge
from rehearsal.invariants.evidence import Rules
from rehearsal.script import Deed, Script

NINE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 09:00 in Vietnam
NAME, CODE, OFFICE = "Sở Tư pháp", "H01.05", "tu-phap@an-giang.example"
PHONES = ("84912345601", "84912345602", "84912345603", "84912345604")
SEED = "hat-giong"
RULES = Rules(
    agencies={NAME: CODE},
    alerts={CODE: OFFICE},
    opens=time(7, 30),
    closes=time(20, 30),
    silent_after=timedelta(days=6),
    expires=timedelta(days=21),
    invites=frozenset({"390001"}),
    from_day=datetime(2026, 6, 1, tzinfo=UTC),
    to_day=datetime(2026, 11, 24, tzinfo=UTC),
    statuses=frozenset({"10"}),
    overall=("tong_the",),
    percent=80,
    reach=("consultation", "paid_consultation", "template_user", "template_phone", "email"),
)


def _digest(key: str) -> str:
    return hmac.new(SEED.encode(), key.encode(), "sha256").hexdigest()


def _sha(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


KEYS = sorted((f"H01.05-261101-000{n}" for n in range(1, 5)), key=_digest)
"""The four cases in drawn order; the person at place n has phone n."""


def _case(place: int, **other: Any) -> FileCase:
    received = datetime(2026, 11, 1, tzinfo=UTC)
    row = FileCase(
        KEYS[place], NAME, (PHONES[place],), (), "10", received, received + timedelta(days=3)
    )
    return replace(row, **other)


def _script(place: int, at: datetime = NINE, **other: Any) -> Script:
    return Script(f"token{place}", NAME, [PHONES[place]], at, **other)


def _deed(question: str, value: str, words: str | None = None) -> Deed:
    return Deed(question, value, words, NINE + timedelta(hours=1), known=True)


def _bubble(n: int, place: int, at: datetime, text: str = "", **other: Any) -> dict[str, Any]:
    bubble: dict[str, Any] = {
        "n": n, "id": f"m{n}", "phone": PHONES[place], "by": "oa", "time": at.isoformat(),
        "kind": "text", "text": text, "buttons": [], "template_id": "", "params": {},
        "tracking_id": "",
    }  # fmt: skip
    return {**bubble, **other}


def _template(n: int, place: int, at: datetime = NINE, **other: Any) -> dict[str, Any]:
    params = {"token": f"token{place}", "co_quan": NAME}
    what = {"kind": "template", "template_id": "390001", "params": params}
    return _bubble(n, place, at, **{**what, "tracking_id": f"ref{place}", **other})


def _call(place: int, at: datetime = NINE) -> dict[str, Any]:
    return {
        "path": "/message/template",
        "time": at.isoformat(),
        "body": f'{{"token":"token{place}"}}',
    }


def _answer(place: int, question: str, value: str, **other: Any) -> dict[str, Any]:
    row = {
        "case": KEYS[place], "agency": CODE, "question": question, "value": value,
        "words": None, "revision": 1,
    }  # fmt: skip
    return {**row, **other}


def _mail(subject: str, text: str, to: str = OFFICE, at: datetime = NINE) -> dict[str, Any]:
    return {
        "n": 1, "time": at.isoformat(), "to": [to], "subject": subject, "text": text, "html": "",
        "links": [], "headers": {"Message-ID": "<alert.1@localhost>"},
    }  # fmt: skip


def _story() -> Evidence:
    """Quota 2 of 4: place 0 answers in full, place 1 refuses in chat, place 2 is called for her."""
    answered = _script(
        0,
        began_at=NINE + timedelta(hours=1),
        completed_at=NINE + timedelta(hours=1),
        deeds=[_deed("tong_the", "4"), _deed("thai_do", "2"), _deed("dong_y_cho_biet", "yes")],
    )
    refused_at = NINE + timedelta(hours=2)
    refused = _script(1, refused_at=refused_at, refused_by="chat")
    later = refused_at + timedelta(minutes=1)
    share = _mail("Lắng Nghe: người dân đồng ý cho xem xét hồ sơ", f"Hồ sơ: {KEYS[0]}")
    return Evidence(
        rules=RULES,
        cases=[_case(place) for place in range(4)],
        calls=[_call(0), _call(1), _call(2, later)],
        bubbles=[
            _template(1, 0),
            _template(2, 1),
            _bubble(3, 1, refused_at + timedelta(seconds=30), "Chúng tôi đã dừng."),
            _template(4, 2, later),
        ],
        mails=[_mail("Lắng Nghe: có ý kiến chưa hài lòng, tuần 48/2026", "thái độ"), share],
        scripts=[answered, refused, _script(2, later)],
        strangers=["84999999999"],
        draw={
            "seed": SEED,
            "units": [
                {"agency": CODE, "quota": 2, "main": [_sha(k) for k in KEYS[:2]],
                 "reserve": [_sha(k) for k in KEYS[2:]]}
            ],
        },
        answers=[
            _answer(0, "tong_the", "4"), _answer(0, "thai_do", "2"),
            _answer(0, "dong_y_cho_biet", "yes"),
        ],
        valid={CODE: 1},
        outbox={"m1": "sent", "m2": "sent", "m3": "sent", "ref2": "unknown", "alert/1": "sent"},
    )  # fmt: skip


def test_the_true_story_breaks_nothing() -> None:
    assert [(v.name, v.told) for v in judge(_story()) if not v.holds] == []


def _into_chat(n: int, place: int, at: datetime, **other: Any) -> dict[str, Any]:
    """What we begin in a known chat, 10 đồng on the bill unless it is free."""
    buttons = [{"payload": "7K2M9PQR"}, {"payload": "DỪNG 7K2M9PQR"}]
    return _bubble(n, place, at, "xin Ông/Bà cho ý kiến", buttons=buttons, **other)


def _paid(story: Evidence, *rows: tuple[str, int, datetime, int]) -> Evidence:
    """The story with messages on the bill, and in our report: (id, price, at, ours)."""
    bill = [
        {"message_id": id_, "price": price, "time": at.isoformat(), "tracking_id": ""}
        for id_, price, at, _ in rows
    ]
    costs = [
        {"platform_id": id_, "tracking": "", "state": "sent", "way": "x", "dong": ours}
        for id_, _, _, ours in rows
    ]
    return replace(story, bill=bill, costs=costs)


def _wrote(n: int, place: int, at: datetime) -> dict[str, Any]:
    return _bubble(n, place, at, "xin chào", by="citizen")


def _chat(at: datetime, price: int, wrote: datetime) -> Callable[[Evidence], Evidence]:
    """Person 0 wrote, was answered, and is invited into the chat later."""

    def doctor(story: Evidence) -> Evidence:
        said = [_wrote(20, 0, wrote), _bubble(21, 0, wrote, "Chào Ông/Bà")]
        story = replace(story, bubbles=[*story.bubbles, *said, _into_chat(22, 0, at)])
        return _paid(story, ("m22", price, at, price))

    return doctor


def _called(way: str, code: str, place: int, at: datetime) -> dict[str, Any]:
    if way == "cs":
        buttons = [{"payload": code}, {"payload": f"DỪNG {code}"}]
        message = {"text": "xin ý kiến", "attachment": {"payload": {"buttons": buttons}}}
        body: dict[str, Any] = {"recipient": {"user_id": f"u{place}"}, "message": message}
        return {"path": "/v3.0/oa/message/cs", "time": at.isoformat(), "body": json.dumps(body)}
    body = {"phone": PHONES[place], "template_id": "390001", "template_data": {"ma": code}}
    return {"path": "/message/template", "time": at.isoformat(), "body": json.dumps(body)}


def _in_order(*ways: str) -> Callable[[Evidence], Evidence]:
    """Person 0 wrote an hour ago and is called by these ways, a minute apart."""

    def doctor(story: Evidence) -> Evidence:
        calls = [_called(way, "7K2M9PQR", 0, NINE + timedelta(minutes=n)) for n, way in
                 enumerate(ways)]  # fmt: skip
        wrote = _wrote(20, 0, NINE - timedelta(hours=1))
        users = {f"u{place}": phone for place, phone in enumerate(PHONES)}
        bubbles = [wrote, _bubble(21, 0, NINE - timedelta(hours=1), "Chào"), *story.bubbles]
        return replace(story, calls=calls, bubbles=bubbles, users=users)

    return doctor


def _chat_left_out(story: Evidence) -> Evidence:
    """Person 0 answered in the chat a day ago; the template goes to their phone all the same."""
    yesterday = NINE - timedelta(days=1)
    before = _script(0, yesterday, began_at=yesterday, completed_at=yesterday, chatted=True)
    told = _in_order("phone")(story)
    bubbles = [_wrote(20, 0, yesterday), _bubble(21, 0, yesterday, "Cảm ơn"), *story.bubbles]
    return replace(told, bubbles=bubbles, scripts=[before])


def _draw(story: Evidence, **lists: list[str]) -> dict[str, Any]:
    return {"seed": SEED, "units": [{**story.draw["units"][0], **lists}]}


def _add_bubble(story: Evidence, bubble: Mapping[str, Any], state: str = "sent") -> Evidence:
    outbox = {**story.outbox, str(bubble["id"]): state}
    return replace(story, bubbles=[*story.bubbles, bubble], outbox=outbox)


def _two_swapped(story: Evidence) -> Evidence:
    first, second = (_sha(key) for key in KEYS[2:])
    return replace(story, draw=_draw(story, reserve=[second, first]))


def _third_before_second(story: Evidence) -> Evidence:
    late = NINE + timedelta(days=3)
    scripts = [story.scripts[0], _script(3), replace(story.scripts[2], invited_at=late)]
    return replace(story, scripts=scripts, calls=[])


def _three_at_once(story: Evidence) -> Evidence:
    return replace(story, scripts=[*story.scripts, _script(3, story.scripts[2].invited_at)])


def _night(story: Evidence) -> Evidence:
    return replace(story, calls=[*story.calls, _call(3, NINE.replace(hour=15))])


def _night_mail(story: Evidence) -> Evidence:
    mail = _mail(f"{NAME}: nhắc", "", "ba@example.com", NINE.replace(hour=15))
    return replace(story, mails=[*story.mails, mail])


def _reminded_after_refusal(story: Evidence) -> Evidence:
    at = NINE + timedelta(days=3)
    return _add_bubble(story, _template(9, 1, at, template_id="390002"))


def _not_confirmed(story: Evidence) -> Evidence:
    return replace(story, bubbles=[b for b in story.bubbles if b["n"] != 3])


def _stranger_is_told(story: Evidence) -> Evidence:
    return _add_bubble(story, _bubble(9, 0, NINE, f"Về {NAME}…", phone="84999999999"))


def _low_without_mail(story: Evidence) -> Evidence:
    scripts = [replace(story.scripts[0], deeds=[*story.scripts[0].deeds, _deed("giay_to", "1")])]
    answers = [*story.answers, _answer(0, "giay_to", "1")]
    return replace(story, scripts=[*scripts, *story.scripts[1:]], answers=answers)


def _alert_names_the_case(story: Evidence) -> Evidence:
    alert = {**story.mails[0], "text": f"Hồ sơ {KEYS[0]}"}
    return replace(story, mails=[alert, story.mails[1]])


def _shared_without_consent(story: Evidence) -> Evidence:
    return replace(story, answers=[r for r in story.answers if r["question"] != "dong_y_cho_biet"])


def _partial_counted(story: Evidence) -> Evidence:
    begun = replace(story.scripts[2], deeds=[_deed("tong_the", "4")])
    answers = [*story.answers, _answer(2, "tong_the", "4")]
    scripts = [*story.scripts[:2], begun]
    return replace(story, scripts=scripts, answers=answers, valid={CODE: 2})


DOCTORED: list[tuple[str, Callable[[Evidence], Evidence]]] = [
    ("drawn_order", _two_swapped),
    ("drawn_order", lambda s: replace(s, draw=_draw(s, reserve=[_sha("H01.05-0-0")]))),
    ("drawn_all", lambda s: replace(s, draw=_draw(s, reserve=[_sha(KEYS[2])]))),
    ("answers_of_drawn_cases", lambda s: replace(s, answers=[_answer(0, "a", "4", agency="X")])),
    ("answers_of_drawn_cases", lambda s: replace(s, answers=[_answer(0, "a", "4", case="Z-1")])),
    ("called_in_order", _third_before_second),
    ("reserves_only_when_needed", _three_at_once),
    ("invited_once", lambda s: _add_bubble(s, _template(9, 0, NINE + timedelta(days=1)))),
    ("invited_once", lambda s: _add_bubble(s, _template(9, 0, params={"token": "another"}))),
    ("inside_window", _night),
    ("inside_window", _night_mail),
    ("nothing_after_refusal", _reminded_after_refusal),
    ("nothing_after_refusal", _not_confirmed),
    ("strangers_learn_nothing", _stranger_is_told),
    ("outbox_knows_what_arrived", lambda s: _add_bubble(s, _bubble(9, 0, NINE), "failed")),
    ("outbox_knows_what_arrived", lambda s: replace(s, outbox={"m1": "sent"})),
    ("answers_were_given", lambda s: replace(s, answers=[*s.answers, _answer(2, "thai_do", "5")])),
    ("answers_were_given", lambda s: replace(s, answers=[_answer(0, "thai_do", "", words="?")])),
    ("answers_are_kept", lambda s: replace(s, answers=s.answers[1:])),
    ("answers_are_kept",
     lambda s: replace(s, answers=[*s.answers, _answer(0, "tong_the", "5", revision=2)])),
    ("quota_counts_complete", _partial_counted),
    ("quota_counts_complete", lambda s: replace(s, valid={CODE: 0})),
    ("alerts_were_mailed", _low_without_mail),
    ("alerts_were_mailed", lambda s: replace(s, mails=[s.mails[0], *s.mails])),
    ("alerts_were_mailed", _alert_names_the_case),
    ("cases_shared_by_consent", _shared_without_consent),
    ("costs_equal_the_bill", lambda s: _paid(s, ("m1", 300, NINE, 210))),
    ("costs_equal_the_bill", lambda s: replace(_paid(s, ("m1", 300, NINE, 300)), costs=[])),
    ("costs_equal_the_bill", lambda s: replace(_paid(s, ("m1", 300, NINE, 300)), bill=[])),
    ("begun_only_in_window", _chat(NINE, 55, NINE - timedelta(days=8))),
    ("begun_only_in_window", _chat(NINE, 55, NINE - timedelta(days=1))),
    ("begun_only_in_window", _chat(NINE, 0, NINE - timedelta(days=3))),
    ("begun_only_in_window",
     _chat(NINE + timedelta(hours=13), 0, NINE + timedelta(hours=12))),
    ("budget_never_passed",
     lambda s: replace(_paid(s, ("m1", 300, NINE, 300), ("m2", 300, NINE, 300)), budget=599)),
    ("own_messages_answered",
     lambda s: replace(s, bubbles=[*s.bubbles, _wrote(20, 0, NINE + timedelta(hours=13))])),
    ("ways_in_stated_order", _in_order("phone", "cs")),
    ("ways_in_stated_order", _chat_left_out),
]  # fmt: skip


@pytest.mark.parametrize(("name", "doctor"), DOCTORED)
def test_a_doctored_story_breaks_it(name: str, doctor: Callable[[Evidence], Evidence]) -> None:
    verdict = {verdict.name: verdict for verdict in judge(doctor(_story()))}[name]
    assert not verdict.holds
    assert verdict.told


def test_every_invariant_was_doctored() -> None:
    assert {name for name, _ in DOCTORED} == set(CHECKS)


def test_the_invariants_import_nothing_of_the_product() -> None:
    room = Path(rehearsal.__file__).parent
    own = {"rehearsal.casefile", "rehearsal.script"}
    for path in [*room.glob("invariants/*.py"), room / "casefile.py", room / "script.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0
                names = [node.module or ""]
            for name in names:
                known = name in own or name.startswith("rehearsal.invariants")
                assert known or name.partition(".")[0] in STANDARD, f"{path.name}: {name}"


STANDARD = {
    "collections", "csv", "dataclasses", "datetime", "hashlib", "hmac", "json", "pathlib", "re",
    "typing", "unicodedata",
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0912 345 678", "84912345678"),
        ("+84912345678", "84912345678"),
        ("0084 912345678", "84912345678"),
        ("84912345678", "84912345678"),
        ("912345678", "84912345678"),
        ("0912.345.678", "84912345678"),
        ("01689012345", "84389012345"),
        ("02963812345", ""),
        ("", ""),
    ],
)
def test_a_phone_in_any_spelling(written: str, number: str) -> None:
    assert normal_phone(written) == number


def test_case_files_are_read_as_json_and_csv(tmp_path: Path) -> None:
    row = '{"MaHoSo":" HS 1 ","DonViXuLy":"Sở  Tư pháp","SoDienThoai":"0912345678"}'
    (tmp_path / "a.json").write_text('{"data":[' + row + "]}", "utf-8")
    (tmp_path / "a.csv").write_text("MaHoSo,DonViXuLy,Email\nHS 1,Sở Tư pháp,A@b.vn\n", "utf-8")
    (from_json,) = read_case_file(tmp_path / "a.json")
    assert (from_json.code, from_json.agency, from_json.phones) == ("HS 1", NAME, ("84912345678",))
    assert from_json.key(CODE) == "H01.05/HS 1"
    (from_csv,) = read_case_file(tmp_path / "a.csv")
    assert (from_csv.code, from_csv.mails) == ("HS 1", ("a@b.vn",))
    with pytest.raises(ValueError):
        read_case_file(tmp_path / "a.xlsx")
