"""plan.yaml: every fault of a bad one, in its place, all at once."""

from pathlib import Path

import pytest

from ground.faults import Faulty
from plans.compile import compile_text, load_plan

UNITS = {"H01.01": "Sở Giao thông Vận tải", "H01.02": "Sở Y tế", "H01.03": "Thanh tra tỉnh"}
GOOD = """\
plan: an-giang-2026
title: Khảo sát
department: Sở Nội vụ tỉnh An Giang
hotline: 0296 300 0000
agencies: agencies.yaml
flow: hai-long-tthc
period: {from: 2026-07-01, to: 2026-12-31}
total: 50
quota: {H01.01: 30, H01.02: 20, H01.03: 0}
alerts: {default: a@b.vn, H01.02: y-te@b.vn}
channels: [zalo, email]
zalo: {invite: "390001", remind: 390002}
keep_until: 2027-12-31
"""


def changed(old: str, new: str) -> str:
    """The good plan with one piece replaced."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def faults_of(source: str) -> list[str]:
    """`line: code` of each fault, in the order told."""
    with pytest.raises(Faulty) as caught:
        compile_text(source, UNITS)
    return [f"{fault.line}: {fault.code}" for fault in caught.value.faults]


def told(source: str, lang: str = "vi") -> str:
    with pytest.raises(Faulty) as caught:
        compile_text(source, UNITS)
    return "\n".join(fault.told(lang) for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("channels: [zalo, email]", "reach: [zalo]", ["11: P005"]),
        ("channels: [zalo, email]", "reach: []", ["11: P005"]),
        ("channels: [zalo, email]", "reach: [email, email]", ["11: P005"]),
        ("channels: [zalo, email]\n", "", ["1: P002"]),
        (
            "channels: [zalo, email]\n",
            "channels: [email]\nreach: [rating]\n",
            ["11: P018", "13: P002", "13: P002"],
        ),
        (
            'channels: [zalo, email]\nzalo: {invite: "390001", remind: 390002}\n',
            "reach: [rating, email]\n",
            ["11: P017"],
        ),
        ("remind: 390002}", "remind: 390002, rating: 390003}", ["12: P002"]),
        ("total: 50\n", "total: 50\nbudget: {total: 10}\n", ["9: P004"]),
        ("total: 50\n", "total: 50\nbudget: {warn: 80%}\n", ["9: P002"]),
        ("total: 50\n", "total: 50\nbudget: {total: 9000, warn: nhiều}\n", ["9: P019"]),
        ("total: 50\n", "total: 50\nbudget: {total: 9000, warn: 101%}\n", ["9: P019"]),
        ("title: Khảo sát\n", "", ["1: P002"]),
        ("title: Khảo sát", "title:", ["1: P002"]),
        ("title: Khảo sát", "title: [a]", ["2: P003"]),
        ("plan: an-giang-2026", "plan: An Giang", ["1: P003"]),
        ("hotline: 0296 300 0000", "hotline: gọi Sở", ["4: P003"]),
        ("agencies.yaml", "../agencies.yaml", ["5: P003"]),
        ("title:", "titel:", ["1: P002", "2: P001"]),
        ("{from: 2026-07-01, to: 2026-12-31}", "{from: 2026-07-01}", ["7: P002"]),
        ("{from: 2026-07-01, to: 2026-12-31}", "180 days", ["7: P003"]),
        ("2026-12-31}", "2026-06-30}", ["7: P016"]),
        ("2026-12-31}", "2026-02-30}", ["7: P007"]),
        ("2026-12-31}", "31/12/2026}", ["7: P007"]),
        ("{from: 2026-07-01, to: 2026-12-31}", "{last: 0 days}", ["7: P006"]),
        ("{from: 2026-07-01, to: 2026-12-31}", "{last: 9 weeks, from: 2026-07-01}", ["7: P001"]),
        ("total: 50", "total: 49", ["8: P008"]),
        ("total: 50", "total: năm mươi", ["8: P004"]),
        ("total: 50\n", "", ["1: P002"]),
        ("H01.01: 30,", "H01.01: -30,", ["9: P004"]),
        ("H01.01: 30,", "H01.01: 30.0,", ["9: P004"]),
        (", H01.03: 0", "", ["9: P010"]),
        ("H01.03: 0", "H01.30: 0", ["9: P010", "9: P009"]),
        ("default: a@b.vn, ", "", ["10: P014"]),
        ("a@b.vn", "a.b.vn", ["10: P013"]),
        ("a@b.vn", "[a@b.vn]", ["10: P003"]),
        ("H01.02: y-te", "H09.99: y-te", ["10: P009"]),
        ("[zalo, email]", "[zalo, mail]", ["11: P005"]),
        ("[zalo, email]", "[zalo, zalo]", ["11: P005"]),
        ("[zalo, email]", "[]", ["11: P005"]),
        ("[zalo, email]", "zalo", ["11: P003"]),
        ("zalo: {invite", "zalo2: {invite", ["11: P017", "12: P001"]),
        (", remind: 390002", "", ["12: P002"]),
        ("2027-12-31", "2026-12-30", ["13: P016"]),
        ("2027-12-31", "200 months", ["13: P006"]),
        ("2027-12-31", "mãi mãi", ["13: P007"]),
    ],
)
def test_each_fault_in_its_place(old: str, new: str, faults: list[str]) -> None:
    assert faults_of(changed(old, new)) == faults


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("reminders: [1 day, 1 day, 1 day]", ["14: P016"]),
        ("reminders: [3]", ["14: P006"]),
        ("reminders: 3 days", ["14: P003"]),
        ("patience: 0 days", ["14: P006"]),
        ("patience: -3 days", ["14: P006"]),
        ("patience: 3 dayz", ["14: P006"]),
        ("expires: 91 days", ["14: P006"]),
        ("expires: 5 days", ["14: P016"]),
        ('window: {from: "20:30", to: "07:30"}', ["14: P015"]),
        ('window: {from: "06:59", to: "20:30"}', ["14: P015"]),
        ('window: {from: "07:30", to: "21:01"}', ["14: P015"]),
        ('window: {from: "08:00", to: "08:00"}', ["14: P015"]),
        ('office: {from: "17:00", to: "07:30"}', ["14: P015"]),
        ('office: {from: "7h30", to: "17:00"}', ["14: P007"]),
        ("officers: {mail: can bo}", ["14: P013"]),
        ("officers: {mail: a@b.vn, giam_sat: c@d.vn}", ["14: P001"]),
        ('window: {from: "7h30", to: "20:30"}', ["14: P007"]),
        ('window: {from: "07:30", to: "25:00"}', ["14: P007"]),
        ('window: {from: "07:30"}', ["14: P002"]),
        ("population: {statuses: [4]}", ["14: P005"]),
        ("population: {statuses: []}", ["14: P005"]),
        ("population: {status: [10]}", ["14: P002", "14: P001"]),
        ("legal_basis: consents", ["14: P005"]),
        ("shortage: pool", ["14: P005"]),
        ("colour: red", ["14: P001"]),
    ],
)
def test_each_fault_of_the_keys_that_may_be_left_out(line: str, faults: list[str]) -> None:
    assert faults_of(GOOD + line + "\n") == faults


def test_quota_groups_with_faults() -> None:
    groups = """\
