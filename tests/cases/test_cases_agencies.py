"""Which agency a row means, and the faults of its list."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cases.agencies import Agencies, Agency
from cases.agencies_file import read_agencies
from cases.reasons import Rejection
from cases.sources import read_source
from ground.faults import Faulty

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Huyện An Phú", "H01.23"),
        ("UBND huyện An Phú", "H01.23"),
        ("Ủy ban nhân dân huyện An Phú, tỉnh An Giang", "H01.23"),
        ("UỶ BAN NHÂN DÂN H. AN PHÚ", "H01.23"),
        ("Ủy ban nhân dân H.An Phú - tỉnh An Giang", "H01.23"),
        ("TP. Long Xuyên", "H01.20"),
        ("Sơ\u0309 Tư pha\u0301p", "H01.05"),  # NFD
        ("so tu phap", "H01.05"),
        ("Sở TP", "H01.05"),
        ("Sở Tư pháp tỉnh An Giang", "H01.05"),
        ("UBND tỉnh An Giang - Sở Tư pháp", "H01.05"),
        ("H01.05", "H01.05"),  # the code in the column of names
        ("000.00.05.H01", "H01.05"),
    ],
)
def test_a_name_in_any_spelling(agencies: Agencies, text: str, code: str) -> None:
    found = agencies.find("", text, None)
    assert isinstance(found, Agency)
    assert found.code == code


def test_what_is_near_is_offered_and_never_taken(agencies: Agencies) -> None:
    assert agencies.find("", "Sở Tư phán", None) == Rejection("R04", "Sở Tư pháp")
    assert agencies.find("", "Huyện An Phúc", None) == Rejection("R04", "Huyện An Phú")
    assert agencies.find("H01.99", "", None) == Rejection("R04", None)
    assert agencies.find("", "", None) == Rejection("R03")


def test_the_name_counts_where_the_code_says_nothing(agencies: Agencies) -> None:
    found = agencies.find("17", "Sở Tài chính", None)
    assert isinstance(found, Agency)
    assert found.code == "H01.12"


def test_one_name_at_two_times_is_told_apart_by_the_day() -> None:
    old = Agency("H19.50", "Xã Long Thành", valid_to=date(2025, 6, 30))
    new = Agency("H19.90", "Xã Long Thành", valid_from=date(2025, 7, 1))
    both = Agencies.of("Đồng Nai", (old, new))
    last_hour = datetime(2025, 6, 30, 16, 59, tzinfo=UTC)  # 23:59 in Vietnam
    assert both.find("", "xã Long Thành", last_hour) is old
    assert both.find("", "xã Long Thành", last_hour + timedelta(minutes=1)) is new
    assert both.find("", "xã Long Thành", None) == Rejection("R05")


def test_the_examples_have_the_units_of_their_plans() -> None:
    an_giang = read_agencies(EXAMPLES / "an_giang" / "agencies.yaml")
    kinds = [unit.name.split()[0] for unit in an_giang.units]
    assert len(kinds) == 29
    assert kinds.count("Sở") == 16
    assert sum(kind in ("Huyện", "Thành", "Thị") for kind in kinds) == 11
    dong_nai = read_agencies(EXAMPLES / "dong_nai" / "agencies.yaml")
    names = {unit.name for unit in dong_nai.units}
    assert sum(name.startswith("Sở") for name in names) == 12
    assert not names & {"Ban Dân tộc", "Thanh tra tỉnh", "Văn phòng UBND tỉnh"}
    for name in ("an_giang", "dong_nai"):
        source = read_source(EXAMPLES / name / "source.yaml", Path("data"))
        assert source.folder == Path("data/cases") / name


FAULTY = """\
provinces: An Giang
province: An Giang
agencies:
  - code: H01.05
    name: Sở Tư pháp
  - code: H01.05
    name: Sở Y tế
  - code: H01.07
    name: SỞ TƯ PHÁP tỉnh An Giang
  - code: H01.08
    nane: Sở Xây dựng
  - code: H01.09
    name: Sở Nội vụ
    valid_from: 01/07/2025
"""


def test_all_faults_of_a_list_come_at_once(tmp_path: Path) -> None:
    path = tmp_path / "agencies.yaml"
    path.write_text(FAULTY, "utf-8")
    with pytest.raises(Faulty) as caught:
        read_agencies(path)
    assert [(fault.line, fault.code) for fault in caught.value.faults] == [
        (1, "A003"),
        (11, "A003"),
        (10, "A001"),
        (14, "A001"),
        (6, "A002"),
        (9, "A002"),
    ]
    assert caught.value.faults[1].remedy_en == "Did you mean “name”?"


def test_a_source_tells_its_own_faults_and_those_of_its_list(tmp_path: Path) -> None:
    path = tmp_path / "source.yaml"
    path.write_text("name: x\nkind: ftp\nfoldr: y\nagencies: a.yaml\n", "utf-8")
    with pytest.raises(Faulty) as caught:
        read_source(path, tmp_path)
    assert [fault.code for fault in caught.value.faults] == ["S001", "S002", "S003"]
    path.write_text("name: x\nkind: folder\nfolder: y\nagencies: a.yaml\n", "utf-8")
    with pytest.raises(Faulty, match=r"a\.yaml"):
        read_source(path, tmp_path)
