"""Every request that the product made, raw, with secrets masked. It judges none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from sandbox.journal import Journal
from sandbox.values import Json, iso

_SECRET_HEADERS = frozenset({"access_token", "secret_key", "appsecret_proof", "authorization"})
_SECRET_FIELD = re.compile(
    r'("?\b(?:access_token|refresh_token|code|code_verifier)"?\s*[:=]\s*"?)[^"&,}\s]+'
)


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    now_ms: int


class Calls:
    """The log, oldest first; kept as ready JSON, so that a long one stays small."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lines: list[bytes] = []

    @property
    def count(self) -> int:
        """How many there are: the newest one's number."""
        return len(self._lines)

    def add(self, call: Call, status: int, response: str, oauth: bool) -> None:
        """Note a request and its answer (status 0: the line was cut). Tokens are masked."""
        if call.headers.get("Content-Type", "").startswith("multipart/"):
            body = f"<{len(call.body)} bytes>"
        else:
            body = call.body.decode("utf-8", "backslashreplace")
        row: Json = {
            "n": len(self._lines) + 1,
            "time": iso(call.now_ms),
            "method": call.method,
            "path": call.path,
            "query": dict(call.query),
            "headers": {
                str(name): "***" if name.lower() in _SECRET_HEADERS else value
                for name, value in call.headers.items()
            },
            "body": _SECRET_FIELD.sub(r"\1***", body) if oauth else body,
            "status": status,
            "response": _SECRET_FIELD.sub(r"\1***", response) if oauth else response,
        }
        self._journal.put("call", row)
        self._lines.append(orjson.dumps(row))

    def restore(self, row: Json) -> None:
        """From the journal."""
        self._lines.append(orjson.dumps(row))

    def after(self, n: int) -> bytes:
        """The calls numbered above `n`, as a JSON list."""
        return b"[" + b",".join(self._lines[max(n, 0) :]) + b"]"
