"""What a mail that comes in is: the corpus (D4), codes without samples, and no bytes that raise."""

import random
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email.classify import classify, judge
from channels.email.fates import Kind
from channels.email.own import own_words
from channels.email.parse import MAX_BYTES, parse
from channels.email.status import failed
from tests.support.mails import Mail, corpus

MAILS = corpus()
MUTANTS = 5_000


def test_the_corpus_is_read_rightly() -> None:
    """D4: false hard bounces 0, class right at least 95 %; automatic mail is never a person's."""
    found = [(one, classify(one.raw())) for one in MAILS]
    right = sum(verdict.kind == one.kind for one, verdict in found)
    false_hard = [one.name for one, verdict in found if verdict.kind == "hard" != one.kind]
    machines = [one.name for one, v in found if one.kind != "human" and v.kind is Kind.HUMAN]
    share = 100 * right / len(found)
    print(
        f"\nD4 corpus: {len(found)} mails, false hard {len(false_hard)}, class right {share:.1f} %"
    )
    assert not false_hard
    assert not machines
    assert share == 100


@pytest.mark.parametrize("one", [m for m in MAILS if m.status != "-"], ids=lambda one: one.name)
def test_the_code_that_decides_is_told(one: Mail) -> None:
    assert classify(one.raw()).status == one.status


@pytest.mark.parametrize("one", [m for m in MAILS if m.kind == "human"], ids=lambda one: one.name)
def test_a_persons_own_words_are_found(one: Mail) -> None:
    assert own_words(parse(one.raw())) == one.words


@pytest.mark.parametrize("one", MAILS, ids=lambda one: one.name)
def test_line_ends_change_nothing(one: Mail) -> None:
    raw = one.raw()
    assert classify(raw.replace(b"\n", b"\r\n")) == classify(raw)


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        # RFC 3463 by subject and detail, whatever the server adds
        ("5.1.1", "", "hard"), ("5.1.2", "", "hard"), ("5.1.3", "", "hard"), ("5.1.6", "", "hard"),
        ("5.1.10", "", "hard"), ("5.4.4", "", "hard"), ("5.1.7", "", "policy"),
        ("5.1.8", "", "policy"), ("5.1.9", "", "soft"), ("5.1.90", "", "soft"),
        ("5.2.0", "", "soft"), ("5.2.1", "", "soft"), ("5.2.2", "", "soft"),
        ("5.2.3", "", "policy"),
        ("5.3.0", "", "soft"), ("5.3.2", "", "soft"), ("5.3.4", "", "policy"),
        ("5.4.1", "", "soft"),
        ("5.4.6", "", "soft"), ("5.4.7", "", "soft"), ("5.5.1", "", "soft"),
        ("5.6.1", "", "policy"),
        ("5.7.0", "", "policy"), ("5.7.25", "", "policy"), ("5.0.0", "", "soft"), ("", "", "soft"),
        ("4.1.1", "", "soft"), ("4.2.2", "", "soft"), ("4.7.1", "", "soft"),
        ("2.1.5", "250 2.1.5 Ok", "other"),
        # the words say what the code leaves open
        ("5.0.0", "smtp; 550 no such user here", "hard"),
        ("5.1.0", "smtp; 550 5.1.0 unknown user", "hard"),
        ("5.2.1", "smtp; 550 5.2.1 mailbox disabled", "hard"),
        ("5.0.0", "smtp; 554 sorry, Vietnamese: hộp thư đã đầy", "soft"),
        ("5.0.0", "smtp; 550 Tài khoản không tồn tại", "hard"),
        ("5.0.0", "smtp; 550 User not found", "hard"),
        ("", "550 5.2.1 recipient name is not recognized", "hard"),
        ("5.4.4", "X-Postfix; Host or domain name not found", "hard"),
        ("5.4.4", "X-Postfix; Malformed or unexpected name server reply", "soft"),
        ("5.0.0", "smtp; 550 the recipient account is blocked", "soft"),
        ("", "the letter called Release 2.0.12 failed", "soft"),
        # where code and words disagree, the milder counts: nobody loses an address by mistake
        ("5.1.1", "smtp; 550 5.1.1 mailbox full", "soft"),
        ("5.1.1", "smtp; 552 5.2.2 over quota", "soft"),
        ("5.1.1", "smtp; 451 4.3.0 try again later", "soft"),
        ("5.1.1", "smtp; 550 5.7.1 blocked using bl.example.org", "policy"),
        ("5.1.1", "smtp; 550 blocked; see https://www.spamhaus.example/query", "policy"),
        ("5.7.1", "smtp; 550 5.7.1 user unknown", "policy"),
        ("5.1.1", "smtp; 550 sender address rejected", "policy"),
        ("", "550-Verification failed for <b@khaosat.example>\n550-No such user\n"
         "550 Sender verify failed", "policy"),
        ("4.7.0", "smtp; 421 4.7.0 messages deferred due to user complaints", "policy"),
        ("4.7.1", "smtp; 450 4.7.1 greylisted", "soft"),
        # names of hosts and people are no words of the server
        ("5.1.1", "smtp; 550 5.1.1 <spam.policy@quota.example> host blocked.example: no such user",
         "hard"),
        # numbers that are no codes
        ("5.0.0", "smtp; 554 from 5.1.1.20 ref 5.1.1234", "soft"),
    ],
)  # fmt: skip
def test_a_final_failure_by_code_and_words(status: str, said: str, kind: str) -> None:
    assert failed(status, said).kind == kind


