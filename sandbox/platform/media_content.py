"""Pictures, moving pictures, stickers and files in a consultation message. Facts §2.2 [OSDK].

Buttons beside a medium are refused [ASSUMED; doubt 5].
"""

import re

from sandbox.oas import Oa
from sandbox.platform.answers import Answer, oa_error
from sandbox.platform.draft import Draft
from sandbox.values import Json, text, whole
from sandbox.world import World

_URL = re.compile(r"https?://[^\s/]+\S*")
_PLACE = "attachment.payload"
KINDS = ("image", "gif", "sticker")


def file(world: World, oa: Oa, payload: Json, now_ms: int) -> Draft | Answer:
    """{"token"} of an uploaded file."""
    asset = world.uploads.find(text(payload, "token"), oa.oa, "file", now_ms)
    if isinstance(asset, int):
        return oa_error(asset, f"{_PLACE}.token")
    url = f"{world.url}/media/{asset.medium}"
    return Draft("file", media={"name": asset.filename, "url": url})


def element(world: World, oa: Oa, payload: Json, now_ms: int) -> Draft | Answer:
    """One element with `url` or `attachment_id`, never both; a gif tells its width and height."""
    elements = payload.get("elements")
    if not isinstance(elements, list) or len(elements) != 1 or not isinstance(elements[0], dict):
        return oa_error(-201, f"{_PLACE}.elements")
    row, place = elements[0], f"{_PLACE}.elements[0]"
    kind, url, asset_id = (text(row, name) for name in ("media_type", "url", "attachment_id"))
    if kind not in KINDS:
        return oa_error(-201, f"{place}.media_type")
    if bool(url) == bool(asset_id) or "buttons" in payload:
        return oa_error(-201, place)
    if kind == "gif" and (whole(row, "width", 0) <= 0 or whole(row, "height", 0) <= 0):
        return oa_error(-201, f"{place}.width")
    if kind == "sticker":
        return Draft("sticker", media={"id": asset_id}) if asset_id else oa_error(-201, place)
    if url:
        good = _URL.fullmatch(url)
        return _shown(kind, url) if good else oa_error(-201, f"{place}.url")
    asset = world.uploads.find(asset_id, oa.oa, kind, now_ms)
    if isinstance(asset, int):
        return oa_error(asset, f"{place}.attachment_id")
    return _shown(kind, f"{world.url}/media/{asset.medium}")


def _shown(kind: str, url: str) -> Draft:
    return Draft(kind, media={"thumbnail": url, "url": url})
