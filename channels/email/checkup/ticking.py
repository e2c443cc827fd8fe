"""Whether this machine's clock is kept right: by the kernel's own word (Linux). Sets nothing.

Date, DKIM's t= and every certificate depend on it; receivers take mail from the future as forged.
"""

import ctypes
import ctypes.util

from channels.email.checkup.findings import Finding, bad, good, hint, unknown

_CHECK = "clock"
_UNSYNCHRONISED = 0x40  # STA_UNSYNC of adjtimex(2)
_TIMEX_BYTES = 512  # more than struct timex has on any machine
_STATUS_AT = 5 * ctypes.sizeof(ctypes.c_long)
"""struct timex: modes (padded to a long), offset, freq, maxerror, esterror, then status."""


def kernel_status() -> int | None:
    """The status word of adjtimex(2), which changes nothing when asked so; None elsewhere."""
    name = ctypes.util.find_library("c")
    call = getattr(ctypes.CDLL(name), "adjtimex", None) if name else None
    if call is None:
        return None
    block = ctypes.create_string_buffer(_TIMEX_BYTES)  # modes = 0: read only
    if call(block) < 0:
        return None
    return ctypes.c_int.from_buffer(block, _STATUS_AT).value


def check(status: int | None, practised: bool) -> Finding:
    """`practised`: the sandbox's clock is followed, and this machine's does not matter."""
    if practised:
        return hint(_CHECK, ("Theo đồng hồ sandbox.", "On the sandbox's clock."))
    do = (
        "bật đồng bộ giờ: timedatectl set-ntp true (hoặc chrony).",
        "switch time synchronisation on: timedatectl set-ntp true (or chrony).",
    )
    if status is None:
        return unknown(
            _CHECK,
            ("Không biết giờ máy có được đồng bộ không.",
             "It is not known whether the clock is synchronised."), do,
        )  # fmt: skip
    if status & _UNSYNCHRONISED:
        return bad(_CHECK, ("Giờ máy không được đồng bộ.", "The clock is not synchronised."), do)
    return good(_CHECK, "Giờ máy được đồng bộ.", "The clock is synchronised.")
