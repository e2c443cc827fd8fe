"""The corpus of mails that come in is whole: counted, invented, and each has its verdict."""

import re

from tests.support.mails import CORPUS, corpus

KINDS = {"hard", "soft", "policy", "delayed", "auto", "complaint", "human", "other"}
BOUNCES = {"hard", "soft", "policy", "delayed"}
_DOMAIN = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)*)")


def test_it_has_what_was_promised() -> None:
    mails = corpus()
    assert sum(one.kind in BOUNCES for one in mails) >= 60
    assert sum(one.kind == "auto" for one in mails) >= 30
    assert sum(one.kind == "human" for one in mails) >= 15
    assert sum(one.kind == "complaint" for one in mails) >= 5
    assert sum(one.to == "forged" for one in mails) >= 5
    assert {one.kind for one in mails} == KINDS
    assert {one.to for one in mails} == {"verp", "named", "forged", "from"}


def test_every_mail_has_a_row_and_every_row_a_mail() -> None:
    files = {path.stem for path in CORPUS.glob("*.eml")}
    assert files == {one.name for one in corpus()}
    assert len(files) == len(corpus())


def test_nobody_in_it_exists() -> None:
    found = {
        (path.name, domain)
        for path in CORPUS.glob("*.eml")
        for domain in _DOMAIN.findall(path.read_text(encoding="utf-8", errors="replace"))
        if not domain.endswith(".example")
    }
    assert not found
