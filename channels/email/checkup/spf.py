"""SPF of the envelope's domain: does it name the addresses that our mail leaves from?"""

from channels.email.checkup.findings import Finding, bad, good, unasked, unknown
from channels.email.checkup.names import Names, Unasked
from channels.email.checkup.spf_record import MOST_LOOKUPS, MOST_VOIDS, Evaluation, Spf, Verdict

_CHECK = "spf"
_NOBODY = "192.0.2.1"  # documentation's (RFC 5737): asked where no address is known


async def check(names: Names, domain: str, addresses: tuple[str, ...]) -> Finding:
    """One finding over all addresses: the worst of them."""
    try:
        found = {one: await Evaluation(names, one).of(domain) for one in addresses or (_NOBODY,)}
    except Unasked as silent:
        return unasked(_CHECK, silent.name, str(silent))
    record = next(iter(found.values()))
    broken = _broken(domain, record)
    if broken:
        return broken
    told = f"“{record.record}”, {record.lookups}/{MOST_LOOKUPS} lượt hỏi"
    told_en = f"{record.lookups} of {MOST_LOOKUPS} look-ups"
    if not addresses:
        return unknown(
            _CHECK,
            (f"{domain}: {told}; chưa biết thư rời đi từ địa chỉ IP nào.",
             f"{domain}: {told_en}; it is not known from which address mail leaves."),
            ("chạy lại với --ip ĐỊA_CHỈ mà máy chủ gửi thư dùng để gửi ra ngoài.",
             "run it again with --ip ADDRESS, from which the mail server sends out."),
        )  # fmt: skip
    outside = [one for one, spf in found.items() if spf.verdict is not Verdict.PASS]
    if outside:
        return _refused(domain, outside, found[outside[0]].verdict)
    ips = ", ".join(addresses)
    return good(_CHECK, f"{domain} cho phép {ips}: {told}.", f"{domain} admits {ips}: {told_en}.")


def _refused(domain: str, outside: list[str], verdict: Verdict) -> Finding:
    terms = " ".join(f"ip{'6' if ':' in one else '4'}:{one}" for one in outside)
    ips = ", ".join(outside)
    return bad(
        _CHECK,
        (f"{domain} không cho phép {ips} gửi thư (kết quả {verdict}).",
         f"{domain} does not admit {ips} (result {verdict})."),
        (f"thêm “{terms}” vào bản ghi TXT v=spf1 của {domain}, trước “all”. Nếu máy chủ gửi ra "
         "bằng địa chỉ khác, chạy lại với --ip ĐỊA_CHỈ ấy.",
         f"add “{terms}” to the v=spf1 record of {domain}, before “all”. Where the server sends "
         "from another address, run it again with that --ip ADDRESS."),
    )  # fmt: skip


def _broken(domain: str, spf: Spf) -> Finding | None:
    """What is wrong with the record whoever asks."""
    if spf.verdict is Verdict.NONE:
        return bad(
            _CHECK,
            (f"{domain} chưa có bản ghi SPF.", f"{domain} has no SPF record."),
            (f"đăng bản ghi TXT của {domain}: “v=spf1 ip4:ĐỊA_CHỈ_MÁY_GỬI -all”.",
             f"publish a TXT record of {domain}: “v=spf1 ip4:ADDRESS_OF_THE_SERVER -all”."),
        )  # fmt: skip
    if spf.all_pass:
        return bad(
            _CHECK,
            (f"SPF của {domain} có “+all”: ai cũng gửi thay được.",
             f"the SPF record of {domain} has “+all”: anybody may send for it."),
            ("đổi “+all” thành “-all”.", "change “+all” to “-all”."),
        )  # fmt: skip
    if spf.lookups > MOST_LOOKUPS or spf.voids > MOST_VOIDS:
        return bad(
            _CHECK,
            (f"SPF của {domain} cần {spf.lookups} lượt hỏi DNS, {spf.voids} lượt không có gì; "
             f"nơi nhận dừng ở {MOST_LOOKUPS} và {MOST_VOIDS}.",
             f"the SPF record of {domain} takes {spf.lookups} look-ups, {spf.voids} of them void; "
             f"receivers stop at {MOST_LOOKUPS} and {MOST_VOIDS}."),
            ("bỏ bớt include, hoặc thay bằng ip4:/ip6:.", "drop includes, or name ip4:/ip6:."),
        )  # fmt: skip
    if spf.verdict is Verdict.PERMERROR:
        return bad(
            _CHECK,
            (f"SPF của {domain} sai ở “{spf.broken}”.",
             f"the SPF record of {domain} is broken at “{spf.broken}”."),
            ("sửa phần ấy; mỗi tên miền chỉ có một bản ghi v=spf1.",
             "mend that term; a domain has one v=spf1 record."),
        )  # fmt: skip
    return None
