"""/v2.0/oa/upload/image, /gif and /file: what an OA uploads to send it. Facts §2.7 [OQ].

What is uploaded is kept 7 days and belongs to its account.
"""

from sandbox.log import Call
from sandbox.oas import Oa
from sandbox.platform.answers import Answer, done, oa_error
from sandbox.platform.multipart import file_of
from sandbox.world import World

MEGABYTE = 1 << 20
_MAGIC = {"jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "gif": b"GIF8", "pdf": b"%PDF-"}
# kind -> endings, most bytes
KINDS: dict[str, tuple[tuple[str, ...], int]] = {
    "image": (("jpg", "jpeg", "png"), MEGABYTE),
    "gif": (("gif",), 5 * MEGABYTE),
    "file": (("pdf", "doc", "docx", "csv"), 5 * MEGABYTE),
}


def image(world: World, oa: Oa, call: Call) -> Answer:
    """jpg or png up to 1 MB: `attachment_id`."""
    return _take(world, oa, call, "image")


def gif(world: World, oa: Oa, call: Call) -> Answer:
    """gif up to 5 MB: `attachment_id`."""
    return _take(world, oa, call, "gif")


def file(world: World, oa: Oa, call: Call) -> Answer:
    """pdf, doc, docx or csv up to 5 MB: `token`."""
    return _take(world, oa, call, "file")


def _take(world: World, oa: Oa, call: Call, kind: str) -> Answer:
    """-210 for too large [REAL]; -201 for a wrong type, -211 over the month's [ASSUMED]."""
    upload = file_of(call.headers.get("Content-Type", ""), call.body)
    if upload is None:
        return oa_error(-201, "file")
    endings, most = KINDS[kind]
    ending = upload.filename.rpartition(".")[2].casefold()
    magic = _MAGIC.get(ending.replace("jpeg", "jpg"), b"")
    if len(upload.raw) > most:
        return oa_error(-210, "file")
    if ending not in endings or not upload.raw.startswith(magic):
        return oa_error(-201, "file")
    if not world.uploads.take(oa.oa, kind, call.now_ms):
        return oa_error(-211)
    medium = world.media.keep(ending.replace("jpeg", "jpg"), call.now_ms, upload.raw)
    asset = world.uploads.add(oa.oa, kind, call.now_ms, (medium.name, upload.filename))
    return done({"token" if kind == "file" else "attachment_id": asset.id})
