"""Files through the door into a real SQLite file."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from cases.agencies import Agencies
from cases.errors import CaseFileError
from cases.service import ImportReport, import_file, list_shared_contacts
from ground.seal import Keyring
from people.keys import PersonKey, address_hash, person_hash
from storage.tables import address, agency, case, person, rejected_row
from tests.cases.conftest import SqliteDoor

HEADER = "Mã hồ sơ,Đơn vị,Chủ hồ sơ,CCCD,SĐT,Email,Ngày tiếp nhận,Ngày trả,Trạng thái"
Parts = tuple[SqliteDoor, Keyring, Agencies, datetime]


@pytest.fixture
def parts(door: SqliteDoor, keyring: Keyring, agencies: Agencies, now: datetime) -> Parts:
    return door, keyring, agencies, now


def line(code: str, **given: str) -> str:
    cells = {
        "agency": "Sở Tư pháp",
        "name": "Nguyễn Văn Bảy",
        "identity": "",
        "phone": "",
        "email": "",
        "received": "02/11/2026 08:00",
        "returned": "05/11/2026 09:00",
        "status": "10",
    }
    return ",".join((code, *{**cells, **given}.values()))


def csv_file(folder: Path, lines: Sequence[str], name: str = "c.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((HEADER, *lines)) + "\n", "utf-8")
    return path


def rows(door: SqliteDoor, table: Table) -> list[dict[str, Any]]:
    with door.engine.connect() as connection:
        ordered = select(table).order_by(*table.primary_key.columns)
        return [dict(row._mapping) for row in connection.execute(ordered)]


def everything(door: SqliteDoor) -> list[list[dict[str, Any]]]:
    return [rows(door, table) for table in (agency, case, person, address, rejected_row)]


async def test_a_case_is_kept_with_its_person_and_contacts(tmp_path: Path, parts: Parts) -> None:
    door, keyring, _, now = parts
    told: list[int] = []
    one = line("HS-1", identity="089090001234", phone="0912345678", email="a@example.com")
    report = await import_file(csv_file(tmp_path, [one]), *parts, told.append)
    assert report == ImportReport(read=1, new=1, completed=1)
    assert told == [1]
    (kept,) = rows(door, case)
    (who,) = rows(door, person)
    assert kept["key"] == "H01.05/HS-1"
    assert kept["person_id"] == who["id"]
    assert kept["first_seen_at"] == kept["changed_at"] == now
    assert kept["source"] == "c.csv"
    assert who["key_hash"] == person_hash(keyring, PersonKey("identity", "089090001234"))
    assert keyring.open(who["name_sealed"], f"person/{who['key_hash']}") == "Nguyễn Văn Bảy"
    values = {
        row["channel"]: keyring.open(row["value_sealed"], f"address/{row['hash']}")
        for row in rows(door, address)
    }
    assert values == {"phone": "84912345678", "email": "a@example.com"}
    assert kept["phone_hash"] == address_hash(keyring, "phone", "84912345678")
    assert kept["email_hash"] == address_hash(keyring, "email", "a@example.com")


async def test_nothing_readable_of_a_person_lies_in_the_file(tmp_path: Path, parts: Parts) -> None:
    lines = [
        line("HS-1", identity="089090001234", phone="0912345678", email="bay7@example.com"),
        line("HS-2", agency="Nơi khác", phone="0912345679", name="Trần Bí Mật"),
    ]
    await import_file(csv_file(tmp_path, lines), *parts)
    files = (tmp_path / "cases.db", tmp_path / "cases.db-wal")
    stored = b"".join(file.read_bytes() for file in files if file.exists())
    assert b"HS-1" in stored
    for secret in ("Bảy", "Bí Mật", "089090001234", "912345678", "912345679", "bay7@"):
        assert secret.encode() not in stored


async def test_the_same_file_twice_changes_nothing(tmp_path: Path, parts: Parts) -> None:
    lines = [line(f"HS-{n}", phone=f"09123456{n:02d}") for n in range(30)]
    lines += [line("HS-3", phone="0912345603"), line("HS-x", agency="Nơi khác"), line("")]
    path = csv_file(tmp_path, lines)
    first = await import_file(path, *parts)
    assert first == ImportReport(read=33, new=30, same=1, completed=30, rejected=2)
    before = everything(parts[0])
    later = (*parts[:3], parts[3] + timedelta(hours=1))
    again = await import_file(path, *later)
    assert again == ImportReport(read=33, same=31, completed=30, rejected=2)
    assert everything(parts[0]) == before


async def test_the_same_case_from_another_file_and_format_is_the_same(
    tmp_path: Path, parts: Parts
) -> None:
    await import_file(csv_file(tmp_path, [line("HS-1", phone="0912345678")]), *parts)
    record = {
        "MaHoSo": " hs-1",
        "DonViXuLy": "UBND tỉnh An Giang - Sở Tư pháp",
        "ChuHoSo": "Nguyễn Văn Bảy",
        "SoDienThoai": "+84 912 345 678",
        "NgayTiepNhan": "20261102080000",
        "NgayTra": "20261105090000",
        "TrangThaiHoSo": "10",
    }
    path = tmp_path / "c.json"
    path.write_text(json.dumps({"madonvi": "H01", "data": [record]}), "utf-8")
    report = await import_file(path, *parts)
    assert (report.new, report.same + report.changed) == (0, 1)
    assert len(rows(parts[0], case)) == 1


async def test_a_case_that_moved_on_is_changed_and_an_older_export_is_not(
    tmp_path: Path, parts: Parts
) -> None:
    door, *_, now = parts
    working = csv_file(tmp_path, [line("HS-1", returned="", status="4")], "a.csv")
    returned = csv_file(tmp_path, [line("HS-1")], "b.csv")
    assert await import_file(working, *parts) == ImportReport(read=1, new=1)
    later = (*parts[:3], now + timedelta(days=1))
    assert await import_file(returned, *later) == ImportReport(read=1, changed=1, completed=1)
    assert await import_file(working, *later) == ImportReport(read=1, same=1)
    (kept,) = rows(door, case)
    assert kept["status"] == "10"
    assert kept["first_seen_at"] == now
    assert kept["changed_at"] == now + timedelta(days=1)


async def test_a_bad_row_is_kept_with_place_reason_and_raw_content(
    tmp_path: Path, parts: Parts
) -> None:
    door, keyring, *_ = parts
    bad = line("HS-1", agency="Sở Tư phán", phone="0912345678")
    await import_file(csv_file(tmp_path, [line("HS-0"), bad]), *parts)
    (kept,) = rows(door, rejected_row)
    assert (kept["source"], kept["place"], kept["hint"]) == ("c.csv", "row 3", "Sở Tư pháp")
    assert kept["reason"] == "R04: Đơn vị không có trong danh mục."
    raw = keyring.open(kept["raw_sealed"], f"rejected_row/{kept['raw_hash']}")
    assert json.loads(raw)["SĐT"] == "0912345678"
    assert [unit["code"] for unit in rows(door, agency)] == [
        "H01.05", "H01.12", "H01.20", "H01.23", "H01.24",
    ]  # fmt: skip
    shown = await door.read(lambda port: port.rejected(10))
    assert [row.place for row in shown] == ["row 3"]


async def test_dummies_merge_nobody_and_a_good_number_merges(tmp_path: Path, parts: Parts) -> None:
    lines = [
        line("HS-1", identity="000000001"),
        line("HS-2", identity="000000001"),
        line("HS-3", identity="089090001234", phone="0912345678"),
        line("HS-4", identity="089090001234", email="a@example.com"),
        line("HS-5", phone="0912345679"),
        line("HS-6", phone="+84912345679"),
    ]
    await import_file(csv_file(tmp_path, lines), *parts)
    people = [row["person_id"] for row in rows(parts[0], case)]
    assert people[0] != people[1]
    assert people[2] == people[3]
    assert people[4] == people[5]
    assert len(set(people)) == 4


async def test_a_contact_on_more_than_twenty_cases_is_set_aside(
    tmp_path: Path, parts: Parts
) -> None:
    door, keyring, *_ = parts
    twenty = [line(f"A-{n}", phone="0912345678") for n in range(20)]
    agent = [line(f"B-{n}", phone="0909000777") for n in range(19)]
    agent += [line("B-mail", phone="0909000777", email="b@example.com")]
    agent += [line("B-card", phone="0909000777", identity="089090001234")]
    await import_file(csv_file(tmp_path, twenty + agent), *parts)
    states = {row["hash"]: row for row in rows(door, address)}
    usable = states[address_hash(keyring, "phone", "84912345678")]
    shared = states[address_hash(keyring, "phone", "84909000777")]
    assert usable["state"] == "usable"
    assert usable["person_id"] is not None
    assert (shared["state"], shared["person_id"]) == ("shared", None)
    listed = await list_shared_contacts(door, keyring)
    assert [(one.channel, one.value, one.cases) for one in listed] == [("phone", "84909000777", 21)]
    kinds = {row["id"]: row["key_kind"] for row in rows(door, person)}
    owners = {row["code"]: row["person_id"] for row in rows(door, case)}
    assert len({owners[f"A-{n}"] for n in range(20)}) == 1  # one citizen with twenty cases
    of_agent = [owner for code, owner in owners.items() if code.startswith("B")]
    assert len(set(of_agent)) == 21  # nobody was merged by the agent's phone
    assert {kinds[owners[f"B-{n}"]] for n in range(19)} == {"case"}
    assert (kinds[owners["B-mail"]], kinds[owners["B-card"]]) == ("email", "identity")
    mail = states[address_hash(keyring, "email", "b@example.com")]
    assert mail["person_id"] == owners["B-mail"]


async def test_a_shared_contact_merges_nobody_in_later_files_either(
    tmp_path: Path, parts: Parts
) -> None:
    agent = [line(f"B-{n}", phone="0909000777") for n in range(21)]
    await import_file(csv_file(tmp_path, agent), *parts)
    more = [line(f"C-{n}", phone="0909000777", name=f"Người {n}") for n in range(2)]
    await import_file(csv_file(tmp_path, more, "d.csv"), *parts)
    owners = {row["person_id"] for row in rows(parts[0], case)}
    assert len(owners) == 23
    listed = await list_shared_contacts(parts[0], parts[1])
    assert listed[0].cases == 23


async def test_a_break_in_the_middle_loses_and_doubles_nothing(
    tmp_path: Path, parts: Parts
) -> None:
    door = parts[0]
    path = csv_file(tmp_path, [line(f"HS-{n}") for n in range(1700)])
    door.breaks = 4  # the agencies, two units, and the third unit breaks before its commit
    with pytest.raises(ConnectionError):
        await import_file(path, *parts)
    assert len(rows(door, case)) == 1000
    report = await import_file(path, *parts)
    assert report == ImportReport(read=1700, new=700, same=1000, completed=1700)


async def test_work_goes_in_units_of_five_hundred_rows(tmp_path: Path, parts: Parts) -> None:
    told: list[int] = []
    path = csv_file(tmp_path, [line(f"HS-{n}") for n in range(1200)])
    await import_file(path, *parts, told.append)
    assert told == [500, 1000, 1200]
    assert parts[0].writes == 4  # the agencies and three units


async def test_a_file_without_the_code_is_refused_before_anything_is_kept(
    tmp_path: Path, parts: Parts
) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Đơn vị,SĐT,Trạng thái\nSở Tư pháp,0912345678,10\n", "utf-8")
    with pytest.raises(CaseFileError, match="“Mã hồ sơ”"):
        await import_file(path, *parts)
    assert rows(parts[0], case) == rows(parts[0], rejected_row) == []


async def test_only_the_header_is_a_file_of_no_cases(tmp_path: Path, parts: Parts) -> None:
    assert await import_file(csv_file(tmp_path, []), *parts) == ImportReport()
