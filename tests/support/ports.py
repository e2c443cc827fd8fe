"""Ports of loopback that are still free when the test comes to listen on them.

They lie below those that the system gives to callers, whose connections would sit on them. A UDP
socket on the same number, which nothing here listens on, keeps every other test process, also one
of another run, from choosing it meanwhile.
"""

import atexit
import secrets
import socket
from collections import deque

LOWEST, HIGHEST = 20_000, 32_000
_STILL_KEPT = 64
"""Marks of the last choices; by then whoever chose the first has long listened on it."""
_marks: deque[socket.socket] = deque()


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens, and which nobody else is told."""
    return free_row(1)


def free_row(count: int) -> int:
    """The first of so many such ports beside each other."""
    for _ in range(1000):
        first = LOWEST + secrets.randbelow(HIGHEST - LOWEST - count)
        if _taken(range(first, first + count)):
            return first
    raise OSError(f"no {count} free ports beside each other")


def _taken(ports: range) -> bool:
    """Mark them all; False = one is in use, and none is marked."""
    marks: list[socket.socket] = []
    for port in ports:
        mark = socket.socket(type=socket.SOCK_DGRAM)
        marks.append(mark)
        try:
            mark.bind(("127.0.0.1", port))
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            _close(marks)
            return False
    _marks.extend(marks)
    _close([_marks.popleft() for _ in range(len(_marks) - _STILL_KEPT)])
    return True


def _close(marks: list[socket.socket]) -> None:
    for mark in marks:
        mark.close()


@atexit.register
def _close_all() -> None:
    _close([*_marks])
