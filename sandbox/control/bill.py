"""What the accounts' messages cost, message by message. It prices nothing: that was done."""

from sandbox.chats import Bubble
from sandbox.values import Json, iso
from sandbox.world import World


def bill(world: World, oa_id: str) -> Json:
    """Every message of an account, or of all for "", with its price in dong.

    "total" is what the accounts' own money paid; a send in mode "development" is paid from a
    wallet of its own, and stands in "development".
    """
    sent = [b for b in world.chats.after(0) if b.by == "oa" and oa_id in ("", b.oa)]
    by_oa = {oa.oa: 0 for oa in world.oas.all() if oa_id in ("", oa.oa)}
    by_way: dict[str, int] = {}
    for bubble in sent:
        if bubble.wallet != "development":
            by_oa[bubble.oa] = by_oa.get(bubble.oa, 0) + bubble.price
            by_way[bubble.way] = by_way.get(bubble.way, 0) + bubble.price
    return {
        "total": sum(by_oa.values()),
        "development": sum(b.price for b in sent if b.wallet == "development"),
        "by_oa": by_oa,
        "by_way": by_way,
        "messages": [_row(bubble) for bubble in sent],
    }


def _row(bubble: Bubble) -> Json:
    return {
        "message_id": bubble.id,
        "time": iso(bubble.time),
        "oa": bubble.oa,
        "phone": bubble.phone,
        "kind": bubble.way,
        "way": bubble.way,
        "template_id": bubble.template_id,
        "tracking_id": bubble.tracking_id,
        "wallet": bubble.wallet,
        "price": bubble.price,
    }
