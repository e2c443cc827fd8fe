"""A telephone number as a link to call it (RFC 3966). It checks no number and changes none."""

import re
from functools import lru_cache

_CALLABLE = re.compile(r"\+?[0-9][0-9 .()-]{1,20}")


@lru_cache(maxsize=256)
def telephone_link(number: str) -> str | None:
    """`tel:02963000000`; None where the text says more than one number."""
    if not _CALLABLE.fullmatch(number):
        return None
    return "tel:" + re.sub(r"[^0-9+]", "", number)
