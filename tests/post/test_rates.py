"""The rates of the lanes, from the dated rules and the settings."""

from datetime import UTC, datetime

import pytest

from channels.zalo.account import ZaloAccount
from post.rules_file import load_rules
from wiring_post import lanes

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def accounts(*ids: str) -> dict[str, ZaloAccount]:
    return {id_: ZaloAccount("o", "b", "a", "9", id_, "s", ("s",)) for id_ in ids}


@pytest.mark.parametrize(
    ("package", "rate"), [("unknown", 4000), ("growth", 100), ("comprehensive", 2000)]
)
def test_a_package_bounds_an_account_and_the_app_all_of_them(package: str, rate: int) -> None:
    (_, one), (_, two) = [
        (name, lane)
        for name, lane in lanes(accounts("1", "2"), load_rules(), package)(NOW).items()
        if lane.channel == "zalo"
    ]
    assert (one.rate, two.rate) == (rate, rate)
    assert (one.shared, two.shared, one.shared_rate) == ("zalo-app/9", "zalo-app/9", 4000)
    assert (one.usual, two.usual) == (True, False)


def test_one_account_shares_with_nobody_and_mail_has_no_rate() -> None:
    found = lanes(accounts("1"), load_rules(), "unknown")(NOW)
    assert set(found) == {"email", "zalo/1"}
    assert (found["zalo/1"].shared, found["zalo/1"].rate, found["email"].rate) == (None, 4000, 0)
