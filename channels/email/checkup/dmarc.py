"""DMARC: is there a policy for From's domain, and are SPF and DKIM aligned with it (RFC 7489)?

The organisational domain is found by walking up the tree, as RFC 7489's successor does it: no list
of public suffixes is kept here.
"""

from collections.abc import Mapping

from channels.email.checkup.findings import Finding, bad, good, hint, unasked
from channels.email.checkup.names import Names, Unasked
from channels.email.checkup.tags import read_tags

_CHECK = "dmarc"
_POLICIES = ("none", "quarantine", "reject")
_LABELS = 8  # of a name; longer ones are asked from here on up


async def check(names: Names, sender: str, bounce: str, signs: bool) -> Finding:
    """`signs`: our own signature is that of From's domain, which is aligned by itself."""
    try:
        found = await _walk(names, sender)
        doubled = await _doubled(names, sender)
    except Unasked as silent:
        return unasked(_CHECK, silent.name, str(silent))
    if not found or doubled:
        return _none(sender, doubled)
    organisation = min(found, key=lambda name: name.count("."))
    tags = found.get(sender) or found[organisation]
    policy = tags.get("p", "")
    if sender not in found:
        policy = tags.get("sp", policy)
    policy = policy.casefold()
    if policy not in _POLICIES:
        return bad(
            _CHECK,
            (f"DMARC của {sender} không có chính sách hợp lệ (p=“{policy}”).",
             f"the DMARC record of {sender} has no valid policy (p=“{policy}”)."),
            ("ghi p=none, p=quarantine hoặc p=reject.", "write p=none, quarantine or reject."),
        )  # fmt: skip
    spf = aligned(sender, bounce, organisation, tags.get("aspf", "r"))
    return _judged(sender, bounce, policy, (spf, signs))


def aligned(sender: str, other: str, organisation: str, mode: str) -> bool:
    """RFC 7489 §3.1: strictly the same, or of one organisation."""
    if mode.casefold() == "s":
        return sender == other
    return other == organisation or other.endswith(f".{organisation}")


def _judged(sender: str, bounce: str, policy: str, ways: tuple[bool, bool]) -> Finding:
    spf, dkim = ways
    told = f"p={policy}; SPF {'khớp' if spf else 'không khớp'}, DKIM của ta " + (
        "khớp" if dkim else "không ký"
    )
    told_en = f"p={policy}; SPF {'aligned' if spf else 'not aligned'}, our DKIM " + (
        "aligned" if dkim else "none"
    )
    if not (spf or dkim):
        return bad(
            _CHECK,
            (f"{sender}: {told}. Thư sẽ bị coi là giả nếu máy chủ gửi không ký bằng {sender}.",
             f"{sender}: {told_en}. Mails fail unless the server signs as {sender}."),
            (f"đặt LANGNGHE_BOUNCE_DOMAIN là {sender} hoặc tên miền con của cùng đơn vị "
             f"(đang là {bounce}), hoặc ký DKIM.",
             f"set LANGNGHE_BOUNCE_DOMAIN to {sender} or a domain of the same organisation "
             f"(now {bounce}), or sign."),
        )  # fmt: skip
    if policy == "none":
        return hint(
            _CHECK,
            (f"{sender}: {told}. p=none chỉ theo dõi, chưa chống thư giả.",
             f"{sender}: {told_en}. p=none only watches; it stops no forged mail."),
            ("khi báo cáo DMARC đã sạch, nâng lên p=quarantine rồi p=reject.",
             "once the reports are clean, go on to p=quarantine, then p=reject."),
        )  # fmt: skip
    return good(_CHECK, f"{sender}: {told}.", f"{sender}: {told_en}.")


def _none(sender: str, doubled: bool) -> Finding:
    what = ("có hơn một bản ghi", "has more than one") if doubled else ("chưa có bản ghi", "has no")
    return bad(
        _CHECK,
        (f"{sender} {what[0]} DMARC.", f"{sender} {what[1]} DMARC record."),
        (f"đăng một bản ghi TXT ở _dmarc.{sender}: “v=DMARC1; p=none; rua=mailto:HỘP_THƯ_BÁO_CÁO”.",
         f"publish one TXT record at _dmarc.{sender}: “v=DMARC1; p=none; rua=mailto:A_MAILBOX”."),
    )  # fmt: skip


async def _walk(names: Names, domain: str) -> dict[str, Mapping[str, str]]:
    """The policy at every level that has one, from the domain up to its second label."""
    labels = domain.split(".")
    found = {}
    for at in range(max(0, len(labels) - _LABELS), max(1, len(labels) - 1)):
        level = ".".join(labels[at:])
        records = await _records(names, level)
        if len(records) == 1 and read_tags(records[0]).get("psd", "n") != "y":
            found[level] = read_tags(records[0])
    return found


async def _doubled(names: Names, domain: str) -> bool:
    return len(await _records(names, domain)) > 1


async def _records(names: Names, domain: str) -> list[str]:
    texts = await names.txt(f"_dmarc.{domain}")
    return [text for text in texts if text.replace(" ", "").casefold().startswith("v=dmarc1")]
