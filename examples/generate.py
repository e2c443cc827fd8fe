"""Writes case files to practise with, in the national sync's shape, dirt and all.

    python examples/generate.py --agencies examples/an_giang/agencies.yaml --size 6000 --seed 7 \\
        --now 2026-11-23T09:00:00+07:00 --out cases.json        (or .csv, .xlsx, .xls)

The same arguments give the same bytes. Dates lie in the 180 days before `now`; one unit has no
case, three have fewer than a quota of 20, the rest are uneven. About 94 % of the citizens have a
phone or an email; nobody in the file is real, and every mail domain is one reserved for examples.

Dirt, each kind counted in the `tally` that is passed in (see DIRT):
dummy identity "000000001"; no identity; "Dinhkem" as summary and "Chuyên viên" as officer;
status left at its default 4; statuses 5, 6 and 8 sent as 9; a random suffix of five digits; a
code of the office's own; the agency in the old order; the closed code H33; an agent's name, and
one agent's phone on many cases; the authorised person's contacts beside and instead of the
applicant's; the phone copied into Fax; phones as +84, 0084, 84, with eleven digits, land lines,
dummies; a broken and a dummy email; zeros lost from phone and identity; an identity in scientific
notation, whole and cut; a date as dd/MM/yyyy and as Excel's serial; spaces; NFD; written
refusals; the same case twice, the same, and in an older state; and what no system can use: an
agency misspelt or unknown, a return in the future or before receipt, no code, no status, an
unreadable date. A table file has title rows above its header, and .xls is an HTML page.
"""

import argparse
import random
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import yaml

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from examples.dirt import DIRT, Record, stamp
from examples.files import write

WORDS = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
# fmt: off
HEADS = ("032", "033", "035", "036", "038", "039", "056", "058", "070", "077", "079", "083", "085",
         "086", "088", "090", "091", "093", "097", "098")
# fmt: on
DOMAINS = (*("example.com", "example.net", "example.org") * 16, "example.com", "bounce.example")
"""One address in fifty is dead: of more than one in twenty, mail stops (post/bounds.py)."""
DAYS = 180
FEW = (14, 11, 6)  # cases of the three units that cannot fill a quota of 20


class Unit(NamedTuple):
    """An agency as the generator needs it."""

    code: str
    name: str


def read_units(path: Path, day: date) -> list[Unit]:
    """The units of agencies.yaml that exist on `day`."""
    listed = yaml.safe_load(path.read_text("utf-8"))["agencies"]
    return [
        Unit(unit["code"], unit["name"])
        for unit in listed
        if str(unit.get("valid_from", "")) <= day.isoformat() <= str(unit.get("valid_to", "9"))
    ]


def generate(
    agencies: Sequence[Unit],
    size: int,
    seed: int,
    now: datetime,
    tally: Counter[str] | None = None,
) -> Iterator[Record]:
    """`size` records; `tally` is told how often each kind of dirt was put in."""
    now = now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    rng = random.Random(f"{seed}/{size}/{now.isoformat()}")
    counts = Counter[str]() if tally is None else tally
    dirt = _spread_dirt(size, rng)
    people = _People(rng)
    numbers: Counter[str] = Counter()
    clean: list[Record] = []
    for index, unit in enumerate(_spread_units(agencies, size, rng)):
        record = _record(unit, people.next(), numbers, (rng, now))
        kind = dirt.get(index, "")
        if kind in ("repeated", "older_state"):
            kind = kind if clean else ""
            record = dict(rng.choice(clean[-400:])) if clean else record
        if kind:
            counts[kind] += 1
            DIRT[kind][1](record, rng, now)
        elif record["TrangThaiHoSo"] == "10" and len(clean) < size // 2:
            clean.append(dict(record))
        yield record


