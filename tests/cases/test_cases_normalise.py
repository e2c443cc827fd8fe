"""Golden rows, one for each kind of dirt; what each becomes was written by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cases.case import CaseRow, case_key, completed, is_national
from cases.moments import read_moment
from cases.normalise import Rules, read_case
from cases.reasons import REASONS, Rejection

CLEAN = {
    "MaHoSo": "H01.05-261102-0001",
    "MaTTHC": "1.013979",
    "TenTTHC": "Đăng ký khai sinh",
    "TenLinhVuc": "Hộ tịch",
    "KenhThucHien": "2",
    "ChuHoSo": "Nguyễn Thị Hoa",
    "LoaiDoiTuong": "1",
    "SoDienThoai": "0912345678",
    "Email": "Hoa@Example.com",
    "DinhDanhCHS.SoDinhDanh": "089190001234",
    "NgayTiepNhan": "20261102081500",
    "NgayHenTra": "20261109170000",
    "NgayTra": "20261105143000",
    "TrangThaiHoSo": "10",
    "DonViXuLy": "Sở Tư pháp",
}


def read(rules: Rules, **changes: str) -> CaseRow | Rejection:
    raw = {**CLEAN, **changes}
    return read_case(raw, rules.fields.locate(list(raw)), rules)


def good(rules: Rules, **changes: str) -> CaseRow:
    found = read(rules, **changes)
    assert isinstance(found, CaseRow), found
    return found


def test_a_clean_row(rules: Rules) -> None:
    assert read(rules) == CaseRow(
        key="H01.05-261102-0001",
        code="H01.05-261102-0001",
        agency="H01.05",
        procedure_code="1.013979",
        procedure="Đăng ký khai sinh",
        field="Hộ tịch",
        filed_online=True,
        applicant_kind="1",
        status="10",
        refused=False,
        received_at=datetime(2026, 11, 2, 1, 15, tzinfo=UTC),
        due_at=datetime(2026, 11, 9, 10, 0, tzinfo=UTC),
        returned_at=datetime(2026, 11, 5, 7, 30, tzinfo=UTC),
        returned_on=date(2026, 11, 5),
        name="Nguyễn Thị Hoa",
        identity="089190001234",
        phone="84912345678",
        landline=None,
        email="hoa@example.com",
    )


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"DinhDanhCHS.SoDinhDanh": "000000001"}, "identity", None),
        ({"DinhDanhCHS.SoDinhDanh": "89190001234"}, "identity", "089190001234"),
        ({"SoDienThoai": "0900000000"}, "phone", None),
        ({"SoDienThoai": "0296 3852111"}, "landline", "842963852111"),
        ({"SoDienThoai": "0296 3852111"}, "phone", None),
        ({"SoDienThoai": "", "Fax": "0912345678"}, "phone", None),
        ({"SoDienThoaiChuHoSo": "0987654322"}, "phone", "84987654322"),
        ({"SoDienThoaiNguoiUyQuyen": "0909000777"}, "phone", "84912345678"),
        ({"SoDienThoaiNguoiUyQuyen": "+84 912345678"}, "phone", None),
        ({"SoDienThoai": "", "SoDienThoaiNguoiUyQuyen": "0909000777"}, "phone", None),
        ({"EmailNguoiUyQuyen": "HOA@example.com"}, "email", None),
        ({"EmailChuHoSo": "c@example.org"}, "email", "c@example.org"),
        ({"Email": "khongco@gmail.com"}, "email", None),
        ({"ChuHoSo": " Nguye\u0302\u0303n  Thi\u0323 Hoa\u00a0"}, "name", "Nguyễn Thị Hoa"),
        ({"ChuHoSo": "Hoa\u0000\ufeff"}, "name", "Hoa"),
        ({"MaHoSo": " h01.05 – 261102 – 0001 "}, "key", "H01.05-261102-0001"),
        ({"MaHoSo": "000.00.05.H01-261102-0001"}, "key", "000.00.05.H01-261102-0001"),
        ({"MaHoSo": "H33.05-200102-48213"}, "key", "H33.05-200102-48213"),
        ({"MaHoSo": "hs 12/2026"}, "key", "H01.05/HS 12/2026"),
        ({"TrangThaiHoSo": "Đã trả kết quả"}, "status", "10"),
        ({"TrangThaiHoSo": "10.0"}, "status", "10"),
        ({"TrangThaiHoSo": "ĐANG XỬ LÝ"}, "status", "4"),
        ({"KenhThucHien": "Trực tuyến"}, "filed_online", True),
        ({"KenhThucHien": "1"}, "filed_online", False),
        ({"LoaiDoiTuong": "Doanh nghiệp"}, "applicant_kind", "2"),
        ({"LoaiDoiTuong": "99"}, "applicant_kind", None),
        ({"NgayHenTra": "tuần sau"}, "due_at", None),
        ({"NgayTra": "05/11/2026"}, "returned_on", date(2026, 11, 5)),
        ({"NgayTra": "46331.604"}, "returned_on", date(2026, 11, 5)),
        ({"NgayTra": "02/11/2026"}, "returned_on", date(2026, 11, 2)),  # the day of receipt
        ({"NgayTra": "", "TrangThaiHoSo": "4"}, "returned_at", None),
        ({"NgayTra": ""}, "returned_at", None),
        ({"DonViXuLy": ""}, "agency", "H01.05"),  # the national code names it
        ({"DonViXuLy": "UBND huyện An Phú"}, "agency", "H01.23"),
        ({"NgayTuChoi": "20261105143000"}, "refused", True),
        ({"NgayTuChoi": "20261105143000", "TrangThaiHoSo": "3"}, "refused", True),
        ({"NgayTuChoi": "20261105143000", "TrangThaiHoSo": "7"}, "refused", False),
        ({"Kết quả": "Không đủ điều kiện"}, "refused", True),
        ({"TenTTHC": "x" * 600}, "procedure", "x" * 500),
    ],
)
def test_dirt_is_cleaned(rules: Rules, changes: dict[str, str], field: str, value: object) -> None:
    assert getattr(good(rules, **changes), field) == value


def test_a_result_that_lies_uncollected_has_the_day_it_was_finished(rules: Rules) -> None:
    finished = {"TrangThaiHoSo": "9", "NgayTra": "", "NgayKetThucXuLy": "20261104100000"}
    assert good(rules, **finished).returned_on == date(2026, 11, 4)
    assert good(rules, **{**finished, "TrangThaiHoSo": "4"}).returned_on is None


@pytest.mark.parametrize(
    ("changes", "code", "hint"),
    [
        ({"MaHoSo": " "}, "R01", None),
        ({"MaHoSo": "x" * 61}, "R02", None),
        ({"DonViXuLy": "", "MaHoSo": "HS 12"}, "R03", None),
        ({"DonViXuLy": "Sở Tư phán"}, "R04", "Sở Tư pháp"),
        ({"TrangThaiHoSo": ""}, "R06", None),
        ({"TrangThaiHoSo": "11"}, "R07", None),
        ({"NgayTiepNhan": "sáng thứ hai"}, "R08", None),
        ({"NgayTra": "31/02/2026"}, "R09", None),
        ({"NgayTra": "20261123090001"}, "R10", None),  # one second after now
        ({"NgayTra": "20261102081459"}, "R11", None),  # one second before receipt
        ({"NgayTra": "01/11/2026"}, "R11", None),
        ({"+": "0912"}, "R12", None),
    ],
)
def test_what_cannot_be_used_has_a_reason(
    rules: Rules, changes: dict[str, str], code: str, hint: str | None
) -> None:
    assert read(rules, **changes) == Rejection(code, hint)


def test_no_reason_tells_a_value(rules: Rules) -> None:
    secret = "Nguyễn Thị Bí Mật 089190001234"
    for column in ("MaHoSo", "DonViXuLy", "TrangThaiHoSo", "NgayTiepNhan", "NgayTra"):
        found = read(rules, **{column: secret * 3})
        if isinstance(found, Rejection):
            for text in (found.told("vi"), found.told("en"), found.hint or ""):
                assert "Bí Mật" not in text
                assert "0891" not in text
    assert all(len(vi) < 390 and vi != en for vi, en in REASONS.values())


def test_a_list_without_a_column_of_statuses_is_read_by_its_day_of_return(rules: Rules) -> None:
    raw = {"Số hồ sơ": "7", "Cơ quan": "Sở Tư pháp", "Ngày trả": "05/11/2026"}
    found = read_case(raw, rules.fields.locate(list(raw)), rules)
    assert isinstance(found, CaseRow)
    assert (found.key, found.status) == ("H01.05/7", "10")


def test_the_sender_stands_in_where_a_row_names_nobody(rules: Rules) -> None:
    raw = {"MaHoSo": "7", "TrangThaiHoSo": "4"}
    columns = rules.fields.locate(list(raw))
    found = read_case(raw, columns, rules, sender="H01.12")
    assert isinstance(found, CaseRow)
    assert found.agency == "H01.12"
    assert read_case(raw, columns, rules, sender="H01") == Rejection("R03")
    assert read_case({}, (), rules) == Rejection("R13")


@pytest.mark.parametrize(
    ("code", "national"),
    [
        ("000.00.12.H01-200115-0001", True),
        ("H19.17.30-240115-0001", True),
        ("H01-240115-48213", True),
        ("H01.05-240115-001", False),
        ("H1.05-240115-0001", False),
        ("HS-0001", False),
        ("H01.05-240115-0001\n", False),
    ],
)
def test_national_codes_need_no_agency_before_them(code: str, national: bool) -> None:
    assert is_national(code) is national
    assert case_key(code, "H01.05") == (code if national else f"H01.05/{code.upper()}")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260115081500", datetime(2026, 1, 15, 1, 15, tzinfo=UTC)),
        ("202601150815", datetime(2026, 1, 15, 1, 15, tzinfo=UTC)),
        ("20260115", datetime(2026, 1, 14, 17, 0, tzinfo=UTC)),
        ("15/01/2026", datetime(2026, 1, 14, 17, 0, tzinfo=UTC)),
        ("5/1/2026 8:15", datetime(2026, 1, 5, 1, 15, tzinfo=UTC)),
        ("15-01-2026 08:15:30", datetime(2026, 1, 15, 1, 15, 30, tzinfo=UTC)),
        ("15.01.2026 8h15", datetime(2026, 1, 15, 1, 15, tzinfo=UTC)),
        ("08:15 15/01/2026", datetime(2026, 1, 15, 1, 15, tzinfo=UTC)),
        ("2026-01-15 08:15:00", datetime(2026, 1, 15, 1, 15, tzinfo=UTC)),
        ("2026-01-15T01:15:00Z", datetime(2026, 1, 15, 1, 15, tzinfo=UTC)),
        ("2026-01-15T08:15:00+07:00", datetime(2026, 1, 15, 1, 15, tzinfo=UTC)),
        ("46037", datetime(2026, 1, 14, 17, 0, tzinfo=UTC)),
        ("46037.34375", datetime(2026, 1, 15, 1, 15, tzinfo=UTC)),
        ("01/15/2026", None),  # never taken for January 15
        ("15/01/26", None),
        ("20260230081500", None),
        ("0001-01-01", None),
        ("12345", None),
        ("", None),
    ],
)
def test_moments(text: str, moment: datetime | None) -> None:
    assert read_moment(text) == moment


FIRST, LAST, TODAY = date(2026, 11, 1), date(2026, 11, 5), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("changes", "statuses", "expected"),
    [
        ({}, (), True),  # on the last day
        ({"NgayTra": "20261105235959"}, (), True),
        ({"NgayTra": "20261106000000"}, (), False),
        ({"NgayTiepNhan": "", "NgayTra": "20261101000000"}, (), True),  # the first day, local
        ({"NgayTiepNhan": "", "NgayTra": "20261031235959"}, (), False),
        ({"NgayTra": ""}, (), False),
        ({"TrangThaiHoSo": "4"}, (), False),
        ({"TrangThaiHoSo": "9"}, (), False),
        ({"TrangThaiHoSo": "9"}, ("9",), True),
        ({"TrangThaiHoSo": "3", "NgayTuChoi": "20261105"}, (), True),
        ({"TrangThaiHoSo": "3"}, (), False),
        ({"TrangThaiHoSo": "7", "NgayTuChoi": "20261105"}, (), False),
    ],
)
def test_completed(
    rules: Rules, changes: dict[str, str], statuses: tuple[str, ...], expected: bool
) -> None:
    assert completed(good(rules, **changes), FIRST, LAST, statuses, TODAY) is expected


def test_a_return_in_the_future_or_before_receipt_is_never_completed(rules: Rules) -> None:
    case = good(rules)
    assert not completed(case, FIRST, LAST, (), date(2026, 11, 4))
    assert completed(case, FIRST, LAST, (), date(2026, 11, 5))
    early = replace(case, received_at=datetime(2026, 11, 5, 7, 31, tzinfo=UTC))
    assert not completed(early, FIRST, LAST, (), TODAY)
