"""What officers need of a system's channels: alarms when one stops, and connecting it anew."""

from functools import partial

from channels.email import reasons as of_mail
from channels.zalo import reasons as of_zalo
from channels.zalo.connecting import Connecting, End
from channels.zalo.reasons import outcome
from desk.channels import ChannelDesk, Ended
from people.keys import address_hash
from post.alarms import Alarms, Words
from wiring import System
from wiring_zalo import zalo_consent


def words(lane: str, reason: str) -> Words:
    """What stopped a lane, in the words of its channel."""
    return of_mail.words(reason) if lane.startswith("email") else of_zalo.words(lane, reason)


def alarms(system: System) -> Alarms:
    """Who is told when a channel stops: the settings' officer, and those of every plan."""
    settings = system.settings
    told = (settings.alert_mail, *(plan.officers.mail for plan in system.plans))
    return Alarms(
        door=system.store.door(lambda unit: unit.lanes),
        officers=tuple(dict.fromkeys(filter(None, told))) if settings.mail else (),
        words=words,
        hash_of=partial(address_hash, system.keyring, "email"),
        silent_hours=settings.zalo.silent_hours if settings.zalo else 0,
    )


def connecting(system: System) -> Connecting | None:
    """How an account of Zalo is connected; None where Zalo is not set."""
    zalo = system.settings.zalo
    if zalo is None:
        return None
    consent = zalo_consent(zalo, system.keyring)
    return Connecting(system.accounts, system.tokens, consent, system.http, system.clock)


def channel_desk(system: System) -> ChannelDesk:
    """What the desk's page of channels needs."""
    joining = connecting(system)

    async def paste(oa: str, access: str, refresh: str) -> Ended:
        if joining is None:
            return Ended(False, "Chưa đặt Zalo trong cấu hình.")
        ended = await joining.by_pair(oa, access, refresh)
        return Ended(ended.end is End.CONNECTED, outcome(ended))

    return ChannelDesk(
        lanes=system.store.door(lambda unit: unit.lanes),
        silence=alarms(system).silence,
        words=words,
        accounts=tuple(system.accounts),
        link=lambda: joining.consent.link(system.clock.now()) if joining else "",
        paste=paste,
        nudge=system.post.nudge,
        clock=system.clock,
    )
