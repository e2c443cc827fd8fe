"""Zalo's error codes and what each leads to, by host family: the number spaces overlap.

Sources: Zalo's tables of codes (OA appendix "ma-loi", ZBS template page); docs/zalo.md.
"""

from collections.abc import Mapping
from datetime import timedelta

from post.ports import Failure, SendError

REFRESH = frozenset({-216, -220, -124, 216, 401, -401})
"""The access token is invalid or expired: read the stored one again, else refresh, once."""

_NEXT_MINUTE = timedelta(seconds=61)
_TOMORROW = timedelta(hours=12)
_MORNING = timedelta(hours=1)


def _table(groups: Mapping[Failure, str]) -> dict[int, Failure]:
    return {int(code): kind for kind, codes in groups.items() for code in codes.split()}


OPENAPI = _table(
    {
        Failure.RETRY: "-32 -214",
        Failure.UNKNOWN: "-200",  # "send message failed": may have been delivered
        Failure.DEFER: "-211 -218 -234",
        Failure.RECIPIENT: "-217 -227 -244 -201",
        Failure.WINDOW: "-213 -230 -231 -232 -249",
        Failure.CONFIG: "-204 -205 -209 -212 -219 -221 -223 -224 -235 -237 -238 -241 -403 -242 "
        "-320 -321",
        Failure.PAYLOAD: "-100 -210 -233 -240 -248",
    }
)
BUSINESS = _table(
    {
        Failure.UNKNOWN: "-100",
        Failure.RETRY: "-32",
        Failure.RECIPIENT: "-108 -110 -114 -118 -119 -134 -139 -140 -141",
        Failure.DEFER: "-133 -144 -1441 -147 -1471 -1472 -160",
        Failure.CONFIG: "-101 -102 -103 -104 -105 -115 -137 -117 -120 -1201 -1202 -135 -1351 -136 "
        "-138 -1381 -145 -123 -128 -129 -142 -143 -151 -152 -1241 -125 -126 -127 -131 -146 -1091",
        Failure.PAYLOAD: "-106 -107 -109 -111 -112 -1121 -1122 -1123 -1124 -113 -1131 -1132 -116 "
        "-121 -122 -130 -132 -153 -158 -159 -161 -162 -148 -149 -150 -1491",
    }
)
_WAITS = {-32: _NEXT_MINUTE, -234: _MORNING, -133: _MORNING}


def send_error(table: Mapping[int, Failure], code: int) -> SendError:
    """The failure that a platform code means; an unknown code is looked at by an admin."""
    kind = table.get(code, Failure.CONFIG)
    wait = _WAITS.get(code)
    if kind is Failure.DEFER and wait is None:
        wait = _TOMORROW
    return SendError(kind, str(code), wait)
