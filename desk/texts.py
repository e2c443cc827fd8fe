"""Figures as the desk prints them. Pure."""

from results.figures import percent, ratio, spelled, wilson


def figure(part: int | None, base: int) -> str:
    """A share as "83,94%"; "–" over nothing, and of no number."""
    share = None if part is None else ratio(part, base)
    return "–" if share is None else spelled(percent(share))


WAYS = {
    "consultation": "Tin trong cuộc trò chuyện",
    "template_user": "Mẫu tin theo người dùng Zalo",
    "template_phone": "Mẫu tin theo số điện thoại",
    "rating_user": "Mẫu đánh giá theo người dùng Zalo",
    "rating_phone": "Mẫu đánh giá theo số điện thoại",
    "email": "Email",
}
"""How a way of a message is called on the desk."""


def dong(amount: int) -> str:
    """An amount as it is written in Vietnamese: 2.000.000 đồng."""
    return f"{amount:,} đồng".replace(",", ".")


def month(written: str) -> str:
    """“2026-11” as “11/2026”."""
    year, _, number = written.partition("-")
    return f"{number}/{year}"


def interval(part: int | None, base: int) -> str:
    """The 95 % interval (Wilson) of a share, as "74,4–96,5"; "" where there is none."""
    found = None if part is None else wilson(part, base)
    if found is None:
        return ""
    low, high = (spelled(end, unit="") for end in found)
    return f"{low}–{high}"
