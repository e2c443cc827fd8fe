"""SPF as a receiver evaluates it (RFC 7208), against a name server over real UDP."""

from collections.abc import AsyncIterator

import pytest

from channels.email.checkup.names import Names, Unasked
from channels.email.checkup.spf_record import Evaluation, Verdict
from tests.support.dns_stub import Table, name_server

IP = "203.0.113.7"
FIXED = {
    ("tinh.vn", "A"): [IP],
    ("tinh.vn", "MX"): ["10 mx.tinh.vn."],
    ("mx.tinh.vn", "A"): ["203.0.113.9"],
    ("mx.tinh.vn", "AAAA"): ["2001:db8::9"],
    ("relay.vn", "TXT"): ["v=spf1 ip4:203.0.113.0/29 -all"],
    ("other.vn", "TXT"): ["v=spf1 ip4:198.51.100.1 -all"],
    ("two.vn", "TXT"): ["v=spf1 -all", "v=spf1 +all"],
    ("soft.vn", "TXT"): ["v=spf1 ~all"],
    ("there.vn", "A"): ["127.0.0.2"],
}


@pytest.fixture
async def dns() -> AsyncIterator[Table]:
    async with name_server(FIXED) as table:
        yield table


@pytest.mark.parametrize(
    ("record", "address", "verdict"),
    [
        ("v=spf1 ip4:203.0.113.7 -all", IP, Verdict.PASS),
        ("v=spf1 ip4:203.0.113.0/24 -all", IP, Verdict.PASS),
        ("V=SPF1 IP4:203.0.113.0/24 -ALL", IP, Verdict.PASS),
        ("v=spf1 ip4:203.0.113.8 -all", IP, Verdict.FAIL),
        ("v=spf1 ip4:203.0.113.8 ~all", IP, Verdict.SOFTFAIL),
        ("v=spf1 ip4:203.0.113.8", IP, Verdict.NEUTRAL),
        ("v=spf1 ?ip4:203.0.113.7 -all", IP, Verdict.NEUTRAL),
        ("v=spf1 -ip4:203.0.113.7 ip4:203.0.113.0/24 -all", IP, Verdict.FAIL),
        ("v=spf1 ip6:2001:db8::/32 -all", "2001:db8::1", Verdict.PASS),
        ("v=spf1 ip6:2001:db8::/32 -all", IP, Verdict.FAIL),
        ("v=spf1 a -all", IP, Verdict.PASS),
        ("v=spf1 a:tinh.vn/29 -all", "203.0.113.1", Verdict.PASS),
        ("v=spf1 mx -all", IP, Verdict.FAIL),
        ("v=spf1 mx -all", "203.0.113.9", Verdict.PASS),
        ("v=spf1 mx/24//64 -all", IP, Verdict.PASS),
        ("v=spf1 mx//64 -all", "2001:db8::77", Verdict.PASS),
        ("v=spf1 include:relay.vn -all", IP, Verdict.PASS),
        ("v=spf1 include:relay.vn -all", "203.0.113.8", Verdict.FAIL),
        ("v=spf1 include:soft.vn -all", IP, Verdict.FAIL),
        ("v=spf1 redirect=relay.vn", IP, Verdict.PASS),
        ("v=spf1 -all redirect=relay.vn", IP, Verdict.FAIL),
        ("v=spf1 exists:there.vn -all", IP, Verdict.PASS),
        ("v=spf1 exists:%{i}.x.vn -all", IP, Verdict.FAIL),
        ("v=spf1 ptr -all", IP, Verdict.FAIL),
        ("v=spf1 include:nowhere.vn -all", IP, Verdict.PERMERROR),
        ("v=spf1 include:two.vn -all", IP, Verdict.PERMERROR),
        ("v=spf1 redirect=nowhere.vn", IP, Verdict.PERMERROR),
        ("v=spf1 ip4:mail.tinh.vn -all", IP, Verdict.PERMERROR),
        ("v=spf1 ip4:203.0.113.7/99 -all", IP, Verdict.PERMERROR),
        ("v=spf1 ipv4:203.0.113.7 -all", IP, Verdict.PERMERROR),
        ("v=spf1 include:tinh.vn -all", IP, Verdict.PERMERROR),  # itself, without end
        ("v=spf1 a:1.vn a:2.vn a:3.vn -all", IP, Verdict.PERMERROR),  # void look-ups
        ("v=spf10 -all", IP, Verdict.NONE),
        ("other text", IP, Verdict.NONE),
    ],
)
async def test_an_address_and_a_record(
    dns: Table, record: str, address: str, verdict: Verdict
) -> None:
    dns.zone["tinh.vn", "TXT"] = ["site-verification=1", record]
    names = Names(("127.0.0.1", dns.port))
    assert (await Evaluation(names, address).of("tinh.vn")).verdict is verdict


async def test_the_worst_case_is_counted_though_a_term_matched(dns: Table) -> None:
    includes = " ".join(f"include:i{n}.vn" for n in range(11))
    dns.zone["tinh.vn", "TXT"] = [f"v=spf1 ip4:{IP} {includes} -all"]
    dns.zone |= {(f"i{n}.vn", "TXT"): ["v=spf1 -all"] for n in range(11)}
    spf = await Evaluation(Names(("127.0.0.1", dns.port)), IP).of("tinh.vn")
    assert (spf.verdict, spf.lookups) == (Verdict.PERMERROR, 11)


async def test_a_record_without_end_is_left(dns: Table) -> None:
    dns.zone["tinh.vn", "TXT"] = ["v=spf1 include:tinh.vn include:tinh.vn -all"]
    spf = await Evaluation(Names(("127.0.0.1", dns.port)), IP).of("tinh.vn")
    assert spf.verdict is Verdict.PERMERROR
    assert len(dns.asked) <= 40


async def test_no_answer_is_not_no_record(dns: Table) -> None:
    dns.silent.add("relay.vn")
    dns.zone["tinh.vn", "TXT"] = ["v=spf1 include:relay.vn -all"]
    with pytest.raises(Unasked) as silent:
        await Evaluation(Names(("127.0.0.1", dns.port)), IP).of("tinh.vn")
    assert silent.value.name == "relay.vn"
