"""What a rehearsal may turn: limits and habits of the practised platform. It decides nothing."""

from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

from sandbox.journal import Journal
from sandbox.values import Json

Seen = Literal["auto", "acts", "never"]
Signing = Literal["oa", "next", "app"]


@dataclass(frozen=True, slots=True)
class Knobs:
    """All knobs with their defaults; change them by POST /_/knobs."""

    # sending
    daily_limit: int = 20_000  # templates by phone a day; the default tier [OQ]
    rate_per_minute: int = 4_000  # OA calls of the app a (virtual) minute [OQ]; 0: no limit
    oa_rate_per_minute: int = 0  # OA calls of one account; 100 or 2,000 by package [3P, M-L]
    night_ban: bool = False  # templates by phone refused 22:00-06:00 with -133 [OQ, may be retired]
    uid_year: bool = False  # templates by user id need an interaction within a year [doubt 3]
    uid_sent_time_outside: bool = False  # their answer has sent_time beside `data` [doubt 3]
    secret_proof: bool = False  # calls need the header appsecret_proof: -242, ZNS -1241 [OSDK]
    # receipts
    seen: Seen = "auto"  # seen at once, or when the person acts next, or never
    seen_batch: int = 1  # so many messages are seen together, by one event
    receipt_delay: int = 0  # seconds by which receipts come late
    receipt_double: bool = False  # each receipt comes twice
    receipt_reversed: bool = False  # seen comes before received
    # the webhook
    webhook: str = ""  # where events go; "": nowhere
    webhook_on: bool = True  # off after the ladder of retries ran out; turn on again here
    webhook_retry: bool = True  # the console's switch "Webhook Retry" [OQ]
    webhook_ms: int = 2_000  # real milliseconds that an answer may take [OQ]
    muted: str = ""  # names of events that are switched off in the console, with commas
    hold: bool = False  # events are kept back until POST /_/release
    duplicate: bool = False  # every event is delivered twice
    media_minutes: int = 30  # how long the address of a medium lives [3P, L]
    # mail
    mail_in: str = ""  # where bounces, answers, replies go: lmtp://, smtp://; "": nowhere
    smtp_delay_ms: int = 0  # real milliseconds before the 250 after a mail's final dot
    # how an event is written and signed
    odd_json: bool = False  # spaces, \u escapes, an unknown key, number timestamps
    signing: Signing = "oa"  # by which secret: the OA's, its next one (rotation), or the app's
    bare_mac: bool = False  # the signature without "mac="
    timestamp_header: bool = False  # X-ZEvent-Timestamp as well
    header_shift_ms: int = 0  # by how much that header is later than the body's timestamp
    sign_header: bool = False  # the signature is over the header's timestamp, not the body's
    # consent and tokens
    app_active: bool = True  # False: -14002 at the consent
    callback_url: str = ""  # the registered one; another is refused with -14003; "": any will do
    console_challenge: str = ""  # S256, stored in the console; it wins over the request's [OQ, M-H]
    rotates: bool = True  # False: a refresh brings no new refresh token [3P, L-M]
    numeric_expires: bool = False  # `expires_in` as a number, where text is usual [OQ]


def turn(knobs: Knobs, change: Json) -> Knobs:
    """The knobs after a change; raises ValueError for an unknown name or type."""
    types = {field.name: type(field.default) for field in fields(Knobs)}
    for name, value in change.items():
        if name not in types:
            raise ValueError(f"no knob {name!r}; there are: {', '.join(types)}")
        if type(value) is not types[name]:
            raise ValueError(f"knob {name!r} takes a {types[name].__name__}")
    for name, choice in (("seen", Seen), ("signing", Signing)):
        known = get_args(choice)
        if change.get(name, known[0]) not in known:
            raise ValueError(f"knob {name!r} is one of {', '.join(known)}")
    return replace(knobs, **change)  # type: ignore[arg-type]


class Dials:
    """The knobs as they stand now, kept over a restart (but for where events and mails go)."""

    def __init__(self, journal: Journal, webhook: str, mail_in: str = "") -> None:
        self._journal = journal
        self.now = Knobs(webhook=webhook, mail_in=mail_in)

    def turn(self, change: Json) -> Knobs:
        """Turn some knobs; raises ValueError."""
        self.now = turn(self.now, change)
        self._journal.put("knobs", change)
        return self.now

    def restore(self, row: Json) -> None:
        """From the journal; the product's addresses are this run's own."""
        own = ("webhook", "mail_in")
        self.now = turn(self.now, {name: row[name] for name in row if name not in own})
