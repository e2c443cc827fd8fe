"""A plan of three offices for rehearsals in tests."""

import shutil
from pathlib import Path

AGENCIES = """\
province: An Giang
agencies:
  - {code: H01.05, name: Sở Tư pháp}
  - {code: H01.11, name: Sở Nội vụ}
  - {code: H01.20, name: Thành phố Long Xuyên}
"""
PLAN = """\
plan: tong-duyet
title: Tổng duyệt
department: Sở Nội vụ tỉnh An Giang
hotline: 0296 300 0000
flow: hai-long-tthc
agencies: agencies.yaml
period: {last: 180 days}
population: {statuses: [10]}
total: 12
quota:
  - {name: Cơ quan, quota: 4, units: [H01.05, H01.11, H01.20]}
alerts:
  H01.05: tu-phap@an-giang.example
  H01.11: noi-vu@an-giang.example
  H01.20: long-xuyen@an-giang.example
channels: [zalo, email]
zalo: {invite: "390001", remind: "390002"}
window: {from: "07:30", to: "20:30"}
reminders: [3 days]
patience: 3 days
expires: 21 days
keep_until: 24 months
legal_basis: public_task
"""
SOURCE = "name: thu\nkind: folder\nfolder: cases/thu\nagencies: agencies.yaml\n"


TEMPLATES = Path(__file__).parents[2] / "examples" / "zalo"


def write_plan(folder: Path) -> Path:
    """The plan's folder, and the templates beside it; the path of its plan.yaml."""
    folder.mkdir()
    shutil.copytree(TEMPLATES, folder.parent / "zalo", dirs_exist_ok=True)
    for name, text in (("agencies", AGENCIES), ("plan", PLAN), ("source", SOURCE)):
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder / "plan.yaml"
