"""What Zalo tells of an account and its templates, in every shape that was met."""

from typing import Any

import pytest

from channels.zalo.told import (
    Account,
    Allowance,
    Button,
    DailyQuota,
    Parameter,
    State,
    Template,
    read_account,
    read_allowance,
    read_daily_quota,
    read_template,
)

NOTHING = Account(None, None, None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("data", "read"),
    [
        ({}, NOTHING),
        (
            {"oaid": "8812", "name": "Sở Nội vụ", "is_verified": True, "oa_type": 4,
             "num_follower": 12, "package_name": "Nâng cao", "linked_ZCA": "zca-1",
             "package_valid_through_date": "31/12/2026"},
            Account("8812", "Sở Nội vụ", True, "4", 12, "Nâng cao", "31/12/2026", "zca-1"),
        ),
        (
            {"oa_id": 8812, "name": " ", "is_verified": "false", "num_follower": "12",
             "package_name": None, "linked_ZCA": {"id": 1}},
            Account("8812", None, False, None, 12, None, None, None),
        ),
    ],
)  # fmt: skip
def test_an_account(data: dict[str, Any], read: Account) -> None:
    assert read_account(data) == read


def test_quotas_as_text_number_or_null() -> None:
    row = {"product_type": "cs", "quota_type": "sub_quota", "total": "500", "remain": 499.0}
    assert read_allowance(row) == Allowance("cs", "sub_quota", 500, 499, None)
    assert read_daily_quota({"dailyQuota": "500", "remainingQuota": 3}) == DailyQuota(500, 3)
    assert read_daily_quota({"dailyQuota": None}) == DailyQuota(None, None)
    assert read_daily_quota({"dailyQuota": "không", "remainingQuota": True}).remaining is None


def test_a_whole_template() -> None:
    told = {
        "templateId": 390001, "templateName": "Mời góp ý", "status": "ENABLE", "timeout": "7200000",
        "templateTag": "CUSTOMER_CARE", "templateQuality": "HIGH", "previewUrl": "https://x.vn/p",
        "price_sdt": "800.0", "price_uid": 560,
        "listParams": [{"name": "ma", "require": True, "type": "STRING", "maxLength": 30,
                        "minLength": "0", "acceptNull": False}, "?"],
        "listButtons": [{"type": 1, "title": "Góp ý", "content": "https://x.vn/k"}],
    }  # fmt: skip
    assert read_template(told) == Template(
        "390001", "Mời góp ý", "ENABLE", "CUSTOMER_CARE", "HIGH", 800, 560,
        (Parameter("ma", True, "STRING", 30, 0, False),),
        (Button("1", "Góp ý", "https://x.vn/k"),), "https://x.vn/p", 7_200_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *[("reject", "REJECT"), (4, "DISABLE"), ("2", "PENDING_REVIEW"), ("NEW_ONE", "NEW_ONE")],
        *[(9, "9"), (None, None)],
    ],
)
def test_a_templates_state_comes_as_word_or_number(status: object, state: str | None) -> None:
    read = read_template({"template_id": "1", "status": status})
    assert read is not None
    assert (read.state, read.parameters, read.price_user) == (state, (), None)


def test_a_row_without_an_id_is_no_template() -> None:
    assert read_template({"templateName": "x"}) is None


def test_the_numbers_that_the_platform_takes() -> None:
    assert [state.number for state in State] == [1, 2, 3, 4, 5]
