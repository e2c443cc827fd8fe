"""Reads raw settings, value by value, and gathers every problem met on the way.

It knows shapes (a port, an address, a key), not what the settings are for: settings.py does.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import idna
from dotenv.parser import parse_stream
from rapidfuzz.process import extractOne

PREFIX = "LANGNGHE_"
_NOT_SETTINGS = ("CI",)  # set by .ci/run, for the tests alone
_KEY_BYTES = 32
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL = re.compile(rf"(?=.{{1,64}}\Z){_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(rf"(?=.{{1,189}}\Z){_LABEL}(?:\.{_LABEL})+|localhost")
"""Together at most 254 signs (RFC 5321 §4.5.3.1)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one setting and what to do about it, in two languages."""

    name: str  # with the prefix
    vi: str
    en: str

    def __str__(self) -> str:
        return f"{self.name}: {self.vi}\n    {self.en}"


class SettingsError(Exception):
    """The system cannot start with these settings; `problems` has every one found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class Bind:
    """Where a server listens."""

    host: str
    port: int


class Reader:
    """Every value by its name without the prefix, and the problems so far."""

    def __init__(self, defaults: Mapping[str, str], env_file: Path | None) -> None:
        self.values = dict(defaults)
        self.problems: list[Problem] = []
        self._names = frozenset(defaults)
        if env_file:
            self.take(_from_file(env_file, self.problems))

    def take(self, given: Mapping[str, str]) -> None:
        """Lay `given` over what is there; an empty value leaves the one below it."""
        for name, value in given.items():
            short = name.removeprefix(PREFIX)
            if short == name or short in _NOT_SETTINGS:
                continue
            if short not in self._names:
                self._unknown(short)
            elif value.strip():
                self.values[short] = value.strip()

    def fault(self, name: str, vi: str, en: str) -> None:
        """Note a problem of the setting `name`."""
        self.problems.append(Problem(PREFIX + name, vi, en))

    def _unknown(self, name: str) -> None:
        near = extractOne(name, sorted(self._names), score_cutoff=75)
        vi = f" Có phải {PREFIX}{near[0]}?" if near else ""
        en = f" Did you mean {PREFIX}{near[0]}?" if near else ""
        self.fault(
            name,
            f"không có thiết lập này.{vi} Hãy sửa tên hoặc bỏ đi.",
            f"there is no such setting.{en} Mend its name or take it out.",
        )

    def bind(self, name: str) -> Bind:
        """ADDRESS:PORT; an IPv6 address stands in brackets."""
        host, _, port = self.values[name].rpartition(":")
        bare = host.removeprefix("[").removesuffix("]")
        if bare and (":" in bare) == (bare != host):
            return Bind(bare, self._checked_port(name, port))
        self.fault(
            name,
            f"“{self.values[name]}” phải có dạng ĐỊA_CHỈ:CỔNG, ví dụ 127.0.0.1:8080.",
            f"“{self.values[name]}” must be ADDRESS:PORT, for example 127.0.0.1:8080.",
        )
        return Bind("127.0.0.1", 0)

    def port(self, name: str) -> int:
        """A port from 1 to 65535."""
        return self._checked_port(name, self.values[name])

    def _checked_port(self, name: str, text: str) -> int:
        if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
            return int(text)
        self.fault(
            name,
            f"cổng “{text}” phải là số từ 1 đến 65535.",
            f"the port “{text}” must be a number from 1 to 65535.",
        )
        return 0

    def whole(self, name: str, most: int) -> int:
        """A whole number from 0 to `most`."""
        text = self.values[name]
        if text.isascii() and text.isdigit() and int(text) <= most:
            return int(text)
        self.fault(
            name,
            f"“{text}” phải là số nguyên từ 0 đến {most}.",
            f"“{text}” must be a whole number from 0 to {most}.",
        )
        return 0

    def listed(self, name: str) -> tuple[str, ...]:
        """The parts between commas, without empty ones."""
        parts = (part.strip() for part in self.values[name].split(","))
        return tuple(part for part in parts if part)

    def url(self, name: str) -> str:
        """A web address without its final slash: https, or http on loopback."""
        text = self.values[name]
        parts = split_url(text)
        if parts is None or parts.username or parts.query or parts.fragment:
            self.fault(
                name,
                f"“{text}” phải là địa chỉ web đầy đủ, ví dụ https://khaosat.tinh.gov.vn.",
                f"“{text}” must be a whole web address, for example https://khaosat.tinh.gov.vn.",
            )
        elif parts.scheme != "https" and not is_loopback(parts.hostname):
            self.fault(
                name,
                f"“{text}” phải bắt đầu bằng https://, vì dữ liệu cá nhân đi qua đó.",
                f"“{text}” must begin with https://: personal data travels over it.",
            )
        return text.rstrip("/")

    def one_of(self, name: str, words: Sequence[str]) -> str:
        """One of two or more words; the first where it is none of them."""
        text = self.values[name]
        if text in words:
            return text
        first, last = ", ".join(words[:-1]), words[-1]
        self.fault(
            name,
            f"“{text}” phải là {first} hoặc {last}.",
            f"“{text}” must be {first} or {last}.",
        )
        return words[0]

    def key(self, name: str) -> str:
        """32 bytes in URL-safe base64. The value is never told."""
        text = self.values[name]
        if text and _decoded_length(text) == _KEY_BYTES:
            return text
        self.fault(
            name,
            "phải có khóa mã hóa 32 byte viết bằng base64. Hãy tạo bằng lệnh: langnghe key",
            "an encryption key of 32 bytes in base64 must be set. Make one with: langnghe key",
        )
        return ""

    def mail_address(self, name: str) -> str:
        """One bare mail address, its domain as DNS has it (RFC 5891)."""
        text = self.values[name]
        local, _, domain = text.rpartition("@")
        if local and not local.isascii():
            self.fault(
                name,
                f"“{text}”: phần trước @ phải viết không dấu. Nhiều máy chủ thư không nhận và "
                "không gửi trả được thư cho địa chỉ có dấu.",
                f"“{text}”: the part before the @ must be plain ASCII. Many mail servers neither "
                "take nor return mail of other addresses.",
            )
            return ""
        found = _ascii_domain(domain)
        if found and _LOCAL.fullmatch(local):
            return f"{local}@{found}"
        self.fault(
            name,
            f"“{text}” phải là một địa chỉ email, ví dụ khaosat@tinh.gov.vn.",
            f"“{text}” must be one mail address, for example khaosat@tinh.gov.vn.",
        )
        return ""


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address is this machine's own loopback."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _ascii_domain(domain: str) -> str:
    """Empty where it is none."""
    try:
        found = domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""
    return found if _DOMAIN.fullmatch(found) else ""


def split_url(url: str) -> SplitResult | None:
    """The parts of an http(s) address; None where it has no valid host or port."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if sound and " " not in url else None


def _decoded_length(text: str) -> int:
    try:
        return len(base64.b64decode(text.encode(), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return 0


def _from_file(path: Path, problems: list[Problem]) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            bindings = list(parse_stream(stream))
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "UTF-8?"
        problem = Problem(
            str(path),
            f"không đọc được tệp thiết lập ({why}). Hãy kiểm tra đường dẫn, quyền đọc, mã UTF-8.",
            f"the settings file cannot be read ({why}). Check its path, rights and encoding.",
        )
        raise SettingsError((problem,)) from error
    problems.extend(
        Problem(
            f"{path}:{one.original.line}",
            "dòng này phải có dạng TÊN=GIÁ_TRỊ.",
            "this line must be NAME=VALUE.",
        )
        for one in bindings
        if one.error
    )
    return {one.key: one.value or "" for one in bindings if one.key}
