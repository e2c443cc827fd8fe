"""Builds what mail needs of the settings: the signature of its own."""

from channels.email.dkim import Signer
from channels.email.dkim_key import KeyRefused, read_key
from settings import PREFIX, MailSettings, Problem, SettingsError


def signer_of(mail: MailSettings) -> Signer | None:
    """Who signs for From's domain; None where the relay does.

    Raises SettingsError where the key is refused.
    """
    if mail.dkim is None:
        return None
    try:
        key = read_key(mail.dkim.key)
    except KeyRefused as refused:
        problem = Problem(f"{PREFIX}DKIM_KEY", refused.vi, refused.en)
        raise SettingsError((problem,)) from refused
    return Signer(mail.sender.rpartition("@")[2], mail.dkim.selector, key)
