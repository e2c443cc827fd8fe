"""A registered template filled and put in Zalo's two formats; what cannot be filled is refused."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from channels.zalo.by_template import NoTemplate, by_phone, by_user, way_of
from post.templates.compile import load_templates
from post.templates.model import By, Kind

BOOK = load_templates(Path(__file__).parents[2] / "examples" / "zalo")
FACTS = {
    "department.name": "Sở Nội vụ tỉnh An Giang",
    "agency.name": unicodedata.normalize("NFD", "Sở Tư pháp"),
    "case.month": "11/2026",
    "case.procedure": "Cấp phiếu lý lịch tư pháp",
    "case.code": "HS-1",
    "plan.minutes": "4",
    "plan.hotline": "0296 300 0000",
    "plan.keep_until": "23/11/2028",
    "plan.deadline": "14/12/2026",
}
LETTER: dict[str, Any] = {
    "kind": "invite", "to": "84900000001", "user": "2512523625412515", "template": "390001",
    "facts": FACTS, "code": "K7M29QXB", "token": "Zm9v",
}  # fmt: skip
FILLED = {
    "so_noi_vu": "Sở Nội vụ tỉnh An Giang",
    "thang": "11/2026",
    "so_phut": "4",
    "luu_den": "23/11/2028",
    "co_quan": "Sở Tư pháp",
    "hotline": "0296 300 0000",
    "ma": "K7M29QXB",
    "token": "Zm9v",
}


def test_by_phone_exactly_the_registered_parameters() -> None:
    assert by_phone(BOOK, LETTER, "ref.i1z") == {
        "phone": "84900000001",
        "template_id": "390001",
        "tracking_id": "ref.i1z",
        "template_data": FILLED,
    }


def test_by_user_id_the_same_without_tracking() -> None:
    assert by_user(BOOK, LETTER) == {
        "user_id": "2512523625412515",
        "template_id": "390001",
        "template_data": FILLED,
    }


@pytest.mark.parametrize("template", BOOK.all, ids=lambda template: template.file)
def test_each_has_its_own_and_none_names_case_or_procedure(template: Any) -> None:
    rendered = by_phone(BOOK, LETTER | {"template": template.id}, None)
    assert set(rendered["template_data"]) == {param.name for param in template.params}
    assert "HS-1" not in str(rendered)
    assert "lý lịch" not in str(rendered)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"template": "999"}, "unknown"),
        ({"template": ""}, "unknown"),
        ({"facts": FACTS | {"agency.name": "a" * 201}}, "parameter-co_quan"),
        ({"facts": FACTS | {"agency.name": None}}, "parameter-co_quan"),
        ({"facts": {k: v for k, v in FACTS.items() if k != "case.month"}}, "parameter-thang"),
        ({"token": ""}, "parameter-token"),
    ],
)
def test_what_the_platform_would_refuse_is_not_sent(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(NoTemplate, match=f"^{why}$"):
        by_phone(BOOK, LETTER | changed, None)
    with pytest.raises(NoTemplate, match=f"^{why}$"):
        by_user(BOOK, LETTER | changed)


def test_how_ways_are_called() -> None:
    ways = [way_of(kind, by) for kind in Kind for by in By]
    assert ways == ["template_phone", "template_user", "rating_phone", "rating_user"]
