"""The settings: read once from the environment and a file, and checked as a whole.

The only place that reads the environment. It opens no connection, makes no folder, and never
prints a secret. `settings.example.env` says what each setting means.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import settings_mail
import settings_zalo
from settings_mail import MailSettings
from settings_reader import (
    PREFIX,
    Bind,
    Problem,
    Reader,
    SettingsError,
    is_loopback,
    split_url,
)
from settings_zalo import ZaloSettings

__all__ = [
    "DEFAULTS",
    "PREFIX",
    "Bind",
    "MailSettings",
    "Problem",
    "Settings",
    "SettingsError",
    "ZaloSettings",
    "load",
    "read",
]

DEFAULTS: Mapping[str, str] = {
    "DB": "sqlite:///var/langnghe.db",
    "DATA": "var",
    "KEY": "",
    "PUBLIC_URL": "http://127.0.0.1:8080",
    "BIND": "127.0.0.1:8080",
    "DESK_BIND": "127.0.0.1:8081",
    "FLOWS": "flows",
    "PLANS": "config/plans",
    "SOURCES": "config/sources",
    "RULES": "",
    **settings_zalo.DEFAULTS,
    **settings_mail.DEFAULTS,
    "CLOCK": "",
}
"""Every setting without its prefix, and its default; an empty value means the default."""

SANDBOX_SECRET = "sandbox-"
"""What every secret of the sandbox begins with."""

_SECRETS = ("KEY", *settings_zalo.SECRETS, *settings_mail.SECRETS)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an installation decides. `zalo` or `mail` is None where it is not used."""

    db: str = field(repr=False)  # may hold a password
    data: Path
    key: str = field(repr=False)  # 32 bytes in URL-safe base64
    public_url: str  # without a final slash
    bind: Bind
    desk_bind: Bind  # always loopback
    flows: Path
    plans: Path
    sources: Path
    rules: Path | None  # numbers of Zalo and the law over those of post/rules.yaml; None = none
    templates: Path  # of Zalo messages
    zalo: ZaloSettings | None
    mail: MailSettings | None
    alert_mail: str  # the officer who is told when a channel stops; empty = nobody
    clock_url: str | None  # the sandbox's clock; None = this machine's

    def remarks(self) -> tuple[str, ...]:
        """What an operator should know at the start: one line each, without secrets."""
        lines = []
        if self.zalo is None and self.mail is None:
            lines.append("Chưa đặt Zalo và email: không gửi gì. (No channel is set.)")
        elif self.zalo is None:
            lines.append("Chưa đặt Zalo: chỉ gửi email. (Zalo is not set: email only.)")
        elif self.mail is None:
            lines.append("Chưa đặt email: chỉ gửi Zalo. (Email is not set: Zalo only.)")
        if self.clock_url:
            lines.append(f"Theo đồng hồ sandbox {self.clock_url}. (On the sandbox's clock.)")
        return tuple(lines)


def load(env_file: Path | None = None) -> Settings:
    """This process's settings: its environment over `env_file`, or over `.env` if one is here."""
    beside = Path(".env")
    return read(os.environ, env_file or (beside if beside.is_file() else None))


