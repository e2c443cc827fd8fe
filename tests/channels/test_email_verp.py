"""Envelope senders: each mail has its own, read in any case, and none can be made up."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email.verp import LOCAL, envelope_sender, read_envelope, verp_key
from ground.seal import Keyring

KEY = verp_key(Keyring(bytes(32)))
OTHER = verp_key(Keyring(b"\x01" * 32))
REF = "Zk3-_xY09abCDeFg.i1e"
SENDER = envelope_sender(LOCAL, "khaosat.angiang.gov.vn", REF, KEY)
REFS = st.text(string.ascii_letters + string.digits + "-_.", min_size=1, max_size=28)


def test_it_is_a_plain_address_that_hides_the_case_of_the_reference() -> None:
    pattern = r"b\+[a-z2-7]{32}\.[a-z2-7]{16}@khaosat\.angiang\.gov\.vn"
    assert re.fullmatch(pattern, SENDER)
    assert len(SENDER.partition("@")[0]) <= 64


@settings(max_examples=300, deadline=None)
@given(REFS)
def test_every_reference_comes_back_as_it_was_in_whatever_case_a_server_writes(ref: str) -> None:
    sender = envelope_sender(LOCAL, "khaosat.vn", ref, KEY)
    assert len(sender.partition("@")[0]) <= 64
    for seen in (sender, sender.upper(), sender.swapcase(), sender.title(), f"<{sender}>"):
        assert read_envelope(seen, KEY) == ref
        assert read_envelope(seen, OTHER) is None


def test_the_key_is_used_for_nothing_else() -> None:
    ring = Keyring(bytes(32))
    assert KEY != OTHER
    assert KEY.hex() != ring.mac("person", "envelope sender")
    assert len(KEY) == 16


@pytest.mark.parametrize("place", range(len(SENDER.partition("@")[0])))
def test_one_changed_sign_anywhere_is_no_bounce_of_ours(place: int) -> None:
    if place in (0, 1):
        return  # the box that it came to, and the plus: they say nothing of the mail
    signs = "abcdefghijklmnopqrstuvwxyz234567.+"
    for sign in set(signs) - {SENDER[place]}:
        assert read_envelope(SENDER[:place] + sign + SENDER[place + 1 :], KEY) is None


@settings(max_examples=300, deadline=None)
@given(REFS, st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16))
def test_a_made_up_mac_is_refused(ref: str, mac: str) -> None:
    name = envelope_sender(LOCAL, "khaosat.vn", ref, KEY).partition(".")[0]
    assert read_envelope(f"{name}.{mac}@khaosat.vn", KEY) is None


@pytest.mark.parametrize(
    "recipient",
    [
        "", "b", "b@khaosat.vn", "b+@khaosat.vn", "b+.@khaosat.vn", "postmaster@khaosat.vn",
        "b+aaaa.@khaosat.vn", f"b+.{'a' * 16}@khaosat.vn", f"b+a.{'a' * 16}@khaosat.vn",
        f"b+74.{'a' * 16}@khaosat.vn", f"{SENDER}, x@example.com", f"x {SENDER}", f"{SENDER}\n",
        f"b+{'a' * 5000}.{'a' * 16}@khaosat.vn", SENDER.replace("@", "@@"), "b+đ.đ@khaosat.vn",
        f"b+74.{'a' * 15}\u017f@khaosat.vn",
        SENDER.partition("@")[0], f"b+{'7' * 8}.{'a' * 16}@khaosat.vn",
    ],
)  # fmt: skip
def test_what_is_none_of_ours_is_none(recipient: str) -> None:
    assert read_envelope(recipient, KEY) is None


@pytest.mark.parametrize("ref", ["", "x" * 29, "đơn"])
def test_a_reference_that_does_not_fit_is_refused(ref: str) -> None:
    with pytest.raises(ValueError):
        envelope_sender(LOCAL, "khaosat.vn", ref, KEY)
