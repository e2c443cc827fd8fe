"""Reads when and how often a plan reaches people; by which ways, reads plans/order.py.

The ceilings follow what decree 91/2020 asks of advertising. A survey of a public body is none,
but its invitations are to be no more of a burden.
"""

from datetime import time, timedelta

from ground.fields import Fields
from ground.when import Window
from plans.model import Officers, Plan
from plans.units import read_mail

MAX_REMINDERS = 2  # one invitation and two reminders
EARLIEST, LATEST = time(7), time(21)
USUAL_WINDOW = Window(time(7, 30), time(20, 30))
USUAL_OFFICE = Window(time(7, 30), time(17))
USUAL_DELAY = timedelta(days=3)
USUAL_LIFE = timedelta(days=21)
LONGEST_LIFE = timedelta(days=90)


def read_reminders(fields: Fields) -> tuple[timedelta, ...]:
    """The delays of the reminders; without the key one reminder after three days."""
    path = ("reminders",)
    if not fields.has(path):
        return (USUAL_DELAY,)
    delays = tuple(fields.span((*path, n), LONGEST_LIFE) for n in fields.items(path))
    if len(delays) > MAX_REMINDERS:
        fields.fault(
            path,
            "P016",
            (f"Chỉ được nhắc tối đa {MAX_REMINDERS} lần.", "Hãy bớt số lần nhắc."),
            (f"At most {MAX_REMINDERS} reminders are allowed.", "Take some away."),
        )
    return delays


def read_span(fields: Fields, key: str, usual: timedelta) -> timedelta:
    """The length of time at `key`, or the usual one."""
    return fields.span((key,), LONGEST_LIFE) if fields.has((key,)) else usual


def read_window(fields: Fields) -> Window:
    """The hours in which we may begin a message."""
    path = ("window",)
    if not fields.has(path) or not fields.table(path, ("from", "to"), ("from", "to")):
        return USUAL_WINDOW
    window = Window(fields.hour((*path, "from")), fields.hour((*path, "to")))
    if fields.found("P007"):
        return USUAL_WINDOW
    if not EARLIEST <= window.opens < window.closes <= LATEST:
        fields.fault(
            path,
            "P015",
            (
                "Khung giờ gửi bị ngược hoặc nằm ngoài 07:00–21:00.",
                "Hãy ghi giờ đầu trước giờ cuối, trong khoảng đó.",
            ),
            (
                "The sending hours are reversed or outside 07:00–21:00.",
                "Write the earlier hour first, inside these.",
            ),
        )
    return window


def read_office(fields: Fields) -> Window:
    """When somebody reads what a citizen asks a person to read."""
    path = ("office",)
    if not fields.has(path) or not fields.table(path, ("from", "to"), ("from", "to")):
        return USUAL_OFFICE
    office = Window(fields.hour((*path, "from")), fields.hour((*path, "to")))
    if fields.found("P007"):
        return USUAL_OFFICE
    if office.opens >= office.closes:
        fields.fault(
            path,
            "P015",
            ("Giờ làm việc bị ngược.", "Hãy ghi giờ đầu trước giờ cuối."),
            ("The office hours are reversed.", "Write the earlier hour first."),
        )
        return USUAL_OFFICE
    return office


def read_officers(fields: Fields) -> Officers:
    """Whom to tell by mail of what waits at the desk."""
    path = ("officers",)
    if not fields.has(path) or not fields.table(path, ("mail", "supervisor")):
        return Officers("", "")
    return Officers(_mail(fields, "mail"), _mail(fields, "supervisor"))


def _mail(fields: Fields, key: str) -> str:
    path = ("officers", key)
    return read_mail(fields, path) if fields.has(path) else ""


def refuse_dead_links(fields: Fields, plan: Plan) -> None:
    """A link must outlive the last reminder and the patience after it."""
    if fields.found("P006"):
        return
    needed = sum(plan.reminders, plan.patience)
    if needed > plan.expires:
        fields.fault(
            ("expires",),
            "P016",
            (
                f"Liên kết hết hạn trước khi hết thời gian nhắc và chờ ({needed.days} ngày).",
                "Hãy tăng “expires”, hoặc giảm “reminders” hay “patience”.",
            ),
            (
                f"The link ends before reminders and patience do ({needed.days} days).",
                "Raise “expires”, or lower “reminders” or “patience”.",
            ),
        )
