"""What happens to a mail after it was taken: its reader's acts, and what mail systems report.

It never acts by itself: a habit of the mailbox, the control or a page asks for it.
"""

import re

import aiohttp

from sandbox.acts.common import ActError
from sandbox.letters.bounces import FORMATS, Failure
from sandbox.letters.original import Original
from sandbox.letters.people import complaint, reply, vacation
from sandbox.mailbox import Mail
from sandbox.mailboxes import RETURNS, Habit, check
from sandbox.returning import Letter
from sandbox.values import Json, number, text
from sandbox.world import World

MAIL_ACTS = (*RETURNS, "unsubscribe")
_ONE_CLICK = b"List-Unsubscribe=One-Click"
_URI = re.compile(r"<(https?://[^<>\s]+)>")
_SECONDS = 10.0


def follow_habit(world: World, mail: Mail, recipient: str) -> None:
    """What the recipient's mailbox does by itself with a mail that was just taken."""
    habit = world.mailboxes.of(recipient)
    if habit is not None and habit.does in RETURNS and (mail.sender or habit.does == "reply"):
        _return(world, mail, recipient, habit)


async def act(world: World, mail: Mail, row: Json) -> Json:
    """Do `row["do"]`, one of MAIL_ACTS, as the mail's first recipient; raises ActError."""
    does, recipient = text(row, "do"), mail.recipients[0]
    if does == "unsubscribe":
        return await unsubscribe(world, mail)
    if does not in RETURNS:
        raise ActError(f"do is one of {', '.join(MAIL_ACTS)}")
    if does != "reply" and not mail.sender:
        raise ActError("the null sender gets no report (RFC 5321 §4.5.5)")
    given, status = text(row, "format") or "postfix", text(row, "status")
    check(given, status)
    habit = Habit(recipient, does, number(row, "after", 0.0), given, status, text(row, "text"))
    return {"ok": True, "letter": _return(world, mail, recipient, habit).n}


def _return(world: World, mail: Mail, recipient: str, habit: Habit) -> Letter:
    due = world.clock.now_ms + round(habit.after * 1000)
    ref = world.ids.message(-1 - len(world.returning.letters))
    about = Original(mail.raw, mail.sender, recipient, due, ref)
    letter = _written(about, mail.id, habit)
    world.returning.send(letter)
    return letter


def _written(about: Original, mail_id: str, habit: Habit) -> Letter:
    sender, to = "", about.sender
    match habit.does:
        case "bounce" | "delay":
            delayed = habit.does == "delay"
            failure = Failure(habit.status or ("4.4.1" if delayed else "5.1.1"), delayed)
            raw = FORMATS[habit.format](about, failure)
        case "vacation":
            raw = vacation(about, habit.text)
        case "complain":
            raw = complaint(about)
        case _:
            sender, to = about.recipient, about.answers_to
            raw = reply(about, habit.text or "Cảm ơn, tôi đã nhận được thư.")
    return Letter(0, mail_id, habit.does, sender, to, about.now_ms, raw=raw)


def one_click(mail: Mail) -> str:
    """Where the provider's button posts to; "" where the mail does not offer it (RFC 8058 §3)."""
    parsed = Original(mail.raw, mail.sender, "", 0, "").parsed
    offered = str(parsed.get("List-Unsubscribe-Post", "")).strip() == _ONE_CLICK.decode()
    found = _URI.search(str(parsed.get("List-Unsubscribe", "")))
    return found[1] if offered and found else ""


async def unsubscribe(world: World, mail: Mail) -> Json:
    """The button “Hủy đăng ký”: one POST without cookies, redirects not followed."""
    url = one_click(mail)
    if not url:
        raise ActError("the mail offers no one-click unsubscription (RFC 8058)")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    limit = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, trust_env=False) as session,
            session.post(url, data=_ONE_CLICK, headers=headers, allow_redirects=False) as answer,
        ):
            mail.unsubscribed = str(answer.status)
    except (aiohttp.ClientError, OSError, TimeoutError) as broken:
        mail.unsubscribed = type(broken).__name__
    world.bell.ring()
    return {"ok": mail.unsubscribed == "200", "status": mail.unsubscribed}
