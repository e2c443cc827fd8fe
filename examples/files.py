"""Writes generated records as JSON, CSV, XLSX or an HTML page named .xls. Same records, same
bytes: no file holds the time of writing.
"""

import csv
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from examples.dirt import Record

COLUMNS = {
    "Mã hồ sơ": "MaHoSo",
    "Mã TTHC": "MaTTHC",
    "Tên thủ tục": "TenTTHC",
    "Lĩnh vực": "TenLinhVuc",
    "Đơn vị": "DonViXuLy",
    "Kênh thực hiện": "KenhThucHien",
    "Loại đối tượng": "LoaiDoiTuong",
    "Chủ hồ sơ": "ChuHoSo",
    "CCCD": "SoDinhDanh",
    "SĐT": "SoDienThoai",
    "SĐT người ủy quyền": "SoDienThoaiNguoiUyQuyen",
    "Fax": "Fax",
    "Email": "Email",
    "Email người ủy quyền": "EmailNguoiUyQuyen",
    "Ngày tiếp nhận": "NgayTiepNhan",
    "Ngày hẹn trả": "NgayHenTra",
    "Ngày trả": "NgayTra",
    "Ngày kết thúc xử lý": "NgayKetThucXuLy",
    "Ngày từ chối": "NgayTuChoi",
    "Trạng thái": "TrangThaiHoSo",
}
TITLES: tuple[list[str], ...] = (
    ["DANH SÁCH HỒ SƠ ĐÃ GIẢI QUYẾT"],
    ["(Trích từ hệ thống một cửa điện tử)"],
    [],
)
_STAMP = len("20260115081500")
_FIRST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_WORKSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XLSX = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sheet.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
    f'Id="r1" Type="{_OFFICE}/worksheet" Target="sheet.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_WORKSHEET}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Hồ sơ" sheetId="1" r:id="r1"/></sheets></workbook>',
}


def write(records: Iterable[Record], path: Path) -> None:
    """Write `records` in the format that the name's ending says."""
    match path.suffix.lower():
        case ".json":
            _write_json(records, path)
        case ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(_table(records))
        case ".xlsx":
            _write_xlsx(records, path)
        case ".xls":
            cells = ("".join(f"<td>{escape(c)}</td>" for c in row) for row in _table(records))
            path.write_text("<html><table><tr>" + "<tr>".join(cells) + "</table></html>", "utf-8")
        case other:
            raise SystemExit(f"{other or path.name}: write .json, .csv, .xlsx or .xls")


def _write_json(records: Iterable[Record], path: Path) -> None:
    head = '{"session":"practice","madonvi":"","service":"DongBoHoSoMC","isUpdating":false,"data":['
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for number, record in enumerate(records):
            file.write(",\n" if number else "\n")
            json.dump(record, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n]}\n")


def _table(records: Iterable[Record]) -> Iterator[list[str]]:
    yield from TITLES
    yield list(COLUMNS)
    for record in records:
        known = {"SoDinhDanh": "; ".join(i["SoDinhDanh"] for i in record["DinhDanhCHS"])}
        yield [_cell(str({**record, **known}.get(key, ""))) for key in COLUMNS.values()]


def _cell(text: str) -> str:
    """A stamp as an office writes it, any other text as it is."""
    if len(text) == _STAMP and text.isdigit():
        return f"{text[6:8]}/{text[4:6]}/{text[:4]} {text[8:10]}:{text[10:12]}"
    return text


def _write_xlsx(records: Iterable[Record], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in _XLSX.items():
            book.writestr(zipfile.ZipInfo(name, _FIRST_ZIP_DAY), content)
        part = zipfile.ZipInfo("xl/sheet.xml", _FIRST_ZIP_DAY)
        part.compress_type = zipfile.ZIP_DEFLATED
        with book.open(part, "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{_WORKSHEET}"><sheetData>'.encode())
            for row in _table(records):
                sheet.write(f"<row>{''.join(map(_xlsx_cell, row))}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")


def _xlsx_cell(text: str) -> str:
    if text.isdigit() and not text.startswith("0"):
        return f"<c><v>{text}</v></c>"  # a number, as Excel makes of what lost its zero
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
