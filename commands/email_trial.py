"""One test mail, by the very sender that citizens' mails leave by, for an officer to look at."""

import secrets
from contextlib import AsyncExitStack

from channels.email.checkup.findings import Finding, bad, good
from clock import SystemClock
from post.ports import Claimed, SendError
from settings import Settings
from wiring_post import senders_of


async def send_one(settings: Settings, to: str) -> Finding:
    """Hand one over and say what the server answered."""
    ref = f"thu{secrets.token_hex(4)}"  # a reference that no message has
    body = {"kind": "test", "to": to}
    message = Claimed(0, 0, f"{ref}/test/1/email", "test", "email", body, 0, ref)
    async with AsyncExitStack() as stack:
        sender = senders_of(settings, None, SystemClock(), stack)["email"]
        try:
            await sender.send(message)
        except SendError as error:
            return bad(
                "test_mail",
                (f"Thư thử không đi được ({error.kind}:{error.code}).",
                 f"The test mail did not leave ({error.kind}:{error.code})."),
                ("xem các dòng ở trên; địa chỉ nhận có đúng không?",
                 "see the lines above; is the address right?"),
            )  # fmt: skip
    return good(
        "test_mail",
        "Máy chủ đã nhận thư thử. Mở thư, xem có vào mục thư rác không, và SPF, DKIM, DMARC đều "
        "“pass” trong phần đầu thư.",
        "The server took the test mail. Open it: is it in spam, and do its headers say “pass” for "
        "SPF, DKIM and DMARC?",
    )