quota:
  - {quota: 30, units: [H01.01, H01.01]}
  - {quota: 20, units: [H01.02, H01.01]}
  - {quota: 0}
  - {quota: 0, units: [H01.03, thanh tra tinh]}
"""
    source = changed("quota: {H01.01: 30, H01.02: 20, H01.03: 0}\n", groups)
    # 20 for H01.01 (the later line) + 20 + 0 is not 50 either.
    assert faults_of(source) == ["8: P008", "10: P011", "11: P011", "12: P002", "13: P009"]
    assert "Có phải ý Ông/Bà là “H01.03 (Thanh tra tỉnh)”?" in told(source)


@pytest.mark.parametrize(
    ("quota", "faults"),
    [
        ("{total: 50, proportional: false}", ["9: P005"]),
        ("{total: 50}", ["9: P002"]),
        ("{proportional: true}", ["9: P002"]),
        ("{total: 60, proportional: true}", ["8: P008"]),
        ("{total: 50, proportional: true, minimum: 17}", ["9: P012"]),
        ("{total: 50, proportional: true, min: 3}", ["9: P001"]),
        ("{total: 50, proportional: true, except: [H1.1]}", ["9: P009"]),
    ],
)
def test_proportional_quotas_with_faults(quota: str, faults: list[str]) -> None:
    assert faults_of(changed("{H01.01: 30, H01.02: 20, H01.03: 0}", quota)) == faults


def test_all_faults_are_told_at_once_in_both_languages() -> None:
    source = changed("total: 50", "total: 60").replace("channels: [zalo,", "chanels: [zalo,")
    assert told(source) == (
        "plan.yaml:1:1: P002: Thiếu “channels”. Hãy thêm dòng “channels: …”.\n"
        "plan.yaml:8:8: P008: Tổng hạn mức các đơn vị là 50, không phải 60."
        " Hãy sửa “total” hoặc hạn mức.\n"
        "plan.yaml:11:1: P001: Khóa “chanels” không có ở đây. Có phải ý Ông/Bà là “channels”?"
    )
    assert told(source, "en") == (
        "plan.yaml:1:1: P002: “channels” is missing. Add a line “channels: …”.\n"
        "plan.yaml:8:8: P008: The units' quotas add up to 50, not 60. Correct one of them.\n"
        "plan.yaml:11:1: P001: There is no key “chanels” here. Did you mean “channels”?"
    )


@pytest.mark.parametrize("source", ["", "- a\n", "plan\n"])
def test_what_is_no_plan_at_all(source: str) -> None:
    assert "1: P003" in faults_of(source)


def test_faults_of_the_plan_and_of_the_units_beside_it_come_together(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(changed("total: 50", "total: -1"), "utf-8")
    with pytest.raises(Faulty) as caught:
        load_plan(tmp_path / "plan.yaml")
    codes = [fault.code for fault in caught.value.faults]
    assert codes == ["P004", "Y001"]
    assert caught.value.faults[-1].file.endswith("agencies.yaml")
