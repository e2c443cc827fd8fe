"""The dirt that real systems put into case records, kind by kind (generate.py spreads it).

Each kind takes a clean record and spoils it in one way; no two kinds meet in one record.
"""

import random
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

Record = dict[str, Any]
AGENT_PHONE, AGENT_NAME = "0909000777", "Dịch vụ hồ sơ Minh Tâm"
SERIAL_ZERO = date(1899, 12, 30)


def stamp(moment: datetime) -> str:
    """A time as the national sync writes it."""
    return moment.strftime("%Y%m%d%H%M%S")


Soil = Callable[[Record, random.Random, datetime], None]


def _set(**values: Any) -> Soil:
    def soil(record: Record, rng: random.Random, now: datetime) -> None:
        record.update(values)

    return soil


def _phone(shape: Callable[[str], str]) -> Soil:
    def soil(record: Record, rng: random.Random, now: datetime) -> None:
        record["SoDienThoai"] = shape(
            record["SoDienThoai"] or f"09100{rng.randrange(1, 99999):05d}"
        )

    return soil


def _identity(shape: Callable[[str], str]) -> Soil:
    def soil(record: Record, rng: random.Random, now: datetime) -> None:
        number = record["DinhDanhCHS"][0]["SoDinhDanh"]
        record["DinhDanhCHS"] = [{"LoaiDinhDanh": "1", "SoDinhDanh": shape(number)}]

    return soil


def _text(shape: Callable[[str], str]) -> Soil:
    def soil(record: Record, rng: random.Random, now: datetime) -> None:
        for key in ("MaHoSo", "ChuHoSo", "DonViXuLy", "TenTTHC", "SoDienThoai"):
            record[key] = shape(record[key])

    return soil


def _completed(record: Record, now: datetime, returned: timedelta = timedelta(days=2)) -> None:
    received = now - timedelta(days=20)
    record["TrangThaiHoSo"] = "10"
    record["NgayTiepNhan"], record["NgayTra"] = stamp(received), stamp(received + returned)


def _returned(after: timedelta) -> Soil:
    return lambda record, rng, now: _completed(record, now, after)


def _refused(record: Record, rng: random.Random, now: datetime) -> None:
    _completed(record, now)
    record["TrangThaiHoSo"], record["NgayTuChoi"] = rng.choice(("3", "10")), record["NgayTra"]


def _date(shape: str) -> Soil:
    def soil(record: Record, rng: random.Random, now: datetime) -> None:
        _completed(record, now)
        record["NgayTra"] = (now - timedelta(days=3)).strftime(shape)

    return soil


def _serial(record: Record, rng: random.Random, now: datetime) -> None:
    _completed(record, now)
    record["NgayTra"] = f"{(now.date() - SERIAL_ZERO).days - 3}.375"


def _default_status(record: Record, rng: random.Random, now: datetime) -> None:
    _completed(record, now)
    record["TrangThaiHoSo"] = "4"


def _suffix(record: Record, rng: random.Random, now: datetime) -> None:
    record["MaHoSo"] = f"{record['MaHoSo'][:-4]}{rng.randrange(10000, 100000)}"


def _own_code(record: Record, rng: random.Random, now: datetime) -> None:
    record["MaHoSo"] = f"HS {now.year}/{rng.randrange(10**9):09d}"


def _old_order(record: Record, rng: random.Random, now: datetime) -> None:
    agency, rest = record["MaHoSo"].split("-", 1)
    top, unit = agency.split(".")
    record["MaHoSo"] = f"000.00.{unit}.{top}-{rest}"


def _closed(record: Record, rng: random.Random, now: datetime) -> None:
    record["MaHoSo"] = "H33" + record["MaHoSo"][3:-4] + f"{rng.randrange(10**6):06d}"


def _agent_beside(record: Record, rng: random.Random, now: datetime) -> None:
    record["SoDienThoaiChuHoSo"] = record["SoDienThoai"]
    record["SoDienThoaiNguoiUyQuyen"] = AGENT_PHONE
    record["EmailNguoiUyQuyen"] = "minhtam@example.org"


