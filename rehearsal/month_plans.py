"""The two plans of a month: one that makes people speak in chat, one that asks them again."""

import shutil
from pathlib import Path

UNITS = {"H01.05": "Sở Tư pháp", "H01.11": "Sở Nội vụ", "H01.20": "Thành phố Long Xuyên"}

_AGENCIES = "province: An Giang\nagencies:\n" + "".join(
    f"  - {{code: {code}, name: {name}}}\n" for code, name in UNITS.items()
)
_PLAN = """\
plan: %(name)s
title: Một tháng (%(name)s)
department: Sở Nội vụ tỉnh An Giang
hotline: 0296 300 0000
flow: hai-long-tthc
agencies: agencies.yaml
period: {last: 180 days}
quota: {total: 3000, proportional: true, minimum: 1000}
alerts: {default: canh-bao@an-giang.example}
officers: {mail: can-bo@an-giang.example, supervisor: giam-sat@an-giang.example}
reach: %(reach)s
zalo: {invite: "390001", remind: "390002"}
%(budget)s
window: {from: "07:30", to: "20:30"}
reminders: %(reminders)s
patience: %(patience)s
expires: 21 days
keep_until: 24 months
legal_basis: public_task
"""
_TEMPLATES = Path(__file__).parent.parent / "examples" / "zalo"
_SOURCE = "name: thu\nkind: folder\nfolder: cases/thu\nagencies: agencies.yaml\n"


def write_month(folder: Path, budget: int) -> Path:
    """Both plans' folders, and the templates beside them; the folder that holds the plans."""
    shutil.copytree(_TEMPLATES, folder.parent / "zalo")
    every = "[consultation, paid_consultation, template_user, template_phone, email]"
    plans = {
        "truoc": {"reach": "[template_phone, email]", "reminders": "[]", "budget": "",
                  "patience": "20 days"},
        "thang": {
            "reach": every, "reminders": "[3 days, 4 days]", "patience": "3 days",
            "budget": f"budget: {{total: {budget}, warn: 80%}}",
        },
    }  # fmt: skip
    for name, values in plans.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "plan.yaml").write_text(_PLAN % {"name": name, **values}, "utf-8")
        (folder / name / "agencies.yaml").write_text(_AGENCIES, "utf-8")
    (folder / "truoc" / "source.yaml").write_text(_SOURCE, "utf-8")
    return folder
