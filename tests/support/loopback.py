"""Keeps the tests on this machine: a connection or a look-up off loopback is refused."""

import sys
from ipaddress import ip_address


class LeftTheMachine(RuntimeError):
    """A test tried to reach another machine. It is no OSError, so that nobody swallows it."""


def guard() -> None:
    """From now on, until this process ends, refuse what leaves the machine."""
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    match event, arguments:
        case (("socket.connect" | "socket.sendto"), (_, (host, *_))):
            _refuse_far(host)
        case "socket.getaddrinfo", (host, *_):
            _refuse_far(host)
        case _:
            pass


def _refuse_far(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        near = ip_address(str(name))
    except ValueError:
        raise LeftTheMachine(f"a test looked up {name}") from None
    if not (near.is_loopback or near.is_unspecified):
        raise LeftTheMachine(f"a test connected to {name}")
