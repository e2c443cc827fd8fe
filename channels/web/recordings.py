"""Recordings of questions, served by what is in them: an address that changes with its content.

A survey names a file of `audio/` (flows/language/recordings.py); the page gets the file that has
this name now. A file that is not there is not offered.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from aiohttp import web

from channels.web.static import FOR_EVER
from flows.language.recordings import FOLDER
from look.pages import HEADERS

AT = "/nghe/"
_ADDRESS = AT + r"{hash:[0-9a-f]{16}}.{kind:mp3|m4a|ogg}"
_TYPES = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg"}


@dataclass(frozen=True, slots=True)
class _Seen:
    size: int
    changed: int  # nanoseconds; with the size it tells whether a file must be read again
    hash: str


@dataclass(slots=True)
class Recordings:
    """The recordings beside the surveys of `folder`; None = there are none."""

    folder: Path | None = None
    _seen: dict[Path, _Seen] = field(default_factory=dict)

    def address(self, name: str) -> str | None:
        """Where a recording is served; None = there is no such file."""
        if not name or self.folder is None:
            return None
        path = self.folder / FOLDER / name
        found = self._hash(path)
        return f"{AT}{found}{path.suffix}" if found else None

    def find(self, hash_: str, suffix: str) -> Path | None:
        """The file of an address; None = no file has this content."""
        folder = self.folder / FOLDER if self.folder else None
        files = sorted(folder.iterdir()) if folder and folder.is_dir() else []
        named = (path for path in files if path.suffix == suffix and suffix in _TYPES)
        return next((path for path in named if self._hash(path) == hash_), None)

    def route(self) -> web.RouteDef:
        """GET of a recording, also in parts, as players ask for it."""

        async def listen(request: web.Request) -> web.StreamResponse:
            suffix = f".{request.match_info['kind']}"
            path = self.find(request.match_info["hash"], suffix)
            if path is None:
                raise web.HTTPNotFound
            headers = {**HEADERS, **FOR_EVER, "Content-Type": _TYPES[suffix]}
            return web.FileResponse(path, headers=headers)

        return web.get(_ADDRESS, listen)

    def _hash(self, path: Path) -> str | None:
        try:
            stat = path.stat()
            seen = self._seen.get(path)
            if seen is None or (seen.size, seen.changed) != (stat.st_size, stat.st_mtime_ns):
                digest = sha256(path.read_bytes()).hexdigest()[:16]
                seen = self._seen[path] = _Seen(stat.st_size, stat.st_mtime_ns, digest)
        except OSError:
            return None
        return seen.hash