def test_a_mail_that_is_too_big_or_too_deep_is_read_no_further() -> None:
    big = b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n" + b"x" * MAX_BYTES
    assert parse(big).broken == "too-big"
    assert classify(big).kind is Kind.OTHER
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2_000)
    )
    began = time.process_time()
    assert parse(deep).broken == "too-deep"
    assert classify(b"Content-Type: message/rfc822\n\n" * 3_000).kind in Kind
    assert time.process_time() - began < 2


def test_thousands_of_broken_mails_never_raise_and_make_no_address_dead() -> None:
    """5,000 mutants of the corpus: what was no hard bounce does not become one."""
    chance, became = random.Random(20261127), Counter[str]()
    for number in range(MUTANTS):
        one = MAILS[number % len(MAILS)]
        raw = bytearray(one.raw())
        for _ in range(chance.randint(1, 12)):
            place = chance.randrange(len(raw))
            match chance.randrange(4):
                case 0:
                    raw[place] = chance.randrange(256)
                case 1:
                    del raw[place : place + chance.randrange(60)]
                case 2:
                    raw[place:place] = raw[chance.randrange(len(raw)) :][: chance.randrange(200)]
                case _:
                    raw[place:place] = chance.choice(
                        (b"\n\n", b"\r", b"\0", b"=?", b"--", b"(" * 50)
                    )
            raw = raw or bytearray(b"\n")
        mail = parse(bytes(raw))
        verdict = judge(mail)
        own_words(mail)
        if verdict.kind is Kind.HARD and one.kind not in ("hard", "soft", "policy"):
            became[one.name] += 1
    print(f"\nD4 mutants: {MUTANTS}, raised 0, made hard {became.total()}")
    assert not became


@given(st.binary(max_size=2_000), st.sampled_from(MAILS), st.integers(0, 4_000))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise(noise: bytes, one: Mail, place: int) -> None:
    raw = one.raw()
    mail = parse(raw[:place] + noise + raw[place:])
    assert judge(mail).kind in Kind
    assert len(own_words(mail)) <= 4_000


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_words_alone_never_name_a_code_of_another_class(status: str, said: str) -> None:
    verdict = failed(status, said)
    assert verdict.kind in {Kind.HARD, Kind.SOFT, Kind.POLICY, Kind.OTHER}
