"""What bytes are, by their first signs. Pure; a name or a header says nothing about them."""

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),  # also docx and xlsx
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
)
_BRANDS = {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}


def sniffed(content: bytes) -> str | None:
    """The media type; None where it is none that an officer should be given."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] in (b"WEBP", b"WAVE"):
        return "image/webp" if content[8:12] == b"WEBP" else "audio/wav"
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], "video/mp4")
    if content[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return "audio/aac"
    return "text/plain" if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    """Plain words, such as a table in CSV; nothing that a browser would run."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    printable = all(sign.isprintable() or sign in "\r\n\t\ufeff" for sign in text)
    return bool(text) and printable and not text.lstrip("\ufeff \r\n\t").startswith("<")
