"""What is looked at: the addresses that mail leaves by and from. Data alone."""

from dataclasses import dataclass

from channels.email.dkim_key import Key
from channels.email.relay import MailServer


@dataclass(frozen=True, slots=True)
class Subject:
    """One installation's mail, as its settings have it."""

    sender_domain: str  # of From
    bounce_domain: str  # of the envelope's sender
    server: MailServer
    public_url: str
    addresses: tuple[str, ...] = ()  # that mail leaves from, where a person said so
    selector: str = ""  # of the DKIM record; "" = not known
    key: Key | None = None  # ours; None = the server signs
