"""Files that officers send: what may be sent, and how they are kept, over both engines."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clock import SettableClock
from post.files import Kind, Outgoing, Unfit, Uploaded, kind_of
from post.rules_file import load_rules
from storage.store import Store
from storage.unit import Unit
from tests.support.stores import empty_store

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RULES = load_rules().rules_at(NOW)
PNG, PDF, DOCX = b"\x89PNG\r\n\x1a\n.", b"%PDF-1.7", b"PK\x03\x04."


def _short(value: object) -> str:
    return str(value)[:30].encode("ascii", "replace").decode()


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    sqlite = request.param == "sqlite"
    place = tmp_path / "a.db" if sqlite else request.getfixturevalue("postgres_url")
    async with empty_store(place, SettableClock(NOW)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", PNG, Kind.IMAGE), ("A.JPEG", b"\xff\xd8\xff.", Kind.IMAGE),
        ("a.gif", b"GIF89a.", Kind.GIF), ("a.pdf", PDF, Kind.FILE), ("a.docx", DOCX, Kind.FILE),
        ("a.csv", "mã,tên\n1,Bảy\n".encode(), Kind.FILE),
        ("a.png", PNG.ljust(RULES.max_image, b"."), Kind.IMAGE),
        ("a.pdf", PDF.ljust(RULES.max_file, b"."), Kind.FILE),
    ],
    ids=_short,
)  # fmt: skip
def test_what_may_be_sent(name: str, content: bytes, kind: Kind) -> None:
    assert kind_of(name, content, RULES) is kind


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.png", b"", "empty"), ("a.exe", b"MZ..", "kind"), ("a.pdf", PNG, "kind"),
        ("a.png", PDF, "kind"), ("a.csv", b"\xff\xfe1", "kind"), ("a.csv", b"a\x00", "kind"),
        ("png", PNG, "kind"), ("a.zip", DOCX, "kind"), ("a.html", b"<html>", "kind"),
        ("a.png", PNG.ljust(RULES.max_image + 1, b"."), "large"),
        ("a.pdf", PDF.ljust(RULES.max_file + 1, b"."), "large"),
    ],
    ids=_short,
)  # fmt: skip
def test_what_may_not(name: str, content: bytes, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        kind_of(name, content, RULES)


async def test_the_same_bytes_lie_there_once_and_are_forgotten_when_nobody_used_them(
    store: Store,
) -> None:
    later = NOW + timedelta(days=40)

    def story(unit: Unit) -> None:
        files = unit.outgoing
        first = files.put("a.png", Kind.IMAGE, PNG, NOW)
        assert files.put("a.png", Kind.IMAGE, PNG, NOW) == first
        other = files.put("b.pdf", Kind.FILE, PDF, later)
        assert files.get(first) == Outgoing(first, Kind.IMAGE, "a.png", PNG)
        assert files.uploaded("1", first) is None
        for token in ("t1", "t2"):
            files.keep_upload("1", first, Uploaded(token, NOW))
        assert files.uploaded("1", first) == Uploaded("t2", NOW)
        assert files.uploaded("2", first) is None, "an upload belongs to its account"
        assert files.forget(NOW + timedelta(days=30)) == 1
        assert (files.get(first), files.uploaded("1", first)) == (None, None)
        assert files.get(other) is not None

    await store.run(story)


async def test_neither_name_nor_content_lies_open(store: Store) -> None:
    def story(unit: Unit) -> None:
        unit.outgoing.put("Nguyễn Văn Bảy.pdf", Kind.FILE, b"%PDF-bi mat", NOW)
        row = unit._connection.exec_driver_sql("SELECT * FROM outgoing").one()
        assert "Bảy" not in str(row)
        assert b"bi mat" not in b"".join(bytes(v) for v in row if isinstance(v, bytes))

    await store.run(story)
