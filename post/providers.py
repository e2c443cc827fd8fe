"""Who receives a mail, as far as the pace must know it. Pure.

A large provider by its name; every other domain falls into one of sixteen groups by a keyed
hash, so that nobody's own domain, which may be a person's name, is written anywhere.
"""

from collections.abc import Callable, Mapping

ALL = "all"
"""Every mail together."""

_DOMAINS: Mapping[str, str] = {
    "google": "gmail.com googlemail.com",
    "microsoft": "outlook.com outlook.com.vn hotmail.com hotmail.com.vn live.com msn.com",
    "yahoo": "yahoo.com yahoo.com.vn ymail.com rocketmail.com aol.com",
    "apple": "icloud.com me.com mac.com",
}
_PROVIDER = {domain: name for name, domains in _DOMAINS.items() for domain in domains.split()}
_GOV = "gov.vn"
PROVIDERS = (*_DOMAINS, "gov")
OTHERS = tuple(f"other/{sign}" for sign in "0123456789abcdef")
RECEIVERS = (ALL, *PROVIDERS, *OTHERS)
"""Every name that there is; a domain's own is one of those behind the first."""


def receiver_of(address: str, hashed: Callable[[str], str]) -> str:
    """Who receives mail to this address; `hashed` is a keyed hash in hex signs."""
    domain = address.rpartition("@")[2].strip().rstrip(".").lower()
    if name := _PROVIDER.get(domain):
        return name
    if domain == _GOV or domain.endswith(f".{_GOV}"):
        return "gov"
    return f"other/{hashed(domain)[0]}"


def kind_of(receiver: str) -> str:
    """What the rules call it: all groups of other domains share their numbers."""
    return receiver.partition("/")[0]
