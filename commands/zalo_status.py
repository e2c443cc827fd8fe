"""langnghe zalo status: how every Official Account stands, and what a person should see to."""

import argparse
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.inbox_ports import Unseen
from channels.zalo.account import ZaloAccount
from channels.zalo.reading import ZaloReader
from channels.zalo.reasons import words
from channels.zalo.tokens import Borrowed
from channels.zalo.told import Account, Allowance, DailyQuota, Template
from commands.common import DONE, FAULTS, Told, reading, show
from ground.when import local
from post.alarms import Silence
from post.ports import Pause, SendError
from post.standing import Count, Rest
from wiring import System
from wiring_channels import alarms

REFRESH_LIFE = timedelta(days=90)
"""Three months (docs/zalo.md); each refresh makes a new refresh token."""
REFRESH_WARNING = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class TokenAges:
    """How old an account's tokens are; nothing of the tokens themselves."""

    access_expires_at: datetime
    access_expired: bool
    refresh_age_days: int
    refresh_near_end: bool


@dataclass(frozen=True, slots=True)
class Stopped:
    """A lane that is paused, in words."""

    lane: str
    reason: str
    since: datetime
    told_at: datetime | None
    vi: str
    do_vi: str
    en: str
    do_en: str


@dataclass(slots=True)
class Standing:
    """One account. What the platform was not asked, or did not tell, is None."""

    oa_id: str
    tokens: TokenAges | None = None  # None = never connected
    last_heard: datetime | None = None
    paused: list[Stopped] = field(default_factory=list)
    resting: list[Rest] = field(default_factory=list)  # goes on by itself
    messages: dict[str, dict[str, int]] = field(default_factory=dict)  # by state and purpose
    account: Account | None = None
    allowances: Sequence[Allowance] | None = None
    daily_quota: DailyQuota | None = None
    templates: Sequence[Template] | None = None
    unanswered: dict[str, str] = field(default_factory=dict)  # question: kind and code

    @property
    def well(self) -> bool:
        """Whether nothing needs a person."""
        ages = self.tokens
        unverified = self.account is not None and self.account.verified is False
        return ages is not None and not (
            unverified
            or ages.access_expired
            or ages.refresh_near_end
            or self.paused
            or self.unanswered
        )


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `status`."""
    parser.add_argument("--offline", action="store_true", help="ask the platform nothing")


async def status(given: argparse.Namespace) -> int:
    """Print how every account stands."""
    async with reading(given) as system:
        if not system.accounts:
            raise Told("Chưa đặt Zalo trong cấu hình. / Zalo is not set.")
        found = [await _standing(system, account) for account in system.accounts.values()]
        if not given.offline:
            for standing in found:
                await _ask(system, standing)
        silence = await alarms(system).silence(system.clock.now())
        inbox = system.store.door(lambda unit: unit.inbox)
        changed = [
            one
            for one in await inbox.read(lambda port: list(port.unseen()))
            if one.kind.startswith("zalo/change_")
        ]
        data = {
            "accounts": found,
            "silence": silence,
            "changed": changed,
            "well": _well(found, silence),
        }
        show(given, data, lambda: "\n".join((*_lines(found, silence), *_changed(changed))))
    return DONE if _well(found, silence) else FAULTS


def _well(found: Sequence[Standing], silence: Silence | None) -> bool:
    return silence is None and all(standing.well for standing in found)


async def _standing(system: System, account: ZaloAccount) -> Standing:
    """What our own rows say."""
    now, oa = system.clock.now(), account.oa_id
    pair = await system.tokens[oa].kept()
    rows = system.store.door(lambda unit: unit.standing)
    counts = await rows.read(lambda port: port.counts("zalo"))
    paused = await system.store.door(lambda unit: unit.lanes).read(lambda port: port.paused())
    made = Standing(oa)
    if pair is not None:
        age = now - pair.born_at
        ended, late = now >= pair.expires_at, age >= REFRESH_WARNING
        made.tokens = TokenAges(pair.expires_at, ended, age.days, late)
    made.last_heard = await rows.read(lambda port: port.heard("zalo", oa))
    made.paused = list(_stopped(account.kept_as, paused))
    resting = await rows.read(lambda port: port.resting(now))
    made.resting = [rest for rest in resting if _within(account.kept_as, rest.name)]
    usual = next(iter(system.accounts))
    made.messages = _by_state(count for count in counts if (count.account or usual) == oa)
    return made


def _within(lane: str, name: str) -> bool:
    """The lane itself, or a road or template of it."""
    return name == lane or name.startswith((f"{lane}#", f"{lane}!"))


def _stopped(lane: str, paused: Mapping[str, Pause]) -> Iterator[Stopped]:
    for name, pause in paused.items():
        if _within(lane, name):
            told = words(name, pause.reason)
            yield Stopped(
                name, pause.reason, pause.at, pause.told_at,
                told.vi, told.do_vi, told.en, told.do_en,
            )  # fmt: skip


def _by_state(counts: Iterator[Count]) -> dict[str, dict[str, int]]:
    states: dict[str, dict[str, int]] = {}
    for count in counts:
        states.setdefault(count.state, {})[count.purpose] = count.count
    return states


async def _ask(system: System, standing: Standing) -> None:
    """What the platform says; a question that it does not answer is noted, and the next one asked.

    The stored token is used as it is: a command never refreshes it.
    """
    if standing.tokens is None:
        return
    oa = standing.oa_id
    reader = ZaloReader(system.accounts[oa], Borrowed(system.tokens[oa]), system.http)
    questions: Mapping[str, Callable[[], Awaitable[object]]] = {
        "account": reader.account,
        "allowances": reader.allowances,
        "daily_quota": reader.daily_quota,
        "templates": reader.templates,
    }
    for name, question in questions.items():
        try:
            setattr(standing, name, await question())
        except SendError as error:
            standing.unanswered[name] = f"{error.kind}:{error.code}"


def _lines(found: Sequence[Standing], silence: Silence | None) -> Iterator[str]:
    for standing in found:
        yield from _of_account(standing)
        yield ""
    if silence is not None:
        told = words("zalo", silence.reason)
        yield f"CHÚ Ý: {told.vi} / {told.en}"


def _changed(changed: Sequence[Unseen]) -> Iterator[str]:
    """Zalo told that a template, its quality or a quota is another one, and nobody has looked."""
    for one in changed:
        what = one.kind.removeprefix("zalo/")
        yield (
            f"CHÚ Ý: Zalo báo {what} ({one.count} lần, lúc {local(one.last):%H:%M %d/%m}); xem lại "
            f"mẫu và hạn mức ở trên, rồi bấm “Đã xem” ở trang /inbox. / Zalo told of {what}."
        )


def _of_account(standing: Standing) -> Iterator[str]:
    told = standing.account
    name = told.name if told and told.name else "?"
    yield f"OA {standing.oa_id}  {name if told else ''}".rstrip()
    if told:
        verified = {True: "có / yes", False: "KHÔNG / NO", None: "?"}[told.verified]
        until = told.package_until or "?"
        yield f"  gói / package: {told.package or '?'}, đến / until {until}"
        yield f"  xác thực / verified: {verified}; ZCA: {told.zca or '?'}"
    yield from _of_tokens(standing.tokens)
    for allowance in standing.allowances or ():
        left = f"{allowance.remaining}/{allowance.total}"
        yield f"  hạn mức {allowance.kind} ({allowance.product}): còn / left {left}"
    if standing.daily_quota:
        quota = standing.daily_quota
        yield f"  tin mẫu hôm nay / templates today: còn / left {quota.remaining}/{quota.total}"
    for template in standing.templates or ():
        quality = f", {template.quality}" if template.quality else ""
        yield f"  mẫu / template {template.id}: {template.state}{quality}  {template.name or ''}"
    heard = f"{local(standing.last_heard):%H:%M %d/%m/%Y}" if standing.last_heard else "–"
    yield f"  nghe lần cuối / last heard: {heard}"
    for state, kinds in standing.messages.items():
        yield f"  tin {state}: " + ", ".join(f"{kind} {count}" for kind, count in kinds.items())
    for stopped in standing.paused:
        yield f"  ĐANG DỪNG / PAUSED từ {local(stopped.since):%H:%M %d/%m}: {stopped.vi}"
        yield f"    Việc cần làm: {stopped.do_vi}"
        yield f"    {stopped.en} What to do: {stopped.do_en}"
    for rest in standing.resting:
        broke = f", {rest.failures} lỗi liên tiếp / failures" if rest.failures else ""
        yield f"  tạm nghỉ / resting {rest.name} đến / until {local(rest.until):%H:%M %d/%m}{broke}"
    for question, code in standing.unanswered.items():
        yield f"  Zalo không trả lời / did not answer: {question} ({code})"


def _of_tokens(ages: TokenAges | None) -> Iterator[str]:
    if ages is None:
        yield "  CHƯA KẾT NỐI: langnghe zalo connect / not connected"
        return
    ended = " – ĐÃ HẾT HẠN / EXPIRED" if ages.access_expired else ""
    yield f"  mã truy cập đến / access until {local(ages.access_expires_at):%H:%M %d/%m/%Y}{ended}"
    left = REFRESH_LIFE.days - ages.refresh_age_days
    late = " – SẮP HẾT HẠN, hãy kết nối lại / near its end" if ages.refresh_near_end else ""
    yield f"  mã làm mới / refresh token: {ages.refresh_age_days} ngày, còn / left {left}{late}"