def _spread_units(units: Sequence[Unit], size: int, rng: random.Random) -> list[Unit]:
    order = rng.sample(list(units), len(units))
    small = order[1 : 1 + len(FEW)] if len(order) > 2 * len(FEW) else []
    plenty = order[1 + len(small) :] if small else order
    spread = [
        unit for unit, few in zip(small, FEW, strict=False) for _ in range(min(few, size // 60))
    ]
    equal = (size - len(spread)) * 7 // 10
    spread += [plenty[n % len(plenty)] for n in range(equal)]
    weights = [1 / (rank + 1) for rank in range(len(plenty))]
    spread += rng.choices(plenty, weights, k=size - len(spread))
    rng.shuffle(spread)
    return spread


def _spread_dirt(size: int, rng: random.Random) -> dict[int, str]:
    places = rng.sample(range(size), size)
    spread: dict[int, str] = {}
    for kind, (per_mille, _) in DIRT.items():
        least = 25 if kind == "agent_phone" and size >= 500 else 1
        for _ in range(min(max(least, size * per_mille // 1000), len(places))):
            spread[places.pop()] = kind
    return spread


class _People:
    """Citizens one after another; one in ten comes again with another case."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._met: list[Record] = []
        self._count = 0

    def next(self) -> Record:
        if self._met and self._rng.random() < 0.1:
            return self._rng.choice(self._met[-300:])
        self._count += 1
        person = self._new(self._count)
        self._met.append(person)
        return person

    def _new(self, number: int) -> Record:
        rng = self._rng
        sex = rng.choice("fm")
        words = (WORDS["family"], WORDS[f"middle_{sex}"], WORDS[f"given_{sex}"])
        name = " ".join(rng.choice(part) for part in words)
        firm = rng.random() < 0.08
        head = HEADS[number % len(HEADS)]
        phone = f"{head}00{(number * 7919) % 99991 + 1:05d}" if rng.random() < 0.88 else ""
        mail = rng.random() < (0.44 if phone else 0.5)
        born = rng.randrange(50, 106)
        identity = f"089{born // 100 * 2 + (sex == 'f')}{born % 100:02d}{number % 999983 + 11:06d}"
        return {
            "ChuHoSo": rng.choice(WORDS["firms"]) if firm else name,
            "LoaiDoiTuong": "2" if firm else "1",
            "SoDienThoai": phone,
            "Email": f"{_ascii(name)}{number}@{rng.choice(DOMAINS)}" if mail else "",
            "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": identity}],
        }


def _ascii(name: str) -> str:
    parts = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(sign for sign in parts if sign.isascii() and sign.isalpha())


def _record(
    unit: Unit, person: Record, numbers: Counter[str], luck: tuple[random.Random, datetime]
) -> Record:
    rng, now = luck
    returned = _working_hour(now - timedelta(days=rng.uniform(0.3, DAYS - 1)), rng)
    received = _working_hour(returned - timedelta(days=rng.uniform(1, 14)), rng)
    returned = max(returned, received + timedelta(hours=1))
    status = rng.choices(("10", "4", "9", "2", "5", "7", "3"), (88, 5, 2, 1, 2, 1, 1))[0]
    status = status if returned < now else "4"
    day = f"{unit.code}-{received:%y%m%d}"
    numbers[day] += 1
    code, title, field = rng.choice(WORDS["procedures"])
    online = rng.random() < 0.45
    return {
        "MaHoSo": f"{day}-{numbers[day]:04d}",
        "MaTTHC": code,
        "TenTTHC": title,
        "TenLinhVuc": field,
        "KenhThucHien": "2" if online else rng.choice(("1", "1", "3")),
        **person,
        "Fax": "",
        "TrichYeuHoSo": title,
        "NgayTiepNhan": stamp(received),
        "NgayHenTra": stamp(received + timedelta(days=rng.choice((5, 7, 10, 15)))),
        "TrangThaiHoSo": status,
        "NgayTra": stamp(returned) if status == "10" else "",
        "NgayKetThucXuLy": stamp(returned) if status in ("9", "10") else "",
        "NgayTuChoi": "",
        "DonViXuLy": unit.name,
        "NoiNopHoSo": "1" if online else "2",
        "DanhSachGiayToKetQua": [],
    }


def _working_hour(moment: datetime, rng: random.Random) -> datetime:
    day = moment - timedelta(days=max(0, moment.weekday() - 4))
    return day.replace(hour=rng.randrange(8, 16), minute=rng.randrange(60), second=0, microsecond=0)


def main() -> None:
    """Write one file."""
    reader = argparse.ArgumentParser(description="A case file to practise with.")
    reader.add_argument("--agencies", type=Path, required=True)
    reader.add_argument("--size", type=int, default=6000)
    reader.add_argument("--seed", type=int, default=7)
    reader.add_argument("--now", type=datetime.fromisoformat, required=True)
    reader.add_argument("--out", type=Path, required=True)
    given = reader.parse_args()
    if given.now.tzinfo is None:
        reader.error("--now needs an offset, such as 2026-11-23T09:00:00+07:00")
    units = read_units(given.agencies, given.now.date())
    write(generate(units, given.size, given.seed, given.now), given.out)


if __name__ == "__main__":
    main()