def _agent_instead(record: Record, rng: random.Random, now: datetime) -> None:
    record["SoDienThoai"] = record["SoDienThoaiNguoiUyQuyen"] = (
        f"09110{rng.randrange(1, 99999):05d}"
    )
    record["Email"] = record["EmailNguoiUyQuyen"] = "minhtam@example.org"


def _fax(record: Record, rng: random.Random, now: datetime) -> None:
    record["Fax"] = record["SoDienThoai"] or "0910012345"


def _misspelt(record: Record, rng: random.Random, now: datetime) -> None:
    record["DonViXuLy"] = record["DonViXuLy"][:-1] + "xx"


def _older(record: Record, rng: random.Random, now: datetime) -> None:
    record["TrangThaiHoSo"], record["NgayTra"], record["NgayKetThucXuLy"] = "4", "", ""


_DUMMY = _identity(lambda _: "000000001")
_CUT = _identity(lambda n: f"{n[1]}.{n[2:4]}E+10")
_SCIENTIFIC = _identity(lambda n: f"{n[1]}.{n[2:]}E+10")
DIRT: dict[str, tuple[int, Soil]] = {  # kind -> how many of a thousand, and how it is done
    "dummy_identity": (40, _DUMMY),
    "no_identity": (20, _set(DinhDanhCHS=[])),
    "dinhkem": (5, _set(TrichYeuHoSo="Dinhkem", NguoiXuLy="Chuyên viên")),
    "status_default_4": (4, _default_status),
    "status_5_6_8_as_9": (6, _set(TrangThaiHoSo="9", NgayTra="", GhiChu="Yêu cầu bổ sung")),
    "random_suffix": (6, _suffix),
    "own_code": (6, _own_code),
    "old_order_code": (6, _old_order),
    "closed_h_code": (4, _closed),
    "agent_name": (5, _set(ChuHoSo=AGENT_NAME)),
    "agent_phone": (10, _set(SoDienThoai=AGENT_PHONE)),
    "agent_beside": (5, _agent_beside),
    "agent_instead": (5, _agent_instead),
    "phone_in_fax": (6, _fax),
    "phone_plus84": (6, _phone(lambda phone: "+84" + phone[1:])),
    "phone_0084": (4, _phone(lambda phone: "0084 " + phone[1:])),
    "phone_84": (4, _phone(lambda phone: "84" + phone[1:])),
    "phone_dotted": (6, _phone(lambda phone: f"{phone[:4]}.{phone[4:7]}.{phone[7:]}")),
    "phone_11_digits": (4, _phone(lambda phone: "0168" + "90" + phone[5:])),
    "phone_landline": (5, _phone(lambda phone: "02963" + "8" + phone[5:])),
    "phone_dummy": (5, _set(SoDienThoai="0900000000")),
    "phone_lost_zero": (6, _phone(lambda phone: phone[1:])),
    "email_dummy": (5, _set(Email="khongco@gmail.com")),
    "email_broken": (5, _set(Email="nguyenvana@@example")),
    "identity_lost_zero": (6, _identity(lambda number: number.lstrip("0"))),
    "identity_scientific": (4, _SCIENTIFIC),
    "identity_cut": (3, _CUT),
    "date_day_first": (5, _date("%d/%m/%Y")),
    "date_serial": (4, _serial),
    "spaces": (6, _text(lambda text: f"  {text} \u00a0")),
    "nfd": (6, _text(lambda text: unicodedata.normalize("NFD", text))),
    "refused_in_writing": (8, _refused),
    "repeated": (6, _set()),
    "older_state": (3, _older),
    "agency_misspelt": (3, _misspelt),
    "agency_unknown": (2, _set(DonViXuLy="Phòng Công chứng số 9")),
    "returned_in_future": (3, _returned(timedelta(days=25))),
    "returned_before_receipt": (3, _returned(timedelta(days=-3))),
    "no_code": (2, _set(MaHoSo="")),
    "no_status": (2, _set(TrangThaiHoSo="")),
    "unreadable_date": (2, _set(NgayTra="chưa rõ")),
}
USELESS = tuple(list(DIRT)[-7:])
"""The kinds that a system can only set aside."""
