"""The excerpt for Postfix, the page that tells of it, and the settings say the same."""

import re
from pathlib import Path

from channels.email.verp import LOCAL
from settings import read
from tests.house.test_settings import MAIL, PUBLIC, given

ROOT = Path(__file__).resolve().parents[2]
EXCERPT = (ROOT / "deploy" / "postfix-main.cf").read_text()
PAGE = (ROOT / "docs" / "cai-dat.md").read_text()


def lines() -> dict[str, str]:
    """Each parameter once."""
    found = re.findall(r"^(\w+) = (.+)$", EXCERPT, re.MULTILINE)
    assert len({name for name, _ in found}) == len(found)
    return dict(found)


def test_what_comes_back_reaches_the_port_that_the_page_has_us_listen_on() -> None:
    told = re.search(r"^LANGNGHE_MAIL_IN=(lmtp://\S+)$", PAGE, re.MULTILINE)
    assert told
    mail = read(given(MAIL, PUBLIC, MAIL_IN=told[1])).mail
    assert mail is not None
    assert mail.incoming is not None
    where = f"lmtp:inet:{mail.incoming.host}:{mail.incoming.port}"
    assert lines()["transport_maps"] == f"inline:{{ khao-sat.example={where} }}"


def test_only_our_own_addresses_are_taken() -> None:
    taken = re.findall(r"(\S+)@khao-sat\.example=ok", lines()["relay_recipient_maps"])
    sender = re.search(r"^LANGNGHE_SMTP_FROM=(\S+)@khao-sat\.example$", PAGE, re.MULTILINE)
    assert sender
    assert taken == [LOCAL, sender[1]]
    assert lines()["recipient_delimiter"] == "+"
    assert lines()["relay_domains"] == "khao-sat.example"


def test_nobody_else_may_send_through_it() -> None:
    restrictions = lines()["smtpd_relay_restrictions"]
    assert restrictions == "permit_mynetworks, reject_unauth_destination"
    assert lines()["mynetworks_style"] == "host"
