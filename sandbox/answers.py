"""Answers in Zalo's shapes and its error messages. Application errors are HTTP 200 [OSDK, OQ]."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.values import Json

# openapi.zalo.me, facts §7.1 [OQ]
OA_MESSAGES = {
    -32: "Your application reached limit call api",
    -200: "Send message failed",
    -201: "{} is invalid!",
    -210: "Parameter exceeds allowable limit: {}",
    -216: "Access token is invalid",
    -220: "access_token is expired or removed",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the OA in the past 7 days",
    -232: "User has not interacted with the OA or the last interaction has expired",
    -233: "Message type is invalid or not supported",
    -240: "MessageV2 API has been shut down, please switch to MessageV3",
    -244: "User has restricted this message type from your OA",
    -249: "Template does not support send via UID",
}

# business.openapi.zalo.me, facts §7.2 [OQ]; -112, -1121 and -132 are worded in approved.py
ZNS_MESSAGES = {
    -107: "Message id invalid",
    -108: "Phone number is invalid",
    -109: "Template id is invalid",
    -111: "Template data is empty",
    -118: "Zalo account does not exist or is deactivated",
    -119: "Account cannot receive ZNS",
    -124: "Access token invalid",
    -127: "Template in development mode can only be sent to an admin of the app or OA",
    -131: "ZNS template is not approved",
    -132: "Parameter is invalid: {}",
    -133: "ZNS cannot be sent at night (22:00-06:00)",
    -139: "User refuses to receive this type of ZNS",
    -141: "User refuses to receive ZNS from the OA",
    -144: "OA exceeds the daily ZNS quota",
    -161: "Sending mode is not supported",
    -162: "Sending mode is not supported for this template tag",
}

# oauth.zaloapp.com, facts §1.4 [REAL: the shape and -14014; 3P: the others]
OAUTH_NAMES = {
    -14002: "Invalid app id.",
    -14004: "Invalid secret key.",
    -14005: "Invalid code.",
    -14014: "Invalid refresh token.",
    -14018: "Invalid grant type.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint gives back, as JSON unless `location` redirects."""

    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)
    location: str = ""


def done(data: object) -> Answer:
    """Success with data."""
    return Answer({"data": data, "error": 0, "message": "Success"})


def oa_error(code: int, what: str = "") -> Answer:
    """An error of openapi.zalo.me: no `data`."""
    return Answer({"error": code, "message": OA_MESSAGES[code].format(what)})


def zns_error(code: int, what: str = "") -> Answer:
    """An error of business.openapi.zalo.me."""
    return Answer({"error": code, "message": ZNS_MESSAGES[code].format(what)})


def oauth_error(code: int) -> Answer:
    """An error of oauth.zaloapp.com: another shape."""
    return Answer(
        {
            "error": code,
            "error_name": OAUTH_NAMES[code],
            "error_reason": "",
            "error_description": OAUTH_NAMES[code],
            "ref_doc": "https://developers.zalo.me/docs/official-account",
        }
    )
