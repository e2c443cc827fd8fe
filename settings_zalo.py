"""The settings of Zalo: one app, its Official Accounts, and what its console was told.

It reads through settings_reader.py and is read through settings.py, which refuses what does not
go together with the rest.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from settings_reader import Reader

DEFAULTS: Mapping[str, str] = {
    "ZALO_APP_ID": "",
    "ZALO_APP_SECRET": "",
    "ZALO_OA_ID": "",
    "ZALO_OA_SECRET": "",
    "ZALO_CALLBACK_URL": "",
    "ZALO_CODE_VERIFIER": "",
    "ZALO_SECRET_PROOF": "off",
    "ZALO_VERIFIER": "",
    "ZALO_PHONE_PROOF": "code4",
    "ZALO_TEMPLATES": "",
    "ZALO_MEDIA_HOSTS": "zdn.vn",
    "ZALO_SILENT_HOURS": "3",
    "ZALO_PACKAGE": "unknown",
    "ZALO_OPENAPI_URL": "https://openapi.zalo.me",
    "ZALO_BUSINESS_URL": "https://business.openapi.zalo.me",
    "ZALO_OAUTH_URL": "https://oauth.zaloapp.com",
}
CALLBACK_PATH = "/zalo/callback"
URLS = ("ZALO_OPENAPI_URL", "ZALO_BUSINESS_URL", "ZALO_OAUTH_URL")
SECRETS = ("ZALO_APP_SECRET", "ZALO_OA_SECRET", "ZALO_CODE_VERIFIER")

_ACCOUNT = ("ZALO_APP_ID", "ZALO_APP_SECRET", "ZALO_OA_ID", "ZALO_OA_SECRET")
_SECRETS_AT_ONCE = 2  # the new one and the old one, while it is being rotated
_PACKAGES = ("unknown", "growth", "comprehensive")
_LONGEST_SILENCE = 48  # hours
_HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636 §4.1

PhoneProof: TypeAlias = Literal["code4", "platform"]
_PROOFS: Mapping[str, PhoneProof] = {"code4": "code4", "platform": "platform"}


@dataclass(frozen=True, slots=True)
class ZaloSettings:
    """One app with its Official Accounts, and Zalo's three addresses (without a final slash)."""

    app_id: str
    app_secret: str = field(repr=False)
    oa_ids: tuple[str, ...]  # at least one; the first serves a plan that names none
    oa_secrets: tuple[str, ...] = field(repr=False)  # of the webhook: the new one, then the old
    openapi_url: str
    business_url: str
    oauth_url: str
    callback_url: str  # where an admin's consent comes back to; registered in the app's console
    code_verifier: str = field(repr=False)  # PKCE as the console has it; empty = one a request
    secret_proof: bool  # whether calls carry appsecret_proof
    verifier: str  # the CODE of zalo_verifierCODE.html; empty = no such file is served
    phone_proof: PhoneProof  # what a number that a citizen shares through Zalo proves
    media_hosts: tuple[str, ...]  # pictures and voices are fetched from these and below them
    silent_hours: int  # an alarm after so many hours without an event while sending; 0 = never
    package: str  # of the accounts: unknown, growth, comprehensive; it bounds their rate


def read_zalo(reader: Reader) -> ZaloSettings | None:
    """The settings of Zalo; None where none of its four values is given."""
    account = [reader.values[name] for name in _ACCOUNT]
    if not any(account):
        return None
    for name, value in zip(_ACCOUNT, account, strict=True):
        if not value:
            reader.fault(
                name,
                "còn thiếu. Hãy điền đủ bốn giá trị của Zalo, hoặc để trống cả bốn.",
                "it is missing. Fill in all four values of Zalo, or leave all four empty.",
            )
    openapi, business, oauth = (reader.url(name) for name in URLS)
    return ZaloSettings(
        app_id=reader.values["ZALO_APP_ID"],
        app_secret=reader.values["ZALO_APP_SECRET"],
        oa_ids=_oa_ids(reader),
        oa_secrets=_oa_secrets(reader),
        openapi_url=openapi,
        business_url=business,
        oauth_url=oauth,
        callback_url=_callback(reader),
        code_verifier=_code_verifier(reader),
        secret_proof=reader.one_of("ZALO_SECRET_PROOF", ("off", "on")) == "on",
        verifier=reader.values["ZALO_VERIFIER"],
        phone_proof=_PROOFS[reader.one_of("ZALO_PHONE_PROOF", tuple(_PROOFS))],
        media_hosts=_media_hosts(reader),
        silent_hours=reader.whole("ZALO_SILENT_HOURS", _LONGEST_SILENCE),
        package=reader.one_of("ZALO_PACKAGE", _PACKAGES),
    )


def templates(reader: Reader) -> Path:
    """As given, else beside the plans."""
    given = reader.values["ZALO_TEMPLATES"]
    return Path(given) if given else beside(Path(reader.values["PLANS"]))


def beside(plans: Path) -> Path:
    """The folder of templates that goes with a folder of plans, or with one plan in its folder."""
    folder = plans.parent if plans.suffix == ".yaml" else plans
    return folder.parent / "zalo"


def _oa_ids(reader: Reader) -> tuple[str, ...]:
    ids = reader.listed("ZALO_OA_ID")
    wrong = [id_ for id_ in ids if not (id_.isascii() and id_.isdigit() and len(id_) <= 20)]
    if wrong or len(set(ids)) < len(ids):
        reader.fault(
            "ZALO_OA_ID",
            "phải là một hay nhiều mã OA khác nhau, chỉ gồm chữ số, cách nhau bằng dấu phẩy.",
            "it must be one or more different account ids, digits only, with commas between.",
        )
    return ids


def _oa_secrets(reader: Reader) -> tuple[str, ...]:
    secrets = reader.listed("ZALO_OA_SECRET")
    if len(secrets) > _SECRETS_AT_ONCE or len(set(secrets)) < len(secrets):
        reader.fault(
            "ZALO_OA_SECRET",
            "phải là một khóa, hoặc hai khóa khác nhau cách nhau bằng dấu phẩy (mới, cũ).",
            "it must be one secret, or two different ones with a comma between (new, old).",
        )
    return secrets


def _callback(reader: Reader) -> str:
    """As given, else on the public address."""
    if reader.values["ZALO_CALLBACK_URL"]:
        return reader.url("ZALO_CALLBACK_URL")
    return reader.values["PUBLIC_URL"].rstrip("/") + CALLBACK_PATH


def _code_verifier(reader: Reader) -> str:
    text = reader.values["ZALO_CODE_VERIFIER"]
    if text and not _VERIFIER.fullmatch(text):
        reader.fault(
            "ZALO_CODE_VERIFIER",
            "phải có 43 đến 128 ký tự trong A-Z a-z 0-9 - . _ ~, đúng như khi tạo code challenge.",
            "it must have 43 to 128 signs of A-Z a-z 0-9 - . _ ~, as the code challenge was made.",
        )
    return text


def _media_hosts(reader: Reader) -> tuple[str, ...]:
    hosts = tuple(host.lower() for host in reader.listed("ZALO_MEDIA_HOSTS"))
    if not all(_HOST.fullmatch(host) for host in hosts):
        reader.fault(
            "ZALO_MEDIA_HOSTS",
            "phải là các tên miền cách nhau bằng dấu phẩy, ví dụ zdn.vn.",
            "it must be host names with commas between, for example zdn.vn.",
        )
    return hosts
