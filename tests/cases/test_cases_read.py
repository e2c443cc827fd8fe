"""Files as offices save them: separators, encodings, sheets, and what cannot be read."""

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from cases.errors import CaseFileError
from cases.mapping import built_in
from cases.read import read_rows
from cases.rows import EXTRA, Row
from examples.files import write

HEAD = "Mã hồ sơ{0}Đơn vị{0}Chủ hồ sơ{0}Trạng thái\n"
LINE = "A-1{0}Sở Tư pháp{0}Nguyễn Văn Bảy{0}10\n"
FIELDS = built_in()


def rows_of(path: Path) -> list[Row]:
    return list(read_rows(path, FIELDS.recognised))


def saved(tmp_path: Path, content: bytes, name: str = "c.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


BAY = {
    "Mã hồ sơ": "A-1",
    "Đơn vị": "Sở Tư pháp",
    "Chủ hồ sơ": "Nguyễn Văn Bảy",
    "Trạng thái": "10",
}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_separator_and_unicode_encoding(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    text = (HEAD + LINE).format(separator)
    assert rows_of(saved(tmp_path, text.encode(encoding))) == [Row("row 2", BAY)]


def test_windows_1258(tmp_path: Path) -> None:
    # Windows keeps ơ and ễ as a letter with a tone sign after it.
    pieces = "Ma\u0303 hồ sơ,Đơn vị,Chủ hồ sơ,Trạng thái\nA-1,Sở Tư pháp,Nguyễn Văn Bảy,10\n"
    tones = {"ồ": "ô\u0300", "ị": "i\u0323", "ủ": "u\u0309", "ạ": "a\u0323", "ở": "ơ\u0309"}
    tones |= {"ễ": "ê\u0303", "ả": "a\u0309"}
    for sign, parts in tones.items():
        pieces = pieces.replace(sign, parts)
    (row,) = rows_of(saved(tmp_path, pieces.encode("cp1258")))
    assert FIELDS.recognised(list(row.raw)) == 4
    assert next(iter(row.raw.values())) == "A-1"


def test_tcvn3_and_vni_bytes(tmp_path: Path) -> None:
    tcvn3 = "M· hå s¬,§¬n vÞ,Chñ hå s¬,Tr¹ng th¸i\nA-1,Së T­ ph¸p,NguyÔn V¨n B¶y,10\n"
    vni = "Maõ hoà sô,Ñôn vò,Chuû hoà sô,Traïng thaùi\nA-1,Sôû Tö phaùp,Nguyeãn Vaên Baûy,10\n"
    for text in (tcvn3, vni):
        assert rows_of(saved(tmp_path, text.encode("latin-1"))) == [Row("row 2", BAY)]
        # The same signs, saved once more as UTF-8 by a spreadsheet.
        assert rows_of(saved(tmp_path, text.encode("utf-8"))) == [Row("row 2", BAY)]


def test_titles_blank_lines_and_repeated_headers_are_no_cases(tmp_path: Path) -> None:
    text = "DANH SÁCH HỒ SƠ\n\nĐơn vị: Sở Tư pháp\n" + (HEAD + LINE + ",,,\n" + HEAD + LINE)
    found = rows_of(saved(tmp_path, text.format(",").encode()))
    assert [row.place for row in found] == ["row 5", "row 8"]


def test_quotes_new_lines_and_a_row_that_was_cut_wrong(tmp_path: Path) -> None:
    text = HEAD.format(",") + 'A-1,"Sở Văn hóa,\nThể thao",B,10\nA-2,Sở Tư pháp,C,10,0912,x\n'
    first, second = rows_of(saved(tmp_path, text.encode()))
    assert first.raw["Đơn vị"] == "Sở Văn hóa,\nThể thao"
    assert second.place == "row 4"
    assert second.raw[EXTRA] == "0912\tx"


def test_a_quote_that_never_closes_is_named_with_its_row(tmp_path: Path) -> None:
    text = HEAD.format(",") + 'A-1,"Sở Tư pháp,B,10\n' + "A-2,Sở Tư pháp,C,10\n" * 100
    with pytest.raises(CaseFileError, match=r"C006.* dòng 2 "):
        rows_of(saved(tmp_path, text.encode()))


def test_a_workbook_with_titles_dates_and_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["BÁO CÁO", None, None, None])
    sheet.merge_cells("A1:D1")
    sheet.append(["Mã hồ sơ", "SĐT", "Ngày trả", "Trạng thái"])
    sheet.append(["A-1", 912345678, datetime(2026, 11, 2, 9, 30), 10.0])  # noqa: DTZ001
    sheet.append([None, None, None, None])
    sheet.append(["A-2", 9.5, "02/11/2026", "Đã trả kết quả"])
    path = tmp_path / "c.xlsx"
    book.save(path)
    first, second = rows_of(path)
    assert first == Row(
        "row 3",
        {
            "Mã hồ sơ": "A-1",
            "SĐT": "912345678",
            "Ngày trả": "2026-11-02 09:30:00",
            "Trạng thái": "10",
        },
    )
    assert second.place == "row 5"
    assert second.raw["SĐT"] == "9.5"


def test_the_sheets_without_cases_are_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Hồ sơ").append(["Mã hồ sơ", "Trạng thái"])
    book["Hồ sơ"].append(["A-1", "10"])
    path = tmp_path / "c.xlsx"
    book.save(path)
    assert rows_of(path) == [Row("Hồ sơ row 2", {"Mã hồ sơ": "A-1", "Trạng thái": "10"})]


def test_json_of_the_national_sync(tmp_path: Path) -> None:
    case = {
        "MaHoSo": "H01.05-260115-0001",
        "TrangThaiHoSo": 10,
        "Email": None,
        "DuocThanhToanTrucTuyen": True,
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "089090001234"}],
        "TaiLieuNop": [],
    }
    body = {"session": "s", "madonvi": "H01.05", "service": "x", "isUpdating": False}
    raw = {
        "MaHoSo": "H01.05-260115-0001",
        "TrangThaiHoSo": "10",
        "Email": "",
        "DuocThanhToanTrucTuyen": "true",
        "DinhDanhCHS.LoaiDinhDanh": "1",
        "DinhDanhCHS.SoDinhDanh": "089090001234",
        "TaiLieuNop": "",
        "madonvi": "H01.05",
    }
    text = json.dumps({**body, "data": [case]})
    assert rows_of(saved(tmp_path, text.encode("utf-8-sig"), "c.json")) == [Row("data[0]", raw)]
    del raw["madonvi"]
    bare = json.dumps([case, 7]).encode()
    assert rows_of(saved(tmp_path, bare, "c.json")) == [Row("data[0]", raw), Row("data[1]", {})]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("c.csv", b"", "C004"),
        ("c.csv", b"\xef\xbb\xbf \n", "C004"),
        ("c.csv", b"a,b\n1,2\n", "C002"),
        ("c.xls", b"<html><table><tr><td>M\xc3\xa3", "C005"),
        ("c.xlsx", b"PK\x03\x04 this is no workbook", "C009"),
        ("c.xls", b"\xd0\xcf\x11\xe0 neither is this", "C009"),
        ("c.json", b'{"data": [{"MaHoSo": "1"},', "C007"),
        ("c.json", b'{"rows": []}', "C008"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(CaseFileError) as caught:
        rows_of(saved(tmp_path, content, name))
    assert caught.value.code == code
    assert caught.value.told("vi") != caught.value.told("en")
    assert "\n" not in caught.value.told()


def test_a_missing_file_is_one_sentence_too(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match=r"C003.*không-có\.csv"):
        rows_of(tmp_path / "không-có.csv")


def test_an_excel_name_does_not_deceive(tmp_path: Path) -> None:
    path = tmp_path / "c.xls"
    write([], path)
    with pytest.raises(CaseFileError, match="HTML"):
        rows_of(path)
