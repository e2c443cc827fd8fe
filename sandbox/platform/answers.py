"""Answers in Zalo's shapes and its error messages. Application errors are HTTP 200 [OSDK, OQ]."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.values import Json

# openapi.zalo.me, facts §7.1 [OQ]
OA_MESSAGES = {
    -32: "{} reached limit call api",
    -100: "attachment_id was expired",
    -200: "Send message failed",
    -201: "{} is invalid!",
    -204: "Official Account is disabled or deleted",
    -205: "Official Account does not exist",
    -209: "Not supported this api",
    -210: "Parameter exceeds allowable limit: {}",
    -211: "Out of quota",
    -212: "App has not registered this api",
    -213: "User has not followed OA",
    -214: "Article is being processed",
    -216: "Access token is invalid",
    -217: "User has blocked invitation from OA",
    -218: "Out of quota receive",
    -219: "App was removed or disabled",
    -220: "access_token is expired or removed",
    -221: "OA must be verified",
    -223: "OA has not authorized this API",
    -224: "OA needs to upgrade OA Tier Package to use this feature",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the OA in the past 7 days",
    -231: "The message is outside of the consultation window",
    -232: "User has not interacted with the OA or the last interaction has expired",
    -233: "Message type is invalid or not supported",
    -234: "This message type cannot be sent at night (22:00-06:00)",
    -235: "API does not support this type of OA",
    -240: "MessageV2 API has been shut down, please switch to MessageV3",
    -242: "Invalid appsecret_proof",
    -244: "User has restricted this message type from your OA",
    -248: "Content violates platform standards",
    -249: "Template does not support send via UID",
    -320: "Your app must connect with a Zalo Cloud Account to use this feature",
    -321: "Zalo Cloud Account is out of money",
}

# business.openapi.zalo.me, facts §7.2 [OQ]; -112, -1121 and -132 are worded in approved.py
ZNS_MESSAGES = {
    -100: "Unknown error, please try again later",
    -107: "Message id invalid",
    -108: "Phone number is invalid",
    -109: "Template id is invalid",
    -110: "Recipient's Zalo version is not supported",
    -111: "Template data is empty",
    -114: "Recipient cannot receive the message",
    -115: "Zalo Cloud Account is out of balance",
    -117: "OA has no permission to use this template",
    -118: "Zalo account does not exist or is deactivated",
    -119: "Account cannot receive ZNS",
    -124: "Access token invalid",
    -1241: "Invalid appsecret_proof",
    -126: "The wallet of the development mode is out of balance",
    -127: "Template in development mode can only be sent to an admin of the app or OA",
    -131: "ZNS template is not approved",
    -132: "Parameter is invalid: {}",
    -133: "ZNS cannot be sent at night (22:00-06:00)",
    -135: "OA has no permission to send ZNS",
    -136: "OA must connect with a Zalo Cloud Account",
    -137: "Charging the Zalo Cloud Account failed",
    -139: "User refuses to receive this type of ZNS",
    -140: "User is not eligible by policy",
    -141: "User refuses to receive ZNS from the OA",
    -144: "OA exceeds the daily ZNS quota",
    -146: "Template is disabled because of its low quality",
    -147: "Template exceeds its daily quota",
    -161: "Sending mode is not supported",
    -162: "Sending mode is not supported for this template tag",
}

# oauth.zaloapp.com, facts §1.4 [REAL: the shape and -14014; 3P: the others]
OAUTH_NAMES = {
    -14002: "Invalid app id.",
    -14003: "Invalid redirect uri.",
    -14004: "Invalid secret key.",
    -14005: "Invalid code.",
    -14012: "OA ownership is invalid.",
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
    return Answer({"error": code, "message": OA_MESSAGES.get(code, "Error").format(what)})


def zns_error(code: int, what: str = "") -> Answer:
    """An error of business.openapi.zalo.me."""
    return Answer({"error": code, "message": ZNS_MESSAGES.get(code, "Error").format(what)})


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
