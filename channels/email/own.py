"""A person's own words in a reply: without our mail below them and without the signature. Pure.

Where it cannot be told what is theirs, all is kept: an officer rather reads too much.
"""

import re
from html import unescape

from channels.email.parse import Mail
from ground.text import clean, fold

MOST = 4_000
"""Signs of a reply that an officer is shown; the mail itself is kept whole."""
_LINES = 600
_DROPPED = re.compile(r"<(style|script|head|title)\b.*?(</\1>|\Z)", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(
    r"<(blockquote|div[^>]{0,200}(gmail_quote|divRplyFwdMsg|appendonsend|yahoo_quoted|moz-cite-prefix"
    r"|mail-editor-reference|zmail_extra)|hr[^>]{0,80}(divRplyFwdMsg|stopSpelling))\b.*",
    re.IGNORECASE | re.DOTALL,
)
_BREAK = re.compile(r"<(br|/p|/div|/li|/tr|/h[1-6])\b[^>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")
# all of these are looked for in folded text
_ABOVE = re.compile(
    r"^(on\b.{4,200}\bwrote ?:|(vao|luc|ngay)\b.{4,200}\b(da )?viet ?:"
    r"|.{0,120}<[^<>]{3,120}@[^<>]{3,120}>.{0,60}(wrote|viet|ecrit|schrieb|escribio|scritto) ?:"
    r"|am\b.{4,200}\bschrieb.{0,120}:"
    r"|le\b.{4,200}\ba ecrit ?:|el\b.{4,200}\bescribio ?:|\d{4}\D.{4,120}<[^<>]{3,160}>\s?:)$"
)
_STARTS = ("on ", "vao ", "luc ", "ngay ", "am ", "le ", "el ")
_DIVIDES = re.compile(
    r"^[-_ *=]{3,}\s?(original message|forwarded message|thu goc|tin nhan goc|thu chuyen tiep|"
    r"ursprungliche nachricht|message d.origine|mensaje original|reply message)\s?[-_ *=]{0,}$"
)
_HEADER = re.compile(r"^\*?(from|tu|von|de|nguoi gui)\s?:\*?\s?\S")
_NEXT = re.compile(
    r"^\*?(sent|to|date|subject|cc|da gui|ngay|den|toi|chu de|tieu de|gesendet|an|betreff|envoye"
    r"|enviado|para|asunto|thoi gian)\s?:\*?\s?\S"
)
_RULE = re.compile(r"^[_-]{10,}$")
_PHONE = re.compile(
    r"^(sent (from|via) (my|an?|the|outlook|yahoo|mail|proton)\b|get outlook for|"
    r"(da |duoc )?gui (tu|bang) (dien thoai|iphone|ipad|may|thiet bi|ung dung|outlook|yahoo|mail)"
    r"|von meinem .{0,40} gesendet|envoye (de|depuis) mon|enviado desde mi|yahoo mail:)"
)


def own_words(mail: Mail) -> str:
    """What the person wrote, at most `MOST` signs; "" = nothing but our own mail or a file."""
    text = clean(_text(mail)).replace("\r\n", "\n")
    lines = [line.rstrip() for line in text.split("\n")[:_LINES]]
    kept = [line for line in _above(lines) if not line.lstrip().startswith(">")]
    if not any(line.strip() for line in kept):  # written below what is quoted
        kept = [line for line in _unnamed(lines) if not line.lstrip().startswith(">")]
        kept = _unsigned(kept) if _has_quote(lines) else []
    return "\n".join(_unsigned(kept)).strip()[:MOST]


def _has_quote(lines: list[str]) -> bool:
    return any(line.lstrip().startswith(">") for line in lines)


def _above(lines: list[str]) -> list[str]:
    """The lines above the quoted mail, as far as one can be told."""
    for place, line in enumerate(lines):
        said = fold(line)
        if _DIVIDES.match(said) or _attribution(lines, place):
            return lines[:place]
        if _HEADER.match(said) and any(
            _NEXT.match(fold(after)) for after in lines[place + 1 :][:3]
        ):
            return _without_rule(lines[:place])
    return lines


def _attribution(lines: list[str], place: int) -> int:
    """How many lines at a place say who wrote what is quoted below: programs break it in two."""
    said = fold(lines[place])
    if _ABOVE.match(said):
        return 1
    if said.startswith(_STARTS) and _ABOVE.match(fold(" ".join(lines[place : place + 2]))):
        return 2
    return 0


def _unnamed(lines: list[str]) -> list[str]:
    """All lines but those that say who wrote what is quoted."""
    kept, place = [], 0
    while place < len(lines):
        named = _attribution(lines, place)
        kept += [] if named else [lines[place]]
        place += named or 1
    return kept


def _without_rule(lines: list[str]) -> list[str]:
    while lines and (not lines[-1].strip() or _RULE.match(lines[-1].strip())):
        lines = lines[:-1]
    return lines


def _unsigned(lines: list[str]) -> list[str]:
    """Without a signature ("-- ", RFC 3676 §4.3) and the line that a phone adds."""
    for place, line in enumerate(lines):
        if line in ("--", "-- ", "—") and any(above.strip() for above in lines[:place]):
            lines = lines[:place]
            break
    return [line for line in lines if not _PHONE.match(fold(line))]


def _text(mail: Mail) -> str:
    for text in mail.texts("text/plain"):
        if text.strip():
            return text
    for page in mail.texts("text/html"):
        return readable(page)
    return next((part.text for part in mail.parts if part.kind.startswith("multipart/")), "")


def readable(page: str) -> str:
    """A page's text, its own quoted part left out."""
    bare = _QUOTED.sub("", _DROPPED.sub("", page))
    if not unescape(_TAG.sub("", bare)).strip():
        bare = _DROPPED.sub("", page)
    lines = unescape(_TAG.sub("", _BREAK.sub("\n", bare.replace("\n", " ")))).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)
