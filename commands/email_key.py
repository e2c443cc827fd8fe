"""langnghe email key: the key that signs mails (DKIM), and the record to publish for it."""

import argparse
import re
from pathlib import Path

from channels.email.addresses import ascii_domain
from channels.email.dkim_key import KeyRefused, make_key, read_key, record, zone_line
from commands.common import DONE, Told, settings_of, show

_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `key`; what is not given is as the settings say."""
    parser.add_argument("--file", type=Path, metavar="PATH", help="where the private key lies")
    parser.add_argument("--selector", metavar="NAME", help="such as ln2026: a new one a new key")
    parser.add_argument("--domain", metavar="DOMAIN", help="of the sender's address")
    parser.add_argument("--kind", choices=("rsa", "ed25519"), default="rsa",
                        help="of a new key; not every receiver knows ed25519")  # fmt: skip


async def key(given: argparse.Namespace) -> int:
    """Make the key where its file is not there yet; print the record either way."""
    path, selector, domain = _named(given)
    try:
        new = not path.exists()
        made = make_key(path, given.kind) if new else read_key(path)
    except KeyRefused as refused:
        raise Told(str(refused)) from refused
    except OSError as error:
        raise Told(
            f"Không ghi được {path} ({error.strerror}). / {path} cannot be written."
        ) from error
    name, text = f"{selector}._domainkey.{domain}", record(made)
    data = {"file": str(path), "new": new, "name": name, "type": "TXT", "value": text}
    show(given, data, lambda: _lines(path, selector, new, (name, text)))
    return DONE


def _named(given: argparse.Namespace) -> tuple[Path, str, str]:
    path, selector, domain = given.file, given.selector, given.domain
    if not (path and selector and domain):
        mail = settings_of(given).mail
        path = path or (mail.dkim.key if mail and mail.dkim else None)
        selector = selector or (mail.dkim.selector if mail and mail.dkim else None)
        domain = domain or (mail.sender.rpartition("@")[2] if mail else None)
    if not (path and selector and domain):
        raise Told(
            "Hãy cho biết --file, --selector và --domain, hoặc đặt LANGNGHE_SMTP_FROM, "
            "LANGNGHE_DKIM_SELECTOR, LANGNGHE_DKIM_KEY. / Give --file, --selector and --domain, "
            "or set these."
        )
    if not _SELECTOR.fullmatch(selector):
        raise Told(
            f"Tên bản ghi “{selector}” chỉ gồm chữ thường không dấu, số, dấu gạch nối. / "
            "A selector takes small letters, digits and hyphens."
        )
    try:
        return path.absolute(), selector, ascii_domain(domain)
    except ValueError as error:
        raise Told(f"“{domain}” không phải là tên miền. / It is no domain.") from error


def _lines(path: Path, selector: str, new: bool, shown: tuple[str, str]) -> str:
    name, text = shown
    return "\n".join(
        (
            f"Đã tạo khóa {path} (0600). / The key was made." if new
            else f"Khóa đã có ở {path}. / The key is there.",
            "",
            "Bản ghi DNS cần đăng, kiểu TXT / the TXT record to publish:",
            f"  tên / name:       {name}",
            f"  giá trị / value:  {text}",
            "",
            "Cùng bản ghi, dạng tệp vùng / the same for a zone file:",
            f"  {zone_line(name, text)}",
            "",
            "Rồi đặt / then set:",
            f"  LANGNGHE_DKIM_SELECTOR={selector}",
            f"  LANGNGHE_DKIM_KEY={path}",
        )
    )  # fmt: skip
