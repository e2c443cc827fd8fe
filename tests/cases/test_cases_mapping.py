"""Headers in any spelling, and the sentence where one is missing."""

from pathlib import Path

import pytest

from cases.errors import CaseFileError
from cases.mapping import built_in, read_mapping
from ground.faults import Faulty

FIELDS = built_in()


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Số hồ sơ", "code"),
        ("SỐ HỒ SƠ:", "code"),
        ("ma_ho_so", "code"),
        ("MaHoSo", "code"),
        ("Ma\u0303 ho\u0302\u0300 so\u031b", "code"),  # NFD
        ("SĐT", "phone"),
        ("Sđt chủ hồ sơ", "phone_own"),
        ("SoDienThoaiNguoiUyQuyen", "phone_agent"),
        ("Số CMND / CCCD", "identity"),
        ("Ngày  hẹn\ntrả", "due"),
        ("Tình trạng", "status"),
        ("Uỷ ban", None),
        ("Fax", None),
    ],
)
def test_a_header_in_any_spelling(header: str, field: str | None) -> None:
    found = [name for name, _ in FIELDS.locate([header])]
    assert found == ([field] if field else [])


def test_of_two_columns_the_better_known_comes_first() -> None:
    assert FIELDS.locate(["Số hồ sơ", "Mã hồ sơ"]) == (("code", ("Mã hồ sơ", "Số hồ sơ")),)


def test_a_missing_column_is_one_sentence_with_what_was_found_and_what_is_near() -> None:
    with pytest.raises(CaseFileError) as caught:
        FIELDS.require(["Mã hồ sơn", "Đơn vị", "Trạng thái"], agency_known=False)
    assert "Thiếu cột “Mã hồ sơ”" in caught.value.vi
    assert "“Đơn vị”, “Trạng thái”" in caught.value.vi
    assert "Có phải cột đó là “Mã hồ sơn” không?" in caught.value.vi
    with pytest.raises(CaseFileError, match="“Đơn vị”"):
        FIELDS.require(["Mã hồ sơ", "Trạng thái"], agency_known=False)
    with pytest.raises(CaseFileError, match="“Trạng thái”"):
        FIELDS.require(["Mã hồ sơ", "Đơn vị"], agency_known=False)
    FIELDS.require(["Mã hồ sơ", "Ngày trả"], agency_known=True)


def test_an_own_mapping_comes_before_the_built_in(tmp_path: Path) -> None:
    own = tmp_path / "mapping.yaml"
    own.write_text('fields:\n  code: [Vụ việc]\nstatuses:\n  "10": [Xong rồi]\n', "utf-8")
    fields = read_mapping(own)
    assert fields.locate(["Mã hồ sơ", "VỤ VIỆC"]) == (("code", ("VỤ VIỆC", "Mã hồ sơ")),)
    assert fields.statuses["xongroi"] == "10"
    assert fields.statuses["datraketqua"] == "10"


def test_all_faults_of_an_own_mapping_come_at_once(tmp_path: Path) -> None:
    own = tmp_path / "mapping.yaml"
    own.write_text("field:\n  code: [A]\nfields:\n  phones: [B]\n  name: C\n", "utf-8")
    with pytest.raises(Faulty) as caught:
        read_mapping(own)
    told = [(fault.line, fault.code, fault.remedy_en) for fault in caught.value.faults]
    assert told == [
        (1, "C102", "Did you mean “fields”?"),
        (4, "C102", "Did you mean “phone”?"),
        (5, "C101", "Write it as name: [spelling 1, spelling 2]."),
    ]
