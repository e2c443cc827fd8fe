"""Records written as tag=value; …: those of DKIM and DMARC (RFC 6376 §3.2). Pure."""

from collections.abc import Mapping


def read_tags(text: str) -> Mapping[str, str]:
    """Every tag, its name in small letters, the first one where it stands twice."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip().casefold(), value.strip())
    return found
