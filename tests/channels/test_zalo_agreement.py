"""A template's file beside what the platform tells of it: the sandbox's copies, and each flaw."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from channels.zalo.account import ZaloAccount
from channels.zalo.agreement import disagreements, remarks
from channels.zalo.reading import ZaloReader
from channels.zalo.tokens import TokenKeeper
from channels.zalo.told import Button, Parameter, Template
from post.templates.compile import load_templates

BOOK = load_templates(Path(__file__).parents[2] / "examples" / "zalo")
OURS = BOOK.all[1]
KNOWN = Template(
    id=OURS.id,
    name=OURS.name,
    state="ENABLE",
    tag="CUSTOMER_CARE",
    quality="HIGH",
    price_phone=300,
    price_user=210,
    parameters=tuple(Parameter(p.name, True, "STRING", p.most, 1, False) for p in OURS.params),
    buttons=(
        Button("1", "Trả lời trên trang", "https://khaosat.example/k/<token>"),
        Button("2", "Trò chuyện qua Zalo", ""),
    ),
    preview=None,
    timeout_ms=None,
)


def told(**changed: Any) -> list[str]:
    found = disagreements(OURS, replace(KNOWN, **changed), "moi.yaml")
    assert all(fault.what and fault.what_en and fault.remedy for fault in found)
    return [fault.code for fault in found]


def parameter(n: int, **changed: Any) -> tuple[Parameter, ...]:
    return tuple(
        replace(p, **changed) if place == n else p for place, p in enumerate(KNOWN.parameters)
    )


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, []),
        ({"state": "REJECT"}, ["T102"]),
        ({"state": "PENDING_REVIEW", "parameters": ()}, ["T102"]),
        ({"state": None, "parameters": ()}, ["T102"]),
        ({"parameters": KNOWN.parameters[1:]}, ["T103"]),
        ({"parameters": (*KNOWN.parameters, Parameter("moi", True, None, 9, 1, None))}, ["T103"]),
        ({"parameters": ()}, ["T103"] * 8),
        ({"parameters": parameter(0, most=30)}, ["T104"]),
        ({"parameters": parameter(0, most=None)}, []),
        ({"parameters": parameter(0, kind="NUMBER")}, ["T104"]),
        ({"parameters": parameter(2, kind="DATE")}, []),
        ({"parameters": parameter(0, kind="DATE")}, ["T104"]),
        ({"buttons": KNOWN.buttons[:1]}, ["T105"]),
        ({"buttons": (Button("1", "Trả lời trên trang", "https://a.vn/"), KNOWN.buttons[1])},
         ["T105"]),
        ({"tag": "PROMOTION"}, ["T106"]),
        ({"tag": "POST_TRANSACTION"}, []),
        ({"price_phone": 350}, ["T107"]),
        ({"price_phone": None, "price_user": 200}, ["T107"]),
    ],
)  # fmt: skip
def test_each_difference(changed: dict[str, Any], codes: list[str]) -> None:
    assert told(**changed) == codes


def test_unknown_unapproved_and_what_is_only_remarked() -> None:
    assert [f.code for f in disagreements(OURS, None, "moi.yaml")] == ["T101"]
    assert remarks(replace(OURS, id=""), None)[0][0] == "chưa có mã: chờ Zalo duyệt"
    loose = replace(KNOWN, quality="LOW", parameters=parameter(0, required=False))
    assert [vi for vi, _ in remarks(OURS, loose)] == ["chất lượng LOW", "<co_quan> có thể để trống"]
    assert remarks(OURS, KNOWN) == []


async def test_the_shipped_ones_agree_with_the_sandbox(
    http: aiohttp.ClientSession, account: ZaloAccount, tokens: TokenKeeper
) -> None:
    reader = ZaloReader(account, tokens, http)
    for template in BOOK.all:
        assert disagreements(template, await reader.template(template.id), "x.yaml") == []