def read(environ: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """Check everything and build the settings; `environ` wins over the file.

    Raises SettingsError with all problems at once.
    """
    reader = Reader(DEFAULTS, env_file)
    reader.take(environ)
    settings = _build(reader)
    _refuse_mixtures(reader, settings)
    if reader.problems:
        raise SettingsError(tuple(reader.problems))
    return settings


def _build(reader: Reader) -> Settings:
    values = reader.values
    return Settings(
        db=_db(reader),
        data=Path(values["DATA"]),
        key=reader.key("KEY"),
        public_url=reader.url("PUBLIC_URL"),
        bind=reader.bind("BIND"),
        desk_bind=_desk_bind(reader),
        flows=Path(values["FLOWS"]),
        plans=Path(values["PLANS"]),
        sources=Path(values["SOURCES"]),
        rules=Path(values["RULES"]) if values["RULES"] else None,
        templates=settings_zalo.templates(reader),
        zalo=settings_zalo.read_zalo(reader),
        mail=settings_mail.read_mail(reader),
        alert_mail=settings_mail.read_alert_mail(reader),
        clock_url=reader.url("CLOCK") if values["CLOCK"] else None,
    )


def _db(reader: Reader) -> str:
    text = reader.values["DB"]
    kind, _, rest = text.partition("://")
    if (kind == "sqlite" and rest.startswith("/") and rest.strip("/") not in ("", ":memory:")) or (
        kind == "postgresql" and rest.strip("/")
    ):
        return text
    reader.fault(
        "DB",
        "phải có dạng sqlite:///đường/dẫn.db hoặc postgresql://người@máy/tên.",
        "it must be sqlite:///path/file.db or postgresql://user@host/name.",
    )
    return ""


def _desk_bind(reader: Reader) -> Bind:
    bind = reader.bind("DESK_BIND")
    if not is_loopback(bind.host):
        reader.fault(
            "DESK_BIND",
            f"trang cán bộ chỉ được mở trên máy này (127.0.0.1), không phải “{bind.host}”.",
            f"officers' pages listen on this machine only (127.0.0.1), not on “{bind.host}”.",
        )
    if bind.port and reader.values["BIND"] == reader.values["DESK_BIND"]:
        reader.fault(
            "DESK_BIND",
            f"trùng với {PREFIX}BIND; hãy chọn cổng khác.",
            f"it is the same as {PREFIX}BIND; choose another port.",
        )
    return bind


def _addresses(settings: Settings) -> Iterator[tuple[str, bool]]:
    """Each outside address in use: its setting's name, and whether it is the sandbox's."""
    used = {"PUBLIC_URL": settings.public_url}
    if zalo := settings.zalo:
        urls = (zalo.openapi_url, zalo.business_url, zalo.oauth_url)
        used |= dict(zip(settings_zalo.URLS, urls, strict=True))
        if not zalo.callback_url.startswith(f"{settings.public_url}/"):
            used["ZALO_CALLBACK_URL"] = zalo.callback_url
    for name, url in used.items():
        if parts := split_url(url):
            yield name, is_loopback(parts.hostname)
    if settings.mail:
        yield "SMTP_HOST", is_loopback(settings.mail.host)


def _refuse_mixtures(reader: Reader, settings: Settings) -> None:
    """A sandbox and the real world never meet in one installation."""
    addresses = list(_addresses(settings))
    real = ", ".join(PREFIX + name for name, sandboxed in addresses if not sandboxed)
    _check_clock(reader, settings, real)
    if not real:
        return
    for name, sandboxed in addresses:
        if sandboxed and (settings.zalo or settings.mail):
            reader.fault(
                name,
                f"là địa chỉ của máy này (sandbox) bên cạnh {real} là thật. Hãy dùng một loại.",
                f"it is a loopback (sandbox) address beside {real}, which is real. Use one kind.",
            )
    for name in _SECRETS:
        if any(secret.startswith(SANDBOX_SECRET) for secret in reader.listed(name)):
            reader.fault(
                name,
                f"là giá trị của sandbox, không dùng được khi {real} là thật.",
                f"it is the sandbox's value and cannot serve while {real} is real.",
            )


def _check_clock(reader: Reader, settings: Settings, real: str) -> None:
    parts = split_url(settings.clock_url or "")
    if parts and not is_loopback(parts.hostname):
        reader.fault(
            "CLOCK",
            "phải là đồng hồ sandbox ở địa chỉ 127.0.0.1.",
            "it must be the sandbox's clock on a loopback address.",
        )
    if settings.clock_url and real:
        reader.fault(
            "CLOCK",
            f"đồng hồ sandbox không dùng được khi {real} là thật. Hãy để trống.",
            f"the sandbox's clock cannot serve while {real} is real. Leave it empty.",
        )
