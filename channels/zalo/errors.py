"""Zalo's error codes and what each leads to: one table, keyed by host family and code.

The number spaces of the families overlap. Sources: Zalo's tables of codes (OA appendix "ma-loi",
ZBS template page, OAuth as seen in live traffic); docs/zalo.md is held against this table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from post.lanes import Trouble
from post.ports import Failure, Leads, Scope, SendError, Wait


class Host(StrEnum):
    """The host families: each has a number space of its own."""

    OPENAPI = "openapi.zalo.me"
    BUSINESS = "business.openapi.zalo.me"
    OAUTH = "oauth.zaloapp.com"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code leads to; `name` is its row in docs/zalo.md.

    `token` = read the stored token or refresh it, and call once more.
    """

    name: str
    kind: Failure
    leads: Leads
    token: bool = False
    upload: bool = False  # what was uploaded is gone: upload it again and call once more


_TOKEN = Meaning("token", Failure.CONFIG, Leads(Scope.ACCOUNT, Wait.ADMIN, "reauth"), token=True)
_RETRY = Meaning("retry", Failure.RETRY, Leads(wait=Wait.GROWING, trouble=Trouble.HOST))
_MINUTE = Meaning("minute", Failure.RETRY, Leads(Scope.ACCOUNT, Wait.MINUTE))
_UNKNOWN = Meaning("unknown", Failure.UNKNOWN, Leads(trouble=Trouble.HOST))
_MORNING = Meaning("morning", Failure.DEFER, Leads(wait=Wait.MORNING))
_TOMORROW = Meaning("tomorrow", Failure.DEFER, Leads(wait=Wait.TOMORROW))
_TOMORROW_ROAD = Meaning("tomorrow, all by phone", Failure.DEFER, Leads(Scope.ROAD, Wait.TOMORROW))
_TOMORROW_TEMPLATE = Meaning(
    "tomorrow, the template", Failure.DEFER, Leads(Scope.TEMPLATE, Wait.TOMORROW)
)
_RECIPIENT = Meaning("recipient", Failure.RECIPIENT, Leads())
_WINDOW = Meaning("window", Failure.WINDOW, Leads())
_PAYLOAD = Meaning("payload", Failure.PAYLOAD, Leads())
_UPLOAD = Meaning("upload", Failure.PAYLOAD, Leads(), upload=True)
_TEMPLATE = Meaning("template", Failure.CONFIG, Leads(Scope.TEMPLATE, Wait.ADMIN, "template"))
_LOOK = Meaning("look", Failure.CONFIG, Leads(wait=Wait.GROWING, trouble=Trouble.HOST))
"""An unknown code, or one that cannot be ours: the message waits longer each time, six times, then
lies dead with the code; ten of them in a row open the breaker. Nothing else is stopped by one."""


def _pause(reason: str) -> Meaning:
    return Meaning(f"pause: {reason}", Failure.CONFIG, Leads(Scope.ACCOUNT, Wait.ADMIN, reason))


_GROUPS: Mapping[Host, tuple[tuple[Meaning, str], ...]] = {
    Host.OPENAPI: (
        (_TOKEN, "-216 -220 -124 216 401 -401"),
        (_MINUTE, "-32"),
        (_RETRY, "-214"),
        (_UNKNOWN, "-200"),  # "send message failed": may have been delivered
        (_MORNING, "-234"),
        (_TOMORROW, "-211 -218 -311"),
        (_RECIPIENT, "-217 -227 -222"),
        (_WINDOW, "-213 -230 -231 -232 -244 -249 -305"),
        (_UPLOAD, "-100"),
        (_PAYLOAD, "-201 -210 -233 -240 -248 -1340 -1341"),
        (_pause("account"), "-204 -205 -235"),
        (_pause("app"), "-209 -212 -202 -207 -208 -215"),
        (_pause("reauth"), "-219 -223"),
        (_pause("verify"), "-221"),
        (_pause("package"), "-224"),
        (_pause("proof"), "-242"),
        (_pause("money"), "-320 -321"),
        (_LOOK, "-237 -238 -241 -403"),  # of group chats, which we never write to
    ),
    Host.BUSINESS: (
        (_TOKEN, "-124 -216 -220 216 401 -401"),
        (_MINUTE, "-32"),
        (_UNKNOWN, "-100"),
        (_MORNING, "-133"),
        (_TOMORROW, "-1471 -1472 -160"),
        (_TOMORROW_ROAD, "-144"),
        (_TOMORROW_TEMPLATE, "-147 -1441"),
        (_RECIPIENT, "-108 -110 -114 -118 -119 -134 -139 -140 -141"),
        (
            _PAYLOAD,
            "-106 -107 -109 -111 -112 -1121 -1122 -1123 -1124 -113 -1131 -1132 -116 -121 -122 -130 "
            "-132 -153 -158 -159 -161 -162 -148 -149 -150 -1491",
        ),
        (_TEMPLATE, "-117 -131 -146 -1091 -126 -127"),
        (_pause("account"), "-120 -1201 -1202 -125 -136 -138 -1381 -145"),
        (_pause("app"), "-101 -102 -103 -104 -105 -123 -128 -129 -142 -143 -151 -152"),
        (_pause("verify"), "-135 -1351"),
        (_pause("proof"), "-1241"),
        (_pause("money"), "-115 -137"),
    ),
    Host.OAUTH: (
        (_RETRY, "-32"),
        (_pause("app"), "-14002 -14003 -14004 -14018 -14029"),
        (_pause("reauth"), "-14005 -14012 -14014 -14024 -118"),
    ),
}
TABLE: Mapping[tuple[Host, int], Meaning] = {
    (host, int(code)): meaning
    for host, groups in _GROUPS.items()
    for meaning, codes in groups
    for code in codes.split()
}


def rows() -> Iterator[tuple[Host, int, Meaning]]:
    """Every row of the table."""
    for (host, code), meaning in TABLE.items():
        yield host, code, meaning


def meaning_of(host: Host, code: int, text: str) -> Meaning:
    """What a code leads to; four need the platform's text (matched in any case).

    An unknown code of OAuth needs a person; elsewhere it is looked at, and stops nothing else.
    """
    said = text.casefold()
    unknown = _pause("reauth") if host is Host.OAUTH else _LOOK
    found = TABLE.get((host, code), unknown)
    if code == -32 and "application" in said:
        return replace(found, leads=replace(found.leads, scope=Scope.APP))
    if (host, code) == (Host.OPENAPI, -201) and _names_the_person(said):
        return _RECIPIENT
    if (host, code) == (Host.OPENAPI, -223) and "quota" in said:
        return _TOMORROW
    if (host, code) == (Host.BUSINESS, -114) and "button" in said:
        return _PAYLOAD  # the newer meaning, by one source
    return found


def _names_the_person(said: str) -> bool:
    """ "user_id is invalid!": wrong, or never in touch with the account."""
    return "user_id" in said or "user id" in said


def send_error(host: Host, code: int, text: str = "") -> SendError:
    """The failure that a platform code means."""
    meaning = meaning_of(host, code, text)
    return SendError(meaning.kind, str(code), leads=meaning.leads)


def lost_upload(error: SendError) -> bool:
    """Whether the platform has forgotten the upload that a message names."""
    code = error.code.removeprefix("-")
    found = TABLE.get((Host.OPENAPI, int(error.code))) if code.isdecimal() else None
    return found is not None and found.upload
