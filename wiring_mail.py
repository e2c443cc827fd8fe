"""Builds what mail needs of the settings: its server, its own signature, what a check-up sees."""

from pathlib import Path

from channels.email.addresses import ascii_domain
from channels.email.checkup.incoming import WayIn
from channels.email.checkup.subject import Subject
from channels.email.dkim import Signer
from channels.email.dkim_key import Key, KeyRefused, read_key
from channels.email.relay import MailServer
from settings import PREFIX, MailSettings, Problem, SettingsError


def signer_of(mail: MailSettings) -> Signer | None:
    """Who signs for From's domain; None where the relay does.

    Raises SettingsError where the key is refused.
    """
    if mail.dkim is None:
        return None
    return Signer(_domain_of(mail.sender), mail.dkim.selector, _key(mail.dkim.key))


def _domain_of(address: str) -> str:
    """As From and DNS have it."""
    return ascii_domain(address.rpartition("@")[2]).casefold()


def _key(path: Path) -> Key:
    try:
        return read_key(path)
    except KeyRefused as refused:
        problem = Problem(f"{PREFIX}DKIM_KEY", refused.vi, refused.en)
        raise SettingsError((problem,)) from refused


def server_of(mail: MailSettings) -> MailServer:
    """The relay."""
    return MailServer(
        mail.host, mail.port, mail.user, mail.password, mail.tls, connections=mail.connections
    )


def subject_of(
    mail: MailSettings, public_url: str, addresses: tuple[str, ...], selector: str
) -> Subject:
    """What the check-up looks at; raises SettingsError as `signer_of` does."""
    own, sender_domain = mail.dkim, _domain_of(mail.sender)
    return Subject(
        sender_domain=sender_domain,
        # nobody reads what comes back: then the envelope's sender is From's address
        bounce_domain=ascii_domain(mail.bounce_domain) if mail.incoming else sender_domain,
        server=server_of(mail),
        public_url=public_url,
        addresses=addresses,
        selector=own.selector if own else selector,
        key=_key(own.key) if own else None,
    )


def way_in_of(mail: MailSettings) -> WayIn | None:
    """Where mail that comes to us is met, for the check-up."""
    found = mail.incoming
    if found is None:
        return None
    return WayIn(found.way, found.host, found.port, found.user, found.mailbox, found.password)
