"""The media that people send: real small bytes behind addresses that die, as Zalo's do [3P, L].

It judges nobody who fetches. A medium may be ordered too large, or as a redirect, for tests.
"""

from dataclasses import asdict, dataclass
from hashlib import md5
from pathlib import Path

from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.values import Json, text, whole

_FOLDER = Path(__file__).with_name("media_files")
_BLOCK = 1 << 16


def _box(kind: bytes, inside: bytes) -> bytes:
    """A box of the ISO file format: its size, its kind, what is in it."""
    return (len(inside) + 8).to_bytes(4) + kind + inside


def _file(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


# ending -> (content type, bytes). A second of silence; a film without frames.
SAMPLES: dict[str, tuple[str, bytes]] = {
    "jpg": ("image/jpeg", _file("photo.jpg")),
    "png": ("image/png", _file("sticker.png")),
    "gif": ("image/gif", _file("moving.gif")),
    "pdf": ("application/pdf", _file("paper.pdf")),
    "amr": ("audio/amr", b"#!AMR\n" + (b"\x3c" + bytes(31)) * 50),
    "m4a": ("audio/mp4", _box(b"ftyp", b"M4A \0\0\0\0M4A isom") + _box(b"mdat", bytes(64))),
    "mp4": ("video/mp4", _box(b"ftyp", b"isom\0\0\0\0isommp41") + _box(b"mdat", bytes(64))),
}


@dataclass(frozen=True, slots=True)
class Medium:
    """One file behind an address. `size` above its sample's is filled up with zeros."""

    name: str  # its id and ending
    ending: str
    born_ms: int
    size: int
    redirect: str = ""  # where it leads instead of giving bytes
    status: int = 200  # another one is answered without bytes
    kept: bool = False  # uploaded by an account: its bytes are its own, its address lives

    @property
    def content_type(self) -> str:
        """As its answer says it."""
        return SAMPLES[self.ending][0] if self.ending in SAMPLES else "application/octet-stream"

    def blocks(self) -> list[bytes]:
        """The bytes of a sample, filled up, in blocks."""
        sample = SAMPLES[self.ending][1]
        filler = self.size - len(sample)
        whole_blocks, rest = divmod(max(filler, 0), _BLOCK)
        return [sample[: self.size], *([bytes(_BLOCK)] * whole_blocks), bytes(rest)]

    def checksum(self) -> str:
        """MD5 of the bytes, as the event of a file tells it [OQ]."""
        digest = md5(usedforsecurity=False)
        for block in self.blocks():
            digest.update(block)
        return digest.hexdigest()


class Media:
    """All media, by name."""

    def __init__(self, ids: Ids, journal: Journal) -> None:
        self._ids = ids
        self._journal = journal
        self._media: dict[str, Medium] = {}
        self._bytes: dict[str, bytes] = {}

    def add(self, ending: str, now_ms: int, row: Json) -> Medium:
        """A new one; `row` may order {"size","redirect","status"}; raises ValueError."""
        if ending not in SAMPLES:
            raise ValueError(f"a medium ends in one of {', '.join(SAMPLES)}")
        size = whole(row, "size", len(SAMPLES[ending][1]))
        name = f"{self._ids.token('M', len(self._media) + 1)}.{ending}"
        medium = Medium(
            name, ending, now_ms, size, text(row, "redirect"), whole(row, "status", 200)
        )
        self._media[name] = medium
        self._journal.put("medium", asdict(medium))
        return medium

    def keep(self, ending: str, now_ms: int, raw: bytes) -> Medium:
        """What an account uploaded, with its own bytes."""
        name = f"{self._ids.token('M', len(self._media) + 1)}.{ending}"
        medium = Medium(name, ending, now_ms, len(raw), kept=True)
        self._media[name] = medium
        self._bytes[name] = raw
        if self._journal.folder is not None:
            path = self._path(name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(raw)
        self._journal.put("medium", asdict(medium))
        return medium

    def blocks(self, medium: Medium) -> list[bytes]:
        """The bytes, in blocks."""
        raw = self._bytes.get(medium.name)
        return [raw] if raw is not None else medium.blocks()

    def get(self, name: str) -> Medium | None:
        """The one of a name."""
        return self._media.get(name)

    def restore(self, row: Json) -> None:
        """From the journal."""
        medium = Medium(**row)  # type: ignore[arg-type]
        self._media[medium.name] = medium
        if medium.kept and self._journal.folder is not None:
            path = self._path(medium.name)
            self._bytes[medium.name] = path.read_bytes() if path.exists() else b""

    def _path(self, name: str) -> Path:
        assert self._journal.folder is not None
        return self._journal.folder / "media" / name
