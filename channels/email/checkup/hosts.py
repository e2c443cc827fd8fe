"""Names and addresses of machines: who takes what comes back, who the sending one says it is."""

from channels.email.checkup.findings import Finding, bad, good, hint, unasked, unknown
from channels.email.checkup.names import Names, Unasked


async def check_mx(names: Names, domain: str) -> Finding:
    """Whether mail to the envelope's domain finds a machine (RFC 5321 §5.1)."""
    do = (
        f"đăng bản ghi MX của {domain} trỏ tới máy chủ nhận thư, có bản ghi A.",
        f"publish an MX record of {domain} that names a mail server with an address.",
    )
    try:
        hosts = await names.mx(domain)
        dead = [host for host in hosts if host == "." or not await names.addresses(host)]
        bare = () if hosts else await names.addresses(domain)
    except Unasked as silent:
        return unasked("mx", silent.name, str(silent))
    if not hosts and not bare:
        return bad(
            "mx",
            (f"{domain} không có nơi nhận thư: thư không giao được sẽ không quay về.",
             f"{domain} takes no mail: what cannot be delivered will not come back."), do,
        )  # fmt: skip
    if dead:
        shown = ", ".join(dead)
        return bad(
            "mx",
            (f"MX của {domain} trỏ tới {shown}, nơi không có địa chỉ.",
             f"an MX of {domain} is {shown}, which has no address."), do,
        )  # fmt: skip
    shown = ", ".join(hosts) or f"{domain} (A)"
    return good("mx", f"Thư về {domain} tới {shown}.", f"Mail to {domain} goes to {shown}.")


async def check_pointers(names: Names, addresses: tuple[str, ...], helo: str) -> Finding:
    """Whether each sending address names a machine that has this very address (RFC 1912 §2.1)."""
    if not addresses:
        return unknown(
            "ptr",
            ("Chưa biết thư rời đi từ địa chỉ IP nào.", "It is not known where mail leaves from."),
            ("chạy lại với --ip ĐỊA_CHỈ.", "run it again with --ip ADDRESS."),
        )
    try:
        confirmed = {one: await _confirmed(names, one) for one in addresses}
    except Unasked as silent:
        return unasked("ptr", silent.name, str(silent))
    lost = [one for one, found in confirmed.items() if not found]
    if lost:
        shown = ", ".join(lost)
        return bad(
            "ptr",
            (f"{shown} không có tên ngược (PTR) trỏ về chính nó.",
             f"{shown} has no PTR name that leads back to it."),
            ("nhờ nhà cung cấp đường truyền đặt PTR là tên máy chủ gửi thư, và tên ấy có bản ghi "
             "A đúng địa chỉ này.",
             "have the provider set the PTR to the mail server's name, and give that name this "
             "address."),
        )  # fmt: skip
    told = "; ".join(f"{one} ↔ {', '.join(found)}" for one, found in confirmed.items())
    if helo and not any(helo in found for found in confirmed.values()):
        return hint(
            "ptr",
            (f"{told}; máy chủ xưng là {helo}.", f"{told}; the server calls itself {helo}."),
            ("đặt tên máy chủ (HELO) trùng với tên ngược.", "let HELO be the PTR's name."),
        )
    return good("ptr", f"{told}.", f"{told}.")


async def _confirmed(names: Names, address: str) -> tuple[str, ...]:
    found = await names.pointers(address)
    return tuple([name for name in found[:8] if address in await names.addresses(name)])


async def check_reports(names: Names, domain: str) -> list[Finding]:
    """MTA-STS (RFC 8461) and TLS reports (RFC 8460) of who takes our mail: hints alone."""
    kinds = (
        ("mta_sts", f"_mta-sts.{domain}", "v=STSv1", "MTA-STS"),
        ("tls_rpt", f"_smtp._tls.{domain}", "v=TLSRPTv1", "TLS-RPT"),
    )
    found = []
    for check, name, begins, title in kinds:
        try:
            there = any(text.startswith(begins) for text in await names.txt(name))
        except Unasked as silent:
            found.append(hint(check, (f"{title}: {silent}.", f"{title}: {silent}.")))
            continue
        found.append(
            good(check, f"{title} của {domain} có.", f"{title} of {domain} is there.")
            if there
            else hint(
                check,
                (f"{title} của {domain} chưa có; không bắt buộc.",
                 f"{title} of {domain} is not there; it is optional."),
            )
        )  # fmt: skip
    return found
